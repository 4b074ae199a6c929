import { LEVELS, type Level } from '../../checkers/transactions/levels.js';
import { randomTransactions } from '../../checkers/transactions/random-transactions.fixture.js';
import { allows } from '../../checkers/transactions/twin.fixture.js';
import type { Certificate, CycleEdge } from '../history/certificate.js';
import { createTransactionsBuilder } from '../history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../history/transactions.js';
import { CertificateError } from './meaning.js';
import { verifyCertificate } from './verify.js';

type Model = Transactions['model'];

/**
 * A log of transactions in the order of their ends, "c1 ok 0-3: w x 1, r y [2 3]": session, outcome, rows of invoke and
 * completion, operations. A read of `-` found nothing, of `?` is not known; "w x 2>1" replaced version 1.
 */
function log(model: Model, ...lines: string[]): Transactions {
  const builder = createTransactionsBuilder(model, { hasRealTime: true, sessionsCount: false });
  for (const line of lines) {
    const [, session, outcome, invoked, completed, rest] = /^c(\d+) (\w+) (\d+)-(\d*): (.*)$/.exec(line)!;
    const end = completed === '' ? -1 : Number(completed);
    builder.begin(Number(session), OUTCOME[outcome as 'ok'], Number(invoked), end);
    for (const operation of rest!.split(', ')) {
      const [, kind, key, value] = /^([rw]) (\w+) (.*)$/.exec(operation)!;
      const known = (text: string | undefined) =>
        text === undefined || text === '?' ? undefined : text === '-' ? null : Number(text);
      const [made, replaced] = value!.split('>');
      if (kind === 'w') builder.write(key!, known(made) ?? undefined, known(replaced));
      else if (value!.startsWith('[')) builder.readList(key!, (value!.match(/\d+/g) ?? []).map(Number));
      else builder.read(key!, known(value));
    }
    builder.end();
  }
  return builder.done();
}

const order = (level: string, ...transactions: number[]): Certificate => ({ kind: 'order', level, transactions });
const commits = (level: string, ...transactions: number[]): Certificate => ({
  kind: 'commit-order',
  level,
  transactions,
});
const points = (level: string, ...list: number[]): Certificate => ({ kind: 'begin-commit-order', level, points: list });
const cycle = (level: string, ...edges: CycleEdge[]): Certificate => ({ kind: 'cycle', level, edges });
const pair = (level: string, anomaly: string, ...operations: number[]): Certificate => ({
  kind: 'pair',
  level,
  anomaly,
  operations,
});
const wrong = (why: string) => ({ holds: false, why });
const HOLDS = { holds: true };

describe('an order', () => {
  const lists = log(
    'append',
    'c0 ok 0-1: w x 1',
    'c1 ok 2-3: w x 2, r x [1 2]',
    'c0 fail 4-5: w x 3',
    'c2 ok 6-8: r x [1]',
    'c3 info 7-: w y 4',
  );

  test('explains every read, as far as time and sessions are free', () => {
    expect(verifyCertificate(order('serializable', 0, 3, 1), lists)).toEqual(HOLDS);
    expect(verifyCertificate(order('strong-session-serializable', 4, 0, 3, 1), lists)).toEqual(HOLDS);
    expect(verifyCertificate(order('strict-serializable', 0, 3, 1), lists)).toEqual(
      wrong('transaction 3 begins before transaction 1 commits: that had ended before it was invoked'),
    );
  });

  test.each([
    [[0, 1, 3], 'transaction 3 reads x = 1, which is not the last of it that it sees'],
    [[3, 0, 1], 'transaction 3 begins before transaction 0 commits: it reads from that'],
    [[1, 0, 3], 'transaction 1 replaced another version of x than the one before it in the order'],
    [[0, 3], 'transaction 1 is ok and not in it'],
    [[0, 3, 1, 0], 'transaction 0 is in it twice, or not in the log'],
    [[0, 3, 1, 2], 'transaction 2 failed and is in it'],
  ])('%j is none', (transactions, why) => {
    expect(verifyCertificate(order('serializable', ...transactions), lists)).toEqual(wrong(why));
  });

  test('versions follow the ones that they replaced; an unanswered write may be the one between', () => {
    const versions = log(
      'versioned',
      'c0 ok 0-1: w x 1>-',
      'c2 ok 4-5: w x 3>2',
      'c1 ok 6-7: r x 3',
      'c3 info 2-: w x ?>?',
    );
    expect(verifyCertificate(order('strict-serializable', 0, 3, 1, 2), versions)).toEqual(HOLDS);
    const other = wrong('transaction 1 replaced another version of x than the one before it in the order');
    expect(verifyCertificate(order('serializable', 0, 1, 2, 3), versions)).toEqual(other);
    expect(verifyCertificate(order('serializable', 3, 0, 1, 2), versions)).toEqual(
      wrong('transaction 0 replaced another version of x than the one before it in the order'),
    );
  });
});

