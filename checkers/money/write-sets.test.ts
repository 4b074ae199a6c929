import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { EventLine } from '../../src/history/event.js';
import { historyFrom, minimalHeader } from '../../src/history/files/from-lines.js';
import { readHistory } from '../../src/history/files/read.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { moneyConservation } from '../money-conservation.js';

const NODES = ['n1', 'n2'];
const INITIAL = 10;
const SPEC = {
  ...minimalHeader().spec,
  observation: 'set',
  writeSets: { apply: 'apply' },
  changes: { deposit: 1, withdraw: -1 },
} as const;

const choice = fc.record({
  at: fc.nat(1),
  does: fc.nat(5),
  amount: fc.integer({ min: 1, max: 9 }),
  lacks: fc.oneof({ weight: 3, arbitrary: fc.constant(99) }, fc.nat(5)),
  lie: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1)),
});

test('books are found in order exactly where each balance is the plain sum of its writes and each withdrawal was covered', () => {
  let wrong = 0;
  const runs = 600;
  fc.assert(
    fc.property(fc.array(choice, { minLength: 2, maxLength: 10 }), (choices) => {
      const writes: { id: [string, number]; change: number }[] = [];
      const lines: EventLine[] = [];
      let inOrder = true;
      for (const [n, { at, does, amount, lacks, lie }] of choices.entries()) {
        const node = NODES[at]!;
        // A node has all its own writes, and mostly the others'.
        const set = writes.filter(({ id: [by, seq] }) => by === node || seq % 6 !== lacks);
        const held = set.reduce((sum, { change }) => sum + change, INITIAL);
        const kind = does < 2 ? 'query' : does < 4 ? 'deposit' : 'withdraw';
        const tx = `t${n}`;
        const isRefused = kind === 'withdraw' && held - lie < amount;
        const body = { do: kind, at: node, ...(kind !== 'query' && { amount, tx }) };
        lines.push({ v: 'client', k: 'invoke', node: 'c1', body: JSON.stringify(body) });
        if (kind === 'query' || isRefused) {
          inOrder &&= lie === 0;
          const told = { result: isRefused ? 'refused' : 'read', account: 'bank', balance: held + lie, ...spell(set) };
          lines.push({ v: 'client', k: 'ok', node: 'c1', body: JSON.stringify(told) });
          continue;
        }
        const change = kind === 'deposit' ? amount : -amount;
        const seq = writes.filter(({ id: [by] }) => by === node).length + 1;
        const write = { id: [node, seq] as [string, number], change };
        writes.push(write);
        set.push(write);
        const balance = held + change;
        inOrder &&= balance >= 0 || change > 0;
        const told = { result: 'applied', account: 'bank', write: write.id, balance, ...spell(set) };
        lines.push({ v: 'client', k: 'ok', node: 'c1', body: JSON.stringify(told) });
      }
      wrong += Number(!inOrder);
      const header = { spec: SPEC as never, accounts: { bank: INITIAL }, nodes: NODES, clients: ['c1'] };
      const { violations, unjudged } = moneyConservation.check(historyFrom(header, lines), {});
      expect({ inOrder: violations.length === 0, unjudged }).toEqual({ inOrder, unjudged: [] });
    }),
    { seed: 1, numRuns: runs },
  );
  expect(wrong > runs * 0.1 && wrong < runs * 0.9).toBe(true);
});

function spell(set: readonly { id: [string, number] }[]) {
  const seen: Record<string, number> = {};
  const also: [string, number][] = [];
  for (const node of NODES) {
    const numbers = set.filter(({ id: [by] }) => by === node).map(({ id: [, seq] }) => seq);
    while (numbers.includes((seen[node] ?? 0) + 1)) seen[node] = (seen[node] ?? 0) + 1;
    for (const seq of numbers) if (seq > (seen[node] ?? 0)) also.push([node, seq]);
  }
  return { seen, ...(also.length > 0 && { also }) };
}

test('a replica below zero through withdrawals elsewhere is a remark, and a violation where one is strict', () => {
  const name = 'pass-overdrawn-replica-not-strict.jsonl';
  const file = join(PACKAGE_ROOT, 'checkers/money-conservation.histories', name);
  const history = readHistory(readFileSync(file), name);
  const remark =
    'n1 holds -200 in bank: withdrawals that were each covered where they were accepted took it below zero together';
  expect(moneyConservation.check(history, {}).warnings).toEqual([`${remark} (event 5)`]);
  expect(moneyConservation.check(history, { strict: true }).violations).toEqual([
    {
      rule: 'overdrawn-replica',
      summary: remark,
      vantage: 'client',
      events: [5],
      steps: [{ why: 'n1 tells -200', events: [5] }],
    },
  ]);
});

test.each([
  [
    'fail-balance-write-set-lacks',
    "n2's balance lacks deposit c1-3 of 170 (n2 says that bank holds 400; the writes that it reflects make that 570)",
  ],
  [
    'fail-balance-write-set-wrong-way',
    "n2's balance counts the wrong way round withdraw c1-3 of 70 (n2 says that bank holds 470; the writes that it reflects make that 330)",
  ],
])('%s: the write behind a wrong balance is named', (name, summary) => {
  const file = join(PACKAGE_ROOT, 'checkers/money-conservation.histories', `${name}.jsonl`);
  const { violations } = moneyConservation.check(readHistory(readFileSync(file), name), {});
  expect(violations.map((violation) => violation.summary)).toEqual([summary]);
});
