import type { History } from '../../src/history/history.js';
import { reportingNodes } from '../contract/lives.js';
import { oncePerHistory } from '../contract/once-per-history.js';
import { isNumber } from '../sessions/told-set.js';

/** A node's report that it has applied a write, its own or another's. */
export interface Apply {
  row: number;
  process: number;
  node: string;
  by: string;
  seq: number;
  tx: string;
  account: string;
  change: number;
  /** Of the account, right after it; where the node tells. */
  balance: number | undefined;
}

export interface Applies {
  /** In the order of the history. */
  reports: readonly Apply[];
  /** A report that lacks the fields of one: its row, or -1. */
  malformed: number;
  /** Nodes of whose writes silence says something: those that report events, if any of them ever reports a write. */
  reporting: ReadonlySet<string>;
}

/** All writes that nodes report as applied; see WriteSetSpec. */
export const appliesOf: (history: History) => Applies = oncePerHistory((history) => {
  const { writeSets } = history.header.spec;
  const apply = writeSets === undefined ? -1 : history.kindOf('node', writeSets.apply);
  const reports: Apply[] = [];
  let malformed = -1;
  for (let row = 0; apply !== -1 && row < history.length; row++) {
    if (history.kind[row] !== apply) continue;
    const process = history.process[row]!;
    const report = applyIn(history.body(row), row, process, history.processes[process]!.participant);
    if (report === undefined) malformed = row;
    else reports.push(report);
  }
  return { reports, malformed, reporting: reports.length === 0 ? new Set() : reportingNodes(history) };
});

function applyIn(
  { by, seq, tx, account, change, balance }: Record<string, unknown>,
  row: number,
  process: number,
  node: string,
): Apply | undefined {
  if (typeof by !== 'string' || !isNumber(seq) || typeof tx !== 'string' || typeof account !== 'string')
    return undefined;
  if (!Number.isSafeInteger(change) || !(balance === undefined || Number.isSafeInteger(balance))) return undefined;
  const told = balance as number | undefined;
  return { row, process, node, by, seq, tx, account, change: change as number, balance: told };
}

/** A write by its name, as a key. */
export function idOf({ by, seq }: Pick<Apply, 'by' | 'seq'>): string {
  return `${by} ${seq}`;
}
