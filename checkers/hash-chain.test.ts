import fc from 'fast-check';
import { type Block, blockHash, GENESIS } from '../src/history/block-hash.js';
import type { EventLine } from '../src/history/event.js';
import { historyFrom, minimalHeader } from '../src/history/files/from-lines.js';
import { hashChain } from './hash-chain.js';
import { replicaAgreement } from './replica-agreement.js';

const SPEC = {
  ...minimalHeader().spec,
  hashChain: { append: 'block', profile: 'netstring' },
} as const;

function make(height: number, prev: string, amount: number): Block {
  const block = { height, prev, from: 'a', to: 'b', amount, tx: `t${height}-${amount}` };
  return { ...block, hash: blockHash('netstring', block) };
}

/** Appends a block to a ledger: mostly the right one (one of two branches), now and then one that is out of place. */
function extend(ledger: Block[], [branch, mistake]: [number, number]): void {
  const last = ledger.at(-1);
  const right = make((last?.height ?? 0) + 1, last?.hash ?? GENESIS, 1 + branch);
  if (mistake === 1) ledger.push({ ...right, amount: 7 });
  else if (mistake === 2) ledger.push(make(right.height + 1, right.prev, 1));
  else if (mistake === 3) ledger.push(make(right.height, 'f'.repeat(64), 1));
  else if (mistake === 4 && last !== undefined) ledger.push(last);
  else ledger.push(right);
}

/** The definition: block i has height i, points at block i - 1 (or the genesis hash), and hashes to what it says. */
function isChain(ledger: readonly Block[]): boolean {
  return ledger.every(
    (block, i) =>
      block.height === i + 1 &&
      block.prev === (i === 0 ? GENESIS : ledger[i - 1]!.hash) &&
      block.hash === blockHash('netstring', block),
  );
}

function historyOf(ledgers: Block[][]) {
  const lines: EventLine[] = [];
  const longest = Math.max(...ledgers.map((ledger) => ledger.length));
  for (let i = 0; i < longest; i++) {
    ledgers.forEach((ledger, node) => {
      const body = ledger[i] && JSON.stringify({ kind: 'block', ...ledger[i] });
      if (body !== undefined) lines.push({ v: 'node', k: 'block', node: `n${node + 1}`, body });
    });
  }
  return historyFrom({ spec: SPEC as never, nodes: ['n1', 'n2', 'n3'], clients: [] }, lines);
}

const growth = (mistakes: number) =>
  fc.array(
    fc.array(
      fc.tuple(
        fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat(1)),
        fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.nat(mistakes)),
      ),
      { maxLength: 5 },
    ),
    { minLength: 3, maxLength: 3 },
  );

test('a ledger is found sound exactly where every block follows from the one before it', () => {
  let unsound = 0;
  fc.assert(
    fc.property(growth(4), (growths) => {
      const ledgers = growths.map((steps) => {
        const ledger: Block[] = [];
        for (const step of steps) extend(ledger, step);
        return ledger;
      });
      const expected = ledgers.every(isChain);
      unsound += Number(!expected);
      expect(hashChain.check(historyOf(ledgers), {}).violations.length === 0).toBe(expected);
    }),
    { seed: 1, numRuns: 1000 },
  );
  expect(unsound > 100 && unsound < 900).toBe(true);
});

test('ledgers are found forked exactly where one is not the beginning of the other', () => {
  let forked = 0;
  fc.assert(
    fc.property(growth(0), (growths) => {
      const ledgers = growths.map((steps) => {
        const ledger: Block[] = [];
        for (const step of steps) extend(ledger, step);
        return ledger;
      });
      const isPrefix = (a: Block[], b: Block[]) => a.length > b.length || a.every(({ hash }, i) => hash === b[i]!.hash);
      const expected = ledgers.every((a) => ledgers.every((b) => isPrefix(a, b)));
      forked += Number(!expected);
      const { violations } = replicaAgreement.check(historyOf(ledgers), {});
      expect(violations.every(({ rule }) => rule === 'fork')).toBe(true);
      expect(violations.length === 0).toBe(expected);
    }),
    { seed: 1, numRuns: 1000 },
  );
  expect(forked > 100 && forked < 900).toBe(true);
});
