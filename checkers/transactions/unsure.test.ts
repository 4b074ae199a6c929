import type { Transactions } from '../../src/history/transactions.js';
import { verifyCertificate } from '../../src/verify/verify.js';
import { createBudget } from './budget.js';
import { judgeOrdered } from './judge-ordered.js';
import { LEVELS, type Level } from './levels.js';
import { lists, told } from './ordered.fixture.js';
import { allows } from './twin.fixture.js';

function outcome(log: Transactions, level: Level): string {
  const { anomalies, unknown, certificate } = judgeOrdered(log, level, createBudget());
  const verdict = anomalies.length > 0 ? anomalies[0]!.rule : unknown === undefined ? 'holds' : 'unknown';
  const proof = certificate.kind === 'none' ? 'unproved' : certificate.kind;
  if (certificate.kind !== 'none') expect(verifyCertificate(certificate, log)).toEqual({ holds: true });
  expect(allows(log, level)).toBe(verdict === 'holds');
  return `${verdict}, ${proof}`;
}

test('who made a version is guessed, and some guess explains everything', () => {
  // Version 2 is of the second, for the first came before nobody but the reader of its other write.
  const log = told([
    '0: w x 1<-; w y 1<-',
    '1 info: w x ?; w y ?',
    '2 info: w x ?',
    '3: r x 2; r y 1',
    '4: w x 4<3; r y 2',
  ]);
  expect(outcome(log, 'snapshot-isolation')).toBe('holds, begin-commit-order');
  expect(outcome(log, 'serializable')).toBe('holds, order');
});

test('a version that nobody saw was made between two that somebody did', () => {
  // Numbers 2 and 3 are missing; the read of 3 tells of both.
  const log = told(['0: w x 1<-', '1 info: w x ?', '2 info: w x ?; w y ?', '3: r x 3; r y 1', '4: w x 4<3']);
  expect(outcome(log, 'serializable')).toBe('holds, order');
});

test('where nobody can have made it, none of the ways will do', () => {
  const first = told(['0: r x 5; w x 1<-', '1 info: w x ?', '2 info: w x ?']);
  expect(outcome(first, 'read-committed')).toBe('no-order, unproved');
  const between = told(['0: r x 2; w x 4<3', '1 info: w x ?', '2 info: w x ?']);
  expect(outcome(between, 'prefix')).toBe('holds, commit-order');
  expect(outcome(between, 'snapshot-isolation')).toBe('no-order, unproved');
});

test('two writes of an info to one key are one step of it', () => {
  const log = told(['0 info: w x ?; w x ?; w y ?', '1: r x 2; r y 1']);
  for (const level of Object.keys(LEVELS) as Level[]) expect(outcome(log, level)).toMatch(/^holds/);
});

test('neither order of two who wrote what nobody read will do', () => {
  const log = lists(['2: a x 3; r z -; a y 5', '1: a z 1', '0: r x -; r z 1; a y 6']);
  expect(outcome(log, 'prefix')).toBe('holds, commit-order');
  expect(outcome(log, 'snapshot-isolation')).toBe('no-order, exhausted');
});

test('many unanswered writes of a key are given out in no time', () => {
  const many = 20_000;
  const log = told([
    ...Array.from(
      { length: many / 2 },
      (_, i) => `0 ${many + 2 * i}..${many + 2 * i + 1}: w x ${2 * i + 2}<${2 * i + 1}`,
    ),
    ...Array.from({ length: many }, (_, i) => `${i + 1} info ${i}..${4 * many + i}: w x ?`),
  ]);
  const budget = createBudget(2e7);
  expect(judgeOrdered(log, 'strict-serializable', budget).certificate.kind).toBe('order');
});

test('a write that replaces itself, or not what its own transaction wrote', () => {
  const log = told(['0: w x 1<1', '1: w y 1<-; w y 2<-', '2: r y 2']);
  const { anomalies } = judgeOrdered(log, 'read-committed', createBudget());
  expect(anomalies.slice(0, 3)).toEqual([
    { rule: 'internal', operations: [2, 1], says: 'did not replace what it had itself written' },
    { rule: 'incompatible-order', operations: [0], says: 'made version 1 in place of itself' },
    {
      rule: 'incompatible-order',
      operations: [1, 2],
      says: 'replaced the state at the start, which another write replaced too',
    },
  ]);
});

test('that a level is broken is told whatever the budget, with some cycle', () => {
  const ring = lists(Array.from({ length: 300 }, (_, t) => `${t}: r k${t} -; a k${(t + 1) % 300} ${t}`));
  for (const steps of [2500, 4000, 1e6]) {
    const { anomalies, unknown } = judgeOrdered(ring, 'serializable', createBudget(steps));
    expect({ steps, unknown, rules: anomalies.map(({ rule }) => rule) }).toEqual({
      steps,
      unknown: undefined,
      rules: ['G2-item'],
    });
  }
});

test('versions that replace each other in a circle', () => {
  const log = told(['0: w x 1<3', '1: w x 2<1', '2: w x 3<2', '3: r x 3']);
  expect(judgeOrdered(log, 'read-committed', createBudget()).anomalies[0]).toEqual({
    rule: 'incompatible-order',
    operations: [2, 0, 1],
    says: 'made a version that replaces its own successor',
  });
});

test('what an aborted write replaced nobody need have made', () => {
  const log = told(['0 fail: w x 2<1', '1: r x 2', '2 info: w x ?']);
  for (const level of Object.keys(LEVELS) as Level[]) expect(outcome(log, level)).toBe('G1a, pair');
});

test('where one write must have made two versions, no cycle by way of the one it may have made proves anything', () => {
  const log = told(['0: r x 1', '1 info: w x ?', '2: r x 2; w x 3<-', '0: w y 1<-; w x 4<3']);
  expect(outcome(log, 'strong-session-serializable')).toBe('thin-air, unproved');
});
