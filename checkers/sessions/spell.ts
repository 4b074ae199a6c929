import type { History } from '../../src/history/history.js';
import type { SessionLog } from './log.js';
import { writeIndex } from './write-index.js';

/** Operations and writes in a bank clerk's words. */

/** The client of an operation, with its life where that is not the first. */
export function clientOf(history: History, log: SessionLog, operation: number): string {
  const { participant, life } = history.processes[log.session[operation]!]!;
  return life > 1 ? `${participant} (life ${life})` : participant;
}

export function nodeOf(history: History, log: SessionLog, operation: number): string {
  return history.participants[log.node[operation]!] ?? 'a node';
}

/** "deposit c3-4 of 50". */
export function spellAsked(history: History, log: SessionLog, operation: number): string {
  const { do: does, tx, amount, to } = history.body(log.invoke[operation]!);
  const name = typeof does === 'string' ? does : 'operation';
  const id = typeof tx === 'string' ? ` ${tx}` : '';
  const money = typeof amount === 'number' ? ` of ${amount}` : '';
  return `${name}${id}${money}${typeof to === 'string' ? ` to ${to}` : ''}`;
}

/** What an operation told of an account: "400", "version 3 (400)". */
export function spellTold(history: History, log: SessionLog, operation: number): string {
  const { balance, version, account } = history.body(log.row[operation]!);
  const isOnlyAccount = Object.keys(history.header.accounts).length < 2;
  const where = typeof account === 'string' && !isOnlyAccount ? ` in ${account}` : '';
  const told = typeof balance === 'number' ? `${balance}` : 'a state';
  return typeof version === 'number' ? `${told}${where} (version ${version})` : `${told}${where}`;
}

/** A write by its name in the log: who made it, where, and the row at which it was told. */
export function writeAt(
  history: History,
  log: SessionLog,
  stream: number,
  seq: number,
): { operation: number; name: string; row: number; node: string; client: string } {
  const operation = writeIndex(history).find(stream, seq);
  if (operation < 0) {
    const of = log.isTotal ? `write ${seq} of ${log.streams[stream]}` : `version ${seq} of ${log.streams[stream]}`;
    return { operation, name: of, row: -1, node: '', client: '' };
  }
  return {
    operation,
    name: spellAsked(history, log, operation),
    row: log.row[operation]!,
    node: nodeOf(history, log, operation),
    client: clientOf(history, log, operation),
  };
}
