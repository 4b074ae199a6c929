import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { GENESIS } from '../src/history/block-hash.js';
import type { EventLine } from '../src/history/event.js';
import { historyFrom, minimalHeader } from '../src/history/files/from-lines.js';
import { readHistory } from '../src/history/files/read.js';
import { PACKAGE_ROOT } from '../src/package-root.js';
import { judge } from './contract/judge.js';
import { moneyConservation } from './money-conservation.js';

const SPEC = {
  ...minimalHeader().spec,
  hashChain: { append: 'block', profile: 'netstring' },
} as const;

const ACCOUNTS: Record<string, number> = { a: 5, b: 5, c: 5 };
const NAMES = Object.keys(ACCOUNTS);

interface Transfer {
  from: string;
  to: string;
  amount: number;
}

/** The definition, read off the list of transfers anew each time: what an account holds after touching `version` of them. */
function balanceAfter(transfers: readonly Transfer[], account: string, version: number): number | undefined {
  const touching = transfers.filter(({ from, to }) => from === account || to === account);
  if (version > touching.length) return undefined;
  return touching
    .slice(0, version)
    .reduce((sum, t) => sum + (t.to === account ? t.amount : -t.amount), ACCOUNTS[account]!);
}

const step = fc.record({
  from: fc.nat(2),
  hop: fc.integer({ min: 1, max: 2 }),
  amount: fc.integer({ min: 1, max: 4 }),
  reads: fc.boolean(),
  account: fc.nat(2),
  back: fc.nat(1),
  lie: fc.oneof({ weight: 15, arbitrary: fc.constant(0) }, fc.integer({ min: -1, max: 1 })),
});

test('books are found in order exactly where a naive fold finds every balance right and none below zero', () => {
  let wrong = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      const transfers: Transfer[] = [];
      const lines: EventLine[] = [];
      let inOrder = true;
      for (const { from, hop, amount, reads, account, back, lie } of steps) {
        const name = NAMES[account]!;
        if (reads) {
          const touched = transfers.filter((t) => t.from === name || t.to === name).length;
          const version = Math.max(0, touched - back);
          const balance = balanceAfter(transfers, name, version)! + lie;
          lines.push({ v: 'client', k: 'invoke', node: 'c1', body: '{"do":"balance","at":"n1"}' });
          lines.push({
            v: 'client',
            k: 'ok',
            node: 'c1',
            body: JSON.stringify({ result: 'read', account: name, version, balance }),
          });
          inOrder &&= lie === 0;
        } else {
          const transfer = { from: NAMES[from]!, to: NAMES[(from + hop) % 3]!, amount };
          const touched = transfers.push(transfer);
          const held = balanceAfter(
            transfers,
            transfer.from,
            transfers.filter((t) => t.from === transfer.from || t.to === transfer.from).length,
          )!;
          inOrder &&= held >= 0;
          const block = {
            kind: 'block',
            height: touched,
            prev: GENESIS,
            hash: `${touched}`,
            ...transfer,
            tx: `t${touched}`,
          };
          lines.push({ v: 'node', k: 'block', node: 'n1', body: JSON.stringify(block) });
        }
      }
      wrong += Number(!inOrder);
      const history = historyFrom({ spec: SPEC as never, accounts: ACCOUNTS, nodes: ['n1'], clients: ['c1'] }, [
        { v: 'node', k: 'noted', node: 'n1' },
        ...lines,
      ]);
      expect(moneyConservation.check(history, {}).violations.length === 0).toBe(inOrder);
    }),
    { seed: 1, numRuns: 1000 },
  );
  expect(wrong > 100 && wrong < 900).toBe(true);
});

test('the transfer behind a wrong balance is named, with its events', () => {
  const name = 'fail-balance-credited-twice.jsonl';
  const file = join(PACKAGE_ROOT, 'checkers/money-conservation.histories', name);
  const verdict = judge(moneyConservation, readHistory(readFileSync(file), name));
  expect(verdict.violations).toEqual([
    {
      rule: 'balance',
      summary:
        'transfer c1-1 was credited twice at n2: events 3 and 5 (n2 says that account n2 holds 18; its ledger makes that 14)',
      vantage: 'node',
      events: [3, 4, 5, 9],
      steps: [
        { why: 'n2 has it in its ledger once, as block 1', events: [4] },
        { why: 'it came to n2 2 times', events: [3, 5] },
        { why: 'n2 tells version 1 of n2: 18', events: [9] },
      ],
    },
  ]);
});
