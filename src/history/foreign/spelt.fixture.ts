import type { History } from '../history.js';
import { transactionsOf } from '../transactions/of-history.js';
import { NOTHING, UNKNOWN } from '../transactions.js';

/** Fixture: a history's transactions in words, a line each: `p0 ok 0..1: w x 1, r y [2,3]`. */
export function spelt(history: History): string[] {
  const all = transactionsOf(history);
  if ('unsupported' in all) throw new Error(all.unsupported);
  const value = (version: number) =>
    version === NOTHING ? 'nothing' : version === UNKNOWN ? 'unknown' : all.valueName(version);
  const lines = Array.from({ length: all.count }, (_, t) => {
    const operations: string[] = [];
    for (let op = all.first[t]!; op < all.first[t + 1]!; op++) {
      const isWrite = all.micro[op] === 1;
      const elements =
        all.list && !isWrite ? [...all.lists!.subarray(all.list[op]!, all.list[op + 1]!)].map(value) : [];
      const found = elements.length > 0 ? `[${elements}]` : value(all.version[op]!);
      operations.push(`${isWrite ? 'w' : 'r'} ${all.keyName(all.key[op]!)} ${found}`);
    }
    const { participant, life } = history.processes[history.process[all.invoked[t]!]!]!;
    const who = life > 1 ? `${participant}.${life}` : participant;
    return `${who} ${['ok', 'fail', 'info'][all.outcome[t]!]} ${all.invoked[t]}..${all.completed[t]}: ${operations.join(', ')}`;
  });
  return [all.model, ...lines];
}
