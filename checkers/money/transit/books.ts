import type { History } from '../../../src/history/history.js';
import { whyLifeEnd } from '../../contract/crash-precondition.js';
import type { FindingsBuilder } from '../../contract/findings.js';
import type { Step } from '../../contract/verdict.js';

/** What the parts of the judgement share. */
export interface TransitBooks {
  readonly history: History;
  readonly findings: FindingsBuilder;
  /** Accounts of which something is wrong that makes their balance wrong as well. */
  readonly suspect: Set<string>;
  /** Row from which on nothing can be held against the nodes, since one was started again; -1: there is none. */
  readonly lifeEnd: number;
  /** Row at which the system had come to rest, or -1. */
  readonly rest: number;
}

/** Tells of a violation, unless its last event came after a node was started again. */
export function blame(
  { history, findings, lifeEnd }: TransitBooks,
  rule: string,
  summary: string,
  steps: readonly Step[],
): void {
  const last = Math.max(...steps.flatMap(({ events }) => events));
  if (lifeEnd < 0 || last < lifeEnd) findings.violation(rule, summary, ...steps);
  else findings.unjudged(rule, 'precondition', whyLifeEnd(history, lifeEnd));
}
