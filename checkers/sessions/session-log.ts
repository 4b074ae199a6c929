import { HARNESS } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';
import { oncePerHistory } from '../contract/once-per-history.js';
import { tellBalances } from './by-balances.js';
import { tellVersions } from './by-versions.js';
import { tellWriteSets } from './by-write-sets.js';
import { APPLIED, type Ended, READ, REFUSED, type SessionLog, SILENT } from './log.js';
import { repeatedAsks } from './repeated.js';

/** Reads what clients did and were told, once for all checkers of sessions. O(operations). */
export const sessionLog: (history: History) => SessionLog = oncePerHistory((history) => {
  const { observation } = history.header.spec;
  const log = createLog(observation === 'balance-only' ? 'ambiguous' : 'unsupported');
  const tell = { set: tellWriteSets, chain: tellVersions, 'balance-only': tellBalances }[observation](history, log);
  const repeated = repeatedAsks(history);
  eachEnded(history, (ended) => {
    const told = tell(ended, log);
    if (repeated.has(ended.invoke)) forgetState(log);
    log.told.push(repeated.has(ended.invoke) ? SILENT : told);
    log.session.push(ended.session);
    log.invoke.push(ended.invoke);
    log.row.push(ended.row);
    log.does.push(ended.does);
    log.node.push(typeof ended.asked.at === 'string' ? history.participantOf(ended.asked.at) : -1);
    log.length++;
    log.stateStart.push(log.stateStream.length);
    log.writeStart.push(log.writeStream.length);
  });
  return log;
});

/** Takes back the state that the operation in hand has told. */
function forgetState(log: SessionLog): void {
  const start = log.stateStart.at(-1)!;
  log.stateStream.length = start;
  log.stateUpTo.length = start;
  log.beyond.delete(log.length);
  log.short.delete(log.length);
  log.repeated.add(log.length);
}

/** Visits the reads, refusals and applied writes of all clients, in the order of their ends. */
export function eachEnded(history: History, visit: (ended: Ended) => void): void {
  const ok = history.kindOf('client', 'ok');
  if (ok < 0) return;
  const isHarness = history.processes.map(({ participant }) => participant === HARNESS);
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== ok || isHarness[history.process[row]!]) continue;
    const invoke = history.ref[row]!;
    if (invoke < 0) continue;
    const asked = history.body(invoke);
    const result = history.body(row);
    const does = whatWas(asked, result);
    if (does >= 0) visit({ session: history.process[row]!, invoke, row, asked, result, does });
  }
}

function whatWas(asked: Record<string, unknown>, { result, balance }: Record<string, unknown>): number {
  if (result === 'applied') return APPLIED;
  if (result === 'read') return READ;
  if (result === 'refused') return REFUSED;
  const changes = asked.tx !== undefined && (asked.amount !== undefined || asked.change !== undefined);
  return changes ? APPLIED : balance !== undefined ? READ : -1;
}

function createLog(reason: SessionLog['reason']): SessionLog {
  return {
    streams: [],
    isTotal: false,
    reason,
    length: 0,
    session: [],
    invoke: [],
    row: [],
    does: [],
    node: [],
    told: [],
    stateStart: [0],
    stateStream: [],
    stateUpTo: [],
    beyond: new Map(),
    writeStart: [0],
    writeStream: [],
    writeSeq: [],
    short: new Set(),
    repeated: new Set(),
  };
}
