import type { History } from '../../src/history/history.js';
import type { Dump } from '../contract/final-phase.js';
import { type FindingsBuilder, step } from '../contract/findings.js';

/**
 * Compares what nodes with the same contents tell of their balances at the end: those of which `contents` says the same;
 * undefined leaves a node out. `whole` are the dumps of which all pages came.
 */
export function judgeFinalBalances(
  history: History,
  findings: FindingsBuilder,
  whole: readonly Dump[],
  contents: (node: string) => string | undefined,
): void {
  const unread = history.header.nodes.filter((node) => !whole.some((dump) => dump.node === node));
  if (unread.length > 0) {
    findings.unjudged('final-balances', 'unsupported', `${unread.join(', ')} did not tell all balances at the end`);
  }
  const firsts = new Map<string, Dump>();
  for (const dump of whole) {
    const held = contents(dump.node);
    if (held === undefined) continue;
    const first = firsts.get(held);
    if (first === undefined) firsts.set(held, dump);
    else compare(findings, first, dump);
  }
}

function compare(findings: FindingsBuilder, first: Dump, dump: Dump): void {
  const difference = [...new Set([...first.accounts.keys(), ...dump.accounts.keys()])].find(
    (account) => first.accounts.get(account)?.balance !== dump.accounts.get(account)?.balance,
  );
  if (difference === undefined) return;
  const [a, b] = [first.accounts.get(difference), dump.accounts.get(difference)];
  findings.violation(
    'final-balances',
    `at the end ${first.node} says that account ${difference} holds ${a?.balance ?? 'nothing'}, ${dump.node} says ${b?.balance ?? 'nothing'}`,
    step(`${first.node} was asked for its balances`, a?.row ?? first.rows.at(-1)!),
    step(`${dump.node} was asked for its balances`, b?.row ?? dump.rows.at(-1)!),
  );
}
