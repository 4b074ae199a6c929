import { HARNESS } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';
import { createFieldScanner } from '../contract/body-scan.js';
import { createByteNames } from '../contract/byte-names.js';
import { oncePerHistory } from '../contract/once-per-history.js';
import { tellBalances } from './by-balances.js';
import { tellVersions } from './by-versions.js';
import { tellWriteSets } from './by-write-sets.js';
import { APPLIED, type Ended, READ, REFUSED, RESULT_FIELDS, type SessionLog, SILENT } from './log.js';
import { repeatedAsks } from './repeated.js';

/** Reads what clients did and were told, once for all checkers of sessions. O(operations). */
export const sessionLog: (history: History) => SessionLog = oncePerHistory((history) => {
  const { observation } = history.header.spec;
  const log = createLog(observation === 'balance-only' ? 'ambiguous' : 'unsupported');
  const tell = { set: tellWriteSets, chain: tellVersions, 'balance-only': tellBalances }[observation](history, log);
  const repeated = repeatedAsks(history);
  const nodeOf = nodeAsked(history);
  eachEnded(history, (ended) => {
    const told = tell(ended, log);
    if (repeated.has(ended.invoke)) forgetState(log);
    log.told.push(repeated.has(ended.invoke) ? SILENT : told);
    log.session.push(ended.session);
    log.invoke.push(ended.invoke);
    log.row.push(ended.row);
    log.does.push(ended.does);
    log.node.push(nodeOf(ended.invoke));
    log.length++;
    log.stateStart.push(log.stateStream.length);
    log.writeStart.push(log.writeStream.length);
  });
  return log;
});

/** Answers which node an invoke says that it asks, as a participant; -1: it does not say. */
function nodeAsked(history: History): (invoke: number) => number {
  const fields = createFieldScanner(history, ['at']);
  const names = createByteNames();
  const participants: number[] = [];
  return (invoke) => {
    const at = fields.scan(invoke) ? fields.places[0]! : -1;
    const name = at < 0 ? -1 : names.at(fields.bytes(), at);
    if (name < 0) return -1;
    participants[name] ??= history.participantOf(names.list[name]!);
    return participants[name];
  };
}

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
  const isHarness = Uint8Array.from(history.processes, ({ participant }) => Number(participant === HARNESS));
  const fields = createFieldScanner(history, RESULT_FIELDS);
  const words = createByteNames();
  const ended: Ended = {
    session: -1,
    invoke: -1,
    row: -1,
    does: -1,
    fields,
    asked: () => history.body(ended.invoke),
    result: () => history.body(ended.row),
  };

  /** What the operation in hand was, or -1: by the word in its result, mostly. */
  function whatWas(): number {
    const place = fields.scan(ended.row) ? fields.places[0]! : -1;
    const word = place < 0 ? -1 : words.at(fields.bytes(), place);
    const does = word < 0 ? undefined : WORDS[words.list[word]!];
    if (does !== undefined) return does;
    const { tx, amount, change } = ended.asked();
    const changes = tx !== undefined && (amount !== undefined || change !== undefined);
    return changes ? APPLIED : ended.result().balance !== undefined ? READ : -1;
  }

  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== ok || isHarness[history.process[row]!] === 1 || history.ref[row]! < 0) continue;
    ended.session = history.process[row]!;
    ended.invoke = history.ref[row]!;
    ended.row = row;
    ended.does = whatWas();
    if (ended.does >= 0) visit(ended);
  }
}

const WORDS: Record<string, number | undefined> = {
  __proto__: null as never,
  applied: APPLIED,
  read: READ,
  refused: REFUSED,
};

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