describe('begins and commits', () => {
  const skew = log('register', 'c0 ok 0-2: r x -, w y 1', 'c1 ok 1-3: r y -, w x 2', 'c0 ok 4-5: r x 2, w x 3');

  test('each reads what was committed at its begin', () => {
    expect(verifyCertificate(points('strict-snapshot-isolation', 0, 2, 1, 3, 4, 5), skew)).toEqual(HOLDS);
    expect(verifyCertificate(points('prefix', 0, 2, 1, 3, 4, 5), skew)).toEqual(HOLDS);
    expect(verifyCertificate(points('serializable', 0, 2, 1, 3, 4, 5), skew)).toEqual(
      wrong('a certificate of the kind begin-commit-order is no proof of serializable'),
    );
  });

  test.each([
    [[0, 1, 2, 3, 4, 5], 'transaction 1 reads y = nothing, which is not the last of it that it sees'],
    [[0, 2, 1, 4, 3, 5], 'transaction 2 begins before transaction 1 commits: both write x'],
    [[1, 0, 2, 3, 4, 5], 'transaction 0 commits before it begins'],
    [[0, 0, 2, 1, 3, 4, 5], 'something begins twice, or does not commit'],
    [[0, 2, 1, 3, 4], 'something begins twice, or does not commit'],
    [[2, 3, 4, 5], 'transaction 0 is ok and not in it'],
  ])('%j are none', (list, why) => {
    expect(verifyCertificate(points('snapshot-isolation', ...list), skew)).toEqual(wrong(why));
  });
});

describe('an order of commits', () => {
  const fork = log(
    'append',
    'c0 ok 0-1: w x 1',
    'c1 ok 2-3: w y 2',
    'c2 ok 4-5: r x [1], r y []',
    'c3 ok 6-7: r x [], r y [2]',
    'c3 ok 8-9: r x [1], r y [2]',
  );
  const fractured = log('register', 'c0 ok 0-1: w x 1, w y 2', 'c1 ok 2-3: r x 1, r y -', 'c1 ok 4-5: r x -');

  test('a long fork is causal and no prefix', () => {
    expect(verifyCertificate(commits('causal', 0, 1, 2, 3, 4), fork)).toEqual(HOLDS);
    const old = wrong('transaction 3 reads x = nothing, which is not the last of it that it sees');
    expect(verifyCertificate(commits('prefix', 0, 1, 2, 3, 4), fork)).toEqual(old);
    expect(verifyCertificate(commits('serializable', 0, 1, 2, 3, 4), fork)).toEqual(
      wrong('a certificate of the kind commit-order is no proof of serializable'),
    );
  });

  test('half of a transaction is no read-atomic, and where sessions count no read-committed of registers', () => {
    const seen = wrong('transaction 1 reads y = nothing, which is not the last of it that it sees');
    expect(verifyCertificate(commits('read-atomic', 0, 1, 2), fractured)).toEqual(seen);
    const counting = { ...fractured, sessionsCount: true };
    expect(verifyCertificate(commits('read-committed', 0, 1, 2), counting)).toEqual(seen);
    expect(verifyCertificate(commits('read-committed', 0, 1, 2), fractured)).toEqual(HOLDS);
  });

  test('what a session has seen counts at causal', () => {
    const back = log('register', 'c0 ok 0-1: w x 1', 'c1 ok 2-3: r x 1', 'c1 ok 4-5: r x -');
    expect(verifyCertificate(commits('read-atomic', 0, 1, 2), back)).toEqual(HOLDS);
    expect(verifyCertificate(commits('causal', 0, 1, 2), back)).toEqual(
      wrong('transaction 2 reads x = nothing, which is not the last of it that it sees'),
    );
    expect(verifyCertificate(commits('causal', 0, 2, 1), back)).toEqual(
      wrong('transaction 2 begins before transaction 1 commits: it is the later one of a session'),
    );
  });
});

