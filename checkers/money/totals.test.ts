import fc from 'fast-check';
import { type HandWritten, historyFrom, minimalHeader } from '../../src/history/files/from-lines.js';
import { judge } from '../contract/judge.js';
import { moneyConservation } from '../money-conservation.js';

/** A bank that does one thing after the other, in the words of Jepsen's: transfers, and reads of all accounts. */
const ACCOUNTS = 4;
const step = fc.oneof(
  fc.record({ from: fc.nat(ACCOUNTS - 1), to: fc.nat(ACCOUNTS - 1), amount: fc.integer({ min: 1, max: 9 }) }),
  fc.constant('read' as const),
);
type Step = { from: number; to: number; amount: number } | 'read';

/** Its history; `wrong` is what the n-th read adds to the balance of an account. */
function historyOf(
  steps: readonly Step[],
  negativeBalances: boolean,
  wrong?: { read: number; account: number; by: number },
) {
  const balances = [20, 0, 0, 0];
  const events: HandWritten[] = [];
  const add = (k: string, body: unknown) => events.push({ v: 'client', k, node: 'c1', body: JSON.stringify(body) });
  let reads = 0;
  let isNegative = false;
  for (const one of ['read' as const, ...steps]) {
    if (one === 'read') {
      const told = balances.map((balance, n) =>
        reads === wrong?.read && n === wrong.account ? balance + wrong.by : balance,
      );
      reads++;
      isNegative ||= told.some((balance) => balance < 0);
      add('invoke', { do: 'read' });
      add('ok', { do: 'read', balances: Object.fromEntries(told.entries()) });
    } else {
      balances[one.from]! -= one.amount;
      balances[one.to]! += one.amount;
      add('invoke', { do: 'transfer', ...one });
      add('ok', { do: 'transfer' });
    }
  }
  const spec = { ...minimalHeader().spec, totals: { read: 'read', transfer: 'transfer' } };
  return { history: historyFrom({ spec, config: { negativeBalances } }, events), reads, isNegative };
}

const seed = { seed: 11, numRuns: 150 };

test('a bank that loses nothing passes, unless somebody owes it something', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.boolean(), (steps, negativeBalances) => {
      const { history, isNegative } = historyOf(steps, negativeBalances);
      const { verdict, violations } = judge(moneyConservation, history, {});
      const rules = [...new Set(violations.map(({ rule }) => rule))];
      expect(rules).toEqual(isNegative && !negativeBalances ? ['negative-balance'] : []);
      if (rules.length === 0) expect(verdict).toBe(steps.some((one) => one !== 'read') ? 'pass' : 'unknown');
    }),
    seed,
  );
});

test('one wrong balance is found, wherever it is', () => {
  const wrong = fc.record({
    read: fc.integer({ min: 1, max: 5 }),
    account: fc.nat(ACCOUNTS - 1),
    by: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 20 }), wrong, (steps, mistake) => {
      const { history, reads } = historyOf(steps, true, mistake);
      fc.pre(mistake.read < reads);
      const { violations } = judge(moneyConservation, history, {});
      expect(violations.map(({ rule, summary }) => [rule, summary.slice(0, 40)])).toEqual([
        ['read-total', `c1 found ${20 + mistake.by} in all accounts together, ${mistake.by} too much`.slice(0, 40)],
      ]);
    }),
    seed,
  );
});
