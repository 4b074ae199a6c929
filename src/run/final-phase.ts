import type { Operation } from '../workload/operation.js';
import type { Completion, Session } from '../workload/session.js';

/**
 * The final phase: the harness reads every account at every node and asks each node what became of every operation
 * whose end is unknown. Its requests are operations of a client of its own and are recorded as such.
 */
export function runFinalPhase(
  harness: Session,
  nodes: readonly string[],
  unresolved: readonly string[],
  done: () => void,
): void {
  const questions: Question[] = [
    ...nodes.map((at) => ({ at, name: 'dump', operation: dump, arguments: {} })),
    ...unresolved.flatMap((tx) => nodes.map((at) => ({ at, name: 'outcome', operation: outcome, arguments: { tx } }))),
  ];
  const ask = (question: Question | undefined): void => {
    if (question === undefined) return done();
    harness.perform(question, (completion) => {
      const more = question.name === 'dump' ? nextPage(question, completion) : undefined;
      ask(more ?? questions.shift());
    });
  };
  ask(questions.shift());
}

interface Question {
  at: string;
  name: string;
  operation: Operation;
  arguments: Record<string, unknown>;
}

/** All accounts of a node: `dump {after?}` -> `dump_ok {accounts: [{account, version, balance}], more}`. */
const dump: Operation = {
  says: 'reads all accounts, page by page',
  arguments: {},
  draw: () => ({}),
  request: (args) => ({ type: 'dump', ...args }),
  outcome: ({ type, accounts, more }) =>
    type === 'dump_ok' && Array.isArray(accounts) ? { result: { accounts, more: more === true } } : undefined,
};

/** What became of a transaction: `outcome {tx}` -> `outcome_ok {tx, outcome: applied | never | unknown}`. */
const outcome: Operation = {
  says: 'asks what became of a transaction',
  arguments: {},
  draw: () => ({}),
  request: (args) => ({ ...args, type: 'outcome' }),
  outcome: ({ type, tx, outcome }) =>
    type === 'outcome_ok' && typeof outcome === 'string' ? { result: { tx, outcome } } : undefined,
};

function nextPage(question: Question, { kind, result }: Completion): Question | undefined {
  const accounts = result.accounts as { account?: unknown }[] | undefined;
  const last = accounts?.at(-1)?.account;
  // A page that does not get on would be asked for ever.
  if (kind !== 'ok' || result.more !== true || typeof last !== 'string') return undefined;
  if (typeof question.arguments.after === 'string' && last <= question.arguments.after) return undefined;
  return { ...question, arguments: { after: last } };
}