describe('a cycle', () => {
  const skew = log('append', 'c0 ok 0-2: r x [], w y 1', 'c1 ok 1-3: r y [], w x 2', 'c0 ok 4-5: r x [2], r y [1]');
  const rw = (from: number, to: number, ...by: [number, number]): CycleEdge => ({ from, to, type: 'rw', by });
  const edges = [rw(0, 1, 0, 3), rw(1, 0, 2, 1)];

  test('write skew contradicts serializable, and no less', () => {
    expect(verifyCertificate(cycle('serializable', ...edges), skew)).toEqual(HOLDS);
    expect(verifyCertificate(cycle('snapshot-isolation', ...edges), skew)).toEqual(
      wrong('the level allows a cycle of rw, rw'),
    );
  });

  test.each<[string, CycleEdge[], string]>([
    ['one edge dropped', [edges[0]!], 'its edges do not lead from each to the next, and back'],
    ['two operations swapped', [edges[0]!, rw(1, 0, 1, 2)], 'nothing in the log shows that 1 -rw-> 0'],
    ['one operation changed', [edges[0]!, rw(1, 0, 2, 0)], 'nothing in the log shows that 1 -rw-> 0'],
    ['an edge of another type', [edges[0]!, { ...edges[1]!, type: 'ww' }], 'nothing in the log shows that 1 -ww-> 0'],
    [
      'an order of sessions that is none',
      [edges[0]!, { from: 1, to: 0, type: 'so' }],
      'nothing in the log shows that 1 -so-> 0',
    ],
    [
      'real time where it does not count',
      [edges[0]!, { from: 1, to: 0, type: 'rt' }],
      'nothing in the log shows that 1 -rt-> 0',
    ],
    ['the same to and fro', [rw(0, 0, 0, 1)], 'nothing in the log shows that 0 -rw-> 0'],
  ])('%s', (_, list, why) => {
    expect(verifyCertificate(cycle('serializable', ...list), skew)).toEqual(wrong(why));
  });

  test('an order of registers needs what forces it', () => {
    const registers = log(
      'register',
      'c0 ok 0-1: w x 1',
      'c1 ok 2-3: w x 2, w y 3',
      'c2 ok 4-5: r y 3, r x 1',
      'c3 ok 6-7: r x 1, w z 4',
      'c4 ok 8-9: r z 4, r x 2',
    );
    const wr = (from: number, to: number, ...by: [number, number]): CycleEdge => ({ from, to, type: 'wr', by });
    // Who read y had seen the writer of x = 2 and read x = 1: that was later.
    const lemmas = [wr(1, 2, 2, 3), wr(0, 3, 0, 5), wr(3, 4, 6, 7)];
    const forced: CycleEdge = { from: 1, to: 0, type: 'ww', by: [1, 0], shownBy: 4, because: [0] };
    const old: CycleEdge = { from: 0, to: 1, type: 'ww', by: [0, 1], shownBy: 8, because: [1, 2] };
    const claim = (level: string, ...edges: CycleEdge[]): Certificate => ({ kind: 'cycle', level, edges, lemmas });
    expect(verifyCertificate(claim('causal', forced, old), registers)).toEqual(HOLDS);
    expect(verifyCertificate(claim('read-atomic', forced, old), registers)).toEqual(
      wrong('nothing in the log shows that 0 -ww-> 1'),
    );
    for (const because of [undefined, [], [1], [3], [-1]]) {
      const other = { ...forced, because } as CycleEdge;
      expect(verifyCertificate(claim('causal', other, old), registers)).toEqual(
        wrong('nothing in the log shows that 1 -ww-> 0'),
      );
    }
  });

  test('a lemma rests on lemmas before it alone', () => {
    const registers = log('register', 'c0 ok 0-1: w x 1', 'c1 ok 2-3: w x 2');
    const lemmas: CycleEdge[] = [
      { from: 0, to: 1, type: 'ww', by: [0, 1], because: [1] },
      { from: 0, to: 1, type: 'ww', by: [0, 1], because: [0] },
    ];
    const certificate: Certificate = { kind: 'cycle', level: 'serializable', edges: lemmas.slice(1), lemmas };
    expect(verifyCertificate(certificate, registers)).toEqual(wrong('nothing in the log shows that 0 -ww-> 1'));
  });

  test('from snapshot isolation up, who changed what another changed unseen was first', () => {
    const both = log('append', 'c0 ok 0-2: r x [], w x 1', 'c1 ok 1-3: r x [], w x 2');
    const edges: CycleEdge[] = [
      { from: 0, to: 1, type: 'rw', by: [0, 3] },
      { from: 1, to: 0, type: 'ww', by: [2, 1] },
    ];
    expect(verifyCertificate(cycle('snapshot-isolation', ...edges), both)).toEqual(HOLDS);
    expect(verifyCertificate(cycle('prefix', ...edges), both)).toEqual(
      wrong('nothing in the log shows that 1 -ww-> 0'),
    );
    expect(verifyCertificate(cycle('snapshot-isolation', edges[0]!, { ...edges[1]!, type: 'rw' }), both)).toEqual(
      wrong('the level allows a cycle of rw, rw'),
    );
  });
});

