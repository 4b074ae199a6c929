import { HARNESS } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';
import { oncePerHistory } from './once-per-history.js';

/** What the nodes answered when everything was over. */
export interface FinalPhase {
  /** One for each node that was asked for its accounts, in the order of the first question. */
  dumps: Dump[];
  /** Answers about transactions, in the order of the history. */
  outcomes: OutcomeAnswer[];
  /** Questions that got no answer, not even an error: the row of the question. */
  unanswered: { row: number; node: string; asked: string; why: string }[];
}

export interface Dump {
  node: string;
  /** Rows of the answers. */
  rows: number[];
  /** Whether all pages came. */
  whole: boolean;
  /** With the set of writes that the balance reflects, as it was told, where it was. */
  accounts: Map<string, { version: number; balance: number; row: number; seen: unknown; also: unknown }>;
}

export interface OutcomeAnswer {
  row: number;
  node: string;
  tx: string;
  outcome: 'applied' | 'never' | 'unknown';
}

/** Reads the answers to `dump` and `outcome {tx}` that the harness got. A dump asked for anew replaces the one before. */
export const finalPhase: (history: History) => FinalPhase = oncePerHistory((history) => {
  const invoke = history.kindOf('client', 'invoke');
  const ok = history.kindOf('client', 'ok');
  const fail = history.kindOf('client', 'fail');
  const final: FinalPhase = { dumps: [], outcomes: [], unanswered: [] };
  const dumps = new Map<string, Dump>();
  const open = new Map<number, { node: string; asked: string }>();
  const harness = history.processes.map(({ participant }) => participant === HARNESS);
  if (!harness.includes(true)) return final;

  for (let row = 0; row < history.length; row++) {
    const process = history.process[row]!;
    if (process < 0 || !harness[process] || history.position[row]! < 0) continue;
    const kind = history.kind[row]!;
    if (kind === invoke) {
      const { do: asked, at } = history.body(row);
      if (typeof at !== 'string' || (asked !== 'dump' && asked !== 'outcome')) continue;
      open.set(row, { node: at, asked });
      const before = dumps.get(at);
      const isNextPage = before !== undefined && before.rows.length > 0 && !before.whole;
      if (asked === 'dump' && !isNextPage) dumps.set(at, { node: at, rows: [], whole: false, accounts: new Map() });
      continue;
    }
    const question = history.kinds[kind]!.v === 'client' ? open.get(history.ref[row]!) : undefined;
    if (question === undefined) continue;
    open.delete(history.ref[row]!);
    // An error is an answer: a node may do without these requests.
    if (kind === fail) continue;
    if (kind !== ok) {
      const why = history.why(row) || history.kinds[kind]!.k;
      final.unanswered.push({ row: history.ref[row]!, ...question, why });
    } else if (question.asked === 'dump') addPage(dumps.get(question.node)!, history.body(row), row);
    else {
      const { tx, outcome } = history.body(row);
      if (typeof tx !== 'string') continue;
      const known = outcome === 'applied' || outcome === 'never' ? outcome : 'unknown';
      final.outcomes.push({ row, node: question.node, tx, outcome: known });
    }
  }
  for (const [row, question] of open) final.unanswered.push({ row, ...question, why: 'no answer' });
  final.dumps = [...dumps.values()];
  return final;
});

function addPage(dump: Dump, { accounts, more }: Record<string, unknown>, row: number): void {
  dump.rows.push(row);
  dump.whole = more === false;
  for (const entry of Array.isArray(accounts) ? accounts : []) {
    const { account, version, balance, seen, also } = (entry ?? {}) as Record<string, unknown>;
    if (typeof account !== 'string' || typeof version !== 'number' || typeof balance !== 'number') dump.whole = false;
    else dump.accounts.set(account, { version, balance, row, seen, also });
  }
}
