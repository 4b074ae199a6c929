import { MICRO, NOTHING, type Transactions, UNKNOWN } from '../transactions.js';
import { createTransactionsBuilder } from './builder.js';

/** Some transactions of a log as a log of their own, in which each value is called by the number of its version in the whole. */
export function partOf(whole: Transactions, members: readonly number[]): Transactions {
  const { first, micro, key, version, replaced, list, lists } = whole;
  const builder = createTransactionsBuilder(whole.model, whole);
  const value = (v: number) => (v === UNKNOWN ? undefined : v === NOTHING ? null : v);
  for (const t of [...members].sort((a, b) => a - b)) {
    builder.begin(whole.session[t]!, whole.outcome[t]!, whole.invoked[t]!, whole.completed[t]!);
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const [k, v] = [key[op]!, value(version[op]!)];
      if (micro[op] === MICRO.write) builder.write(k, v ?? undefined, value(replaced?.[op] ?? UNKNOWN));
      else if (list === undefined || v === undefined) builder.read(k, v);
      else builder.readList(k, [...lists!.subarray(list[op]!, list[op + 1]!)]);
    }
    builder.end();
  }
  return builder.done();
}