describe('a pair', () => {
  const lists = log(
    'append',
    'c0 fail 0-1: w x 1',
    'c1 ok 2-3: w y 2, w y 3',
    'c2 ok 4-5: r x [1], r y [2], r z [9 9]',
    'c3 ok 6-7: w y 4, r y [3]',
    'c4 ok 8-9: r w [5 6]',
    'c5 ok 10-11: r w [6]',
  );

  test('of two versions that nobody made and one write that nobody was told of, neither is thin air for certain', () => {
    const versions = log('versioned', 'c0 ok 0-1: r x 1', 'c1 ok 2-3: r x 2', 'c2 info 4-: w x ?>?');
    const one = log('versioned', 'c0 ok 0-1: r x 1', 'c1 ok 2-3: r y 2', 'c2 info 4-: w x ?>?');
    expect(verifyCertificate(pair('serializable', 'thin-air', 0), versions)).toMatchObject({ holds: false });
    expect(verifyCertificate(pair('serializable', 'thin-air', 1), versions)).toMatchObject({ holds: false });
    expect(verifyCertificate(pair('serializable', 'thin-air', 0), one)).toMatchObject({ holds: false });
    expect(verifyCertificate(pair('serializable', 'thin-air', 1), one)).toEqual(HOLDS);
  });

  test('versions in a circle, of one or of two', () => {
    const circle = log(
      'versioned',
      'c0 ok 0-1: w x 1>1',
      'c1 ok 2-3: w x 2>3',
      'c2 ok 4-5: w x 3>2',
      'c3 ok 6-7: w x ?>?',
    );
    for (const operations of [[0], [1, 2], [2, 1]])
      expect(verifyCertificate(pair('serializable', 'incompatible-order', ...operations), circle)).toEqual(HOLDS);
    for (const operations of [[1], [0, 1], [0, 2, 1], [3]])
      expect(verifyCertificate(pair('serializable', 'incompatible-order', ...operations), circle)).toMatchObject({
        holds: false,
      });
  });

  test('an append and a list that has it are no incompatible order', () => {
    const appended = log('append', 'c0 ok 0-1: w x 1, w x 2', 'c1 ok 2-3: r x [1 2]');
    expect(verifyCertificate(pair('serializable', 'incompatible-order', 1, 2), appended)).toMatchObject({
      holds: false,
    });
  });

  test.each<[string, number[], number[]]>([
    ['G1a', [3, 0], [0, 3]],
    ['G1b', [4, 1], [4, 2]],
    ['internal', [7, 6], [4, 1]],
    ['duplicate-elements', [5], [4]],
    ['thin-air', [8], [4]],
    ['incompatible-order', [8, 9], [8, 4]],
  ])('%s', (anomaly, right, other) => {
    expect(verifyCertificate(pair('read-committed', anomaly, ...right), lists)).toEqual(HOLDS);
    expect(verifyCertificate(pair('read-committed', anomaly, ...other), lists)).toEqual(
      wrong(`micro-operations ${other.join(' and ')} are no ${anomaly}`),
    );
  });

  test('two that replace one version, and one that reads two', () => {
    const versions = log(
      'versioned',
      'c0 ok 0-1: w x 1>-',
      'c1 ok 2-3: w x 2>1',
      'c2 ok 4-5: w x 3>1',
      'c3 ok 6-7: r x 1, r x 2',
    );
    expect(verifyCertificate(pair('serializable', 'lost-update', 1, 2), versions)).toEqual(HOLDS);
    expect(verifyCertificate(pair('serializable', 'lost-update', 0, 1), versions)).toMatchObject({ holds: false });
    expect(verifyCertificate(pair('read-atomic', 'non-repeatable-read', 3, 4), versions)).toEqual(HOLDS);
    expect(verifyCertificate(pair('read-committed', 'non-repeatable-read', 3, 4), versions)).toMatchObject({
      holds: false,
    });
  });
});

