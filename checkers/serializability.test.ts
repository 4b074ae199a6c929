import { historyFrom } from '../src/history/files/from-lines.js';
import { createTransactionsBuilder } from '../src/history/transactions/builder.js';
import { noteTransactions } from '../src/history/transactions/of-history.js';
import { OUTCOME } from '../src/history/transactions.js';
import { judge } from './contract/judge.js';
import { serializability } from './serializability.js';

type Micro = ['append', string, number] | ['r', string, number[]];

/** A history of one transaction after the other. */
function oneByOne(...transactions: [client: string, ...operations: Micro[]][]) {
  const counts = new Map<string, number>();
  return historyFrom(
    {},
    transactions.flatMap(([node, ...ops]) => {
      const op = (counts.get(node) ?? 0) + 1;
      counts.set(node, op);
      const asked = ops.map(([what, key, value]) => [what, key, what === 'r' ? null : value]);
      return [
        { v: 'client', k: 'invoke', node, op, body: JSON.stringify({ do: 'txn', ops: asked }) },
        { v: 'client', k: 'ok', node, op, body: JSON.stringify({ ops }) },
      ] as const;
    }),
  );
}

test('a cycle is told in words, each step with its events, and what it leaves', () => {
  const history = oneByOne(['c1', ['append', 'x', 1]], ['c2', ['append', 'x', 2]], ['c3', ['r', 'x', [1]]]);
  const { verdict, violations, coverage } = judge(serializability, history, { level: 'strict' });
  expect(verdict).toBe('fail');
  expect(violations).toEqual([
    {
      rule: 'G-single-realtime',
      summary:
        "c3's transaction 1 must have come before c2's transaction 1, and yet after it: no order of the two explains what was read",
      vantage: 'client',
      events: [3, 4, 5],
      steps: [
        {
          why: "c3's transaction 1 came before c2's transaction 1: the former read x as [1], before the latter appended 2 to x",
          events: [3, 5],
        },
        {
          why: "yet c2's transaction 1 came before c3's transaction 1: it had ended when the other one began",
          events: [3, 4],
        },
      ],
    },
  ]);
  expect(coverage.warnings).toEqual([
    'what was found rules out strict-snapshot-isolation and all that is stronger; strong-session-serializable still holds',
  ]);
});

function withoutTime(second: number | null) {
  const history = oneByOne(['c1'], ['c1'], ['c2']);
  const builder = createTransactionsBuilder('register', { hasRealTime: false, sessionsCount: true });
  builder.begin(0, OUTCOME.ok, 0, 1);
  builder.write('x', 1);
  builder.end();
  builder.begin(0, OUTCOME.ok, 2, 3);
  builder.read('x', second);
  builder.end();
  builder.begin(1, OUTCOME.ok, 4, 5);
  builder.read('x', 1);
  builder.end();
  noteTransactions(history, builder.done());
  return judge(serializability, history, { level: 'strict' });
}

test('a log that does not tell real time is never strict, but may fail to be for other reasons', () => {
  expect(withoutTime(1)).toMatchObject({ verdict: 'unknown', reason: 'unsupported' });
  expect(withoutTime(null)).toMatchObject({ verdict: 'fail', violations: [{ rule: 'G-single-session' }] });
});
