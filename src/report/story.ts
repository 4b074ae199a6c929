import type { Violation } from '../../checkers/contract/verdict.js';
import type { History } from '../history/history.js';
import { type Paint, PLAIN } from './colour.js';
import { forTerminal } from './escape.js';
import { eventLine } from './event-line.js';

/** Which events a story is about; what is given narrows it down together. */
export interface Selection {
  /** First and last row, both included. */
  events?: readonly [first: number, last: number];
  /** A node or a client: what it did and what reached it. */
  node?: string;
  /** A transaction: its operation, its messages, and all that answered them. */
  txn?: string;
}

/** The rows of a selection, ascending. */
export function select(history: History, { events, node, txn }: Selection): number[] {
  const first = Math.max(events?.[0] ?? 0, 0);
  const last = Math.min(events?.[1] ?? history.length - 1, history.length - 1);
  const ofTxn = txn === undefined ? undefined : rowsOfTransaction(history, txn);
  const rows: number[] = [];
  for (let row = first; row <= last; row++) {
    if (node !== undefined && history.processes[history.process[row]!]?.participant !== node) continue;
    if (ofTxn !== undefined && ofTxn[row] !== 1) continue;
    rows.push(row);
  }
  return rows;
}

/** The story of some rows, a line each; a gap in it shows as a line of its own. */
export function* story(history: History, rows: readonly number[], paint: Paint = PLAIN, marked?: ReadonlySet<number>) {
  for (let i = 0; i < rows.length; i++) {
    if (marked !== undefined && i > 0 && rows[i]! > rows[i - 1]! + 1) yield paint.faint('   ...');
    yield ` ${eventLine(history, rows[i]!, paint, marked?.has(rows[i]!) ? '▶' : ' ')}`;
  }
}

/** The story of a violation: what is wrong, the argument step by step with its events, and what happened around it. */
export function* violationStory(
  history: History,
  { checker, violation, number, of }: { checker: string; violation: Violation; number: number; of: number },
  paint: Paint = PLAIN,
) {
  yield paint.strong(`Violation ${number} of ${of}: ${forTerminal(`${checker}/${violation.rule}`)}`);
  yield paint.bad(forTerminal(violation.summary));
  yield paint.faint(`The proof rests on ${WORD_OF[violation.vantage] ?? 'the history'}.`);
  yield '';
  for (const [index, step] of violation.steps.entries()) {
    yield `${index + 1}. ${forTerminal(step.why)}`;
    yield* story(history, step.events, paint);
  }
  const witness = new Set([...violation.events, ...violation.steps.flatMap((step) => step.events)]);
  const rows = surroundings(history, [...witness]);
  if (rows.length === 0) return;
  yield '';
  yield paint.strong(`Around it, for ${forTerminal(involved(history, witness).join(', '))}:`);
  yield* story(history, rows, paint, witness);
}

const WORD_OF: Record<string, string> = {
  client: 'what clients asked and were answered',
  relay: 'messages that the harness itself saw',
  node: "the nodes' own reports",
  disk: "what the nodes' disks held",
  fault: 'the faults that were injected',
  run: 'what the harness itself did',
};

/** How many events of the participants involved are shown on each side of a witness, and in all. */
const REACH = 3;
const MOST = 40;

/** The witnesses, what caused them, and what the participants involved did just before and after. */
function surroundings(history: History, witness: readonly number[]): number[] {
  const who = new Set(involved(history, new Set(witness)));
  const rows = new Set<number>();
  const isTheirs = (row: number): boolean => who.has(history.processes[history.process[row]!]?.participant ?? '');
  for (const row of [...witness].sort((a, b) => a - b)) {
    if (rows.size > MOST) break;
    rows.add(row);
    if (history.ref[row]! >= 0) rows.add(history.ref[row]!);
    for (const direction of [-1, 1]) {
      let found = 0;
      for (let near = row + direction; found < REACH && near >= 0 && near < history.length; near += direction) {
        if (Math.abs(near - row) > 1000) break;
        if (!isTheirs(near)) continue;
        rows.add(near);
        found++;
      }
    }
  }
  return [...rows].sort((a, b) => a - b);
}

function involved(history: History, rows: ReadonlySet<number>): string[] {
  const names = [...rows].map((row) => history.processes[history.process[row]!]?.participant);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** 1 for every row that belongs to a transaction: it names it, or it delivers, answers or completes one that does. */
function rowsOfTransaction(history: History, name: string): Uint8Array {
  const member = new Uint8Array(history.length);
  let key = -1;
  for (let row = 0; row < history.length; row++) {
    const tx = history.tx[row]!;
    if (tx !== -1 && key === -1 && history.txName(tx) === name) key = tx;
    const cause = history.ref[row]!;
    if ((key !== -1 && tx === key) || (cause >= 0 && member[cause] === 1 && (tx === -1 || tx === key))) member[row] = 1;
  }
  return member;
}