describe('a part of which every order is tried', () => {
  test.each(['append', 'register', 'versioned'] as const)('%s: none will do where the twin finds none', (model) => {
    const answers = { agree: 0, allowed: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const shape = {
        model,
        transactions: 2 + (seed % 3),
        sessions: 3,
        keys: 2,
        operations: 3,
        sessionsCount: seed % 3 === 0,
      };
      const all = randomTransactions(seed, shape);
      const transactions = Array.from(all.outcome, (_, t) => t).filter((t) => all.outcome[t] !== OUTCOME.fail);
      for (const level of Object.keys(LEVELS) as Level[]) {
        const answer = verifyCertificate({ kind: 'exhausted', level, transactions }, all);
        if (answer.holds === false && !answer.why.startsWith('the order')) continue;
        const isAllowed = allows(all, level);
        expect({ seed, level, noneWillDo: answer.holds }).toEqual({ seed, level, noneWillDo: !isAllowed });
        answers[isAllowed ? 'allowed' : 'agree']++;
      }
    }
    expect(Math.min(answers.agree, answers.allowed)).toBeGreaterThan(30);
  });

  test('it must be small, and hold whom it read from', () => {
    const lists = log(
      'append',
      'c0 ok 0-1: w x 1',
      'c1 ok 2-3: r x [1]',
      ...Array.from({ length: 10 }, (_, i) => `c2 ok ${4 + 2 * i}-${5 + 2 * i}: w y ${i}`),
    );
    const part = (...transactions: number[]) =>
      verifyCertificate({ kind: 'exhausted', level: 'serializable', transactions }, lists);
    expect(part(1)).toEqual(wrong('it lacks who wrote 1, which it reads'));
    expect(part(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).toEqual(wrong('it has more than 10 transactions'));
    expect(part(0, 1)).toEqual(wrong('the order 0, 1 will do'));
  });
});

test('nothing to verify is neither', () => {
  const why = 'too many orders';
  expect(verifyCertificate({ kind: 'none', level: 'serializable', why }, log('append'))).toEqual({
    holds: 'nothing to verify',
    why,
  });
});

const ONE = log('append', 'c0 ok 0-1: w x 1, r x [1]');

test.each<[string, Certificate, string]>([
  ['another level', order('linearizable', 0), 'there is no level "linearizable"'],
  ['a weak level made strong', order('strict-causal', 0), 'there is no level "strict-causal"'],
  ['another anomaly', pair('serializable', 'G9', 0), 'no anomaly is called "G9"'],
])('of no meaning: %s', (_, certificate, message) => {
  expect(() => verifyCertificate(certificate, ONE)).toThrow(new CertificateError(message));
});

test.each<[string, Certificate]>([
  ['a transaction', commits('causal', 0, 1)],
  ['a begin', points('snapshot-isolation', 2, 0, 1)],
  ['transactions of which all were tried', { kind: 'exhausted', level: 'serializable', transactions: [0, 7] }],
  ['an edge', cycle('strict-serializable', { from: 7, to: 8, type: 'rt' }, { from: 8, to: 7, type: 'so' })],
  ['operations of an edge', cycle('serializable', { from: 0, to: 0, type: 'ww', by: [7, 8] })],
  ['a lemma', cycle('serializable', { from: 0, to: 0, type: 'ww', by: [0, 0], because: [4] })],
  ['operations of a pair', pair('serializable', 'G1a', 7, 8)],
  ['an operation of a pair', pair('serializable', 'incompatible-order', 1, 9)],
])('of something beyond the log: %s', (_, certificate) => {
  expect(verifyCertificate(certificate, ONE)).toMatchObject({ holds: false });
});
