import { nearest } from './nearest.js';

const LEGAL = ['mutex-ledger', 'paxos-bank', 'seed', 'steps', 'n1', 'n12', 'ok', 'constructor'];

test.each([
  ['mutex_ledger', 'mutex-ledger'],
  ['MutexLedger', 'mutex-ledger'],
  ['mutex-leger', 'mutex-ledger'],
  ['mtuex-ledgre', 'mutex-ledger'],
  ['paxos', 'paxos-bank'],
  ['pax', undefined],
  ['paxosbnk', 'paxos-bank'],
  ['sede', 'seed'],
  ['step', 'steps'],
  ['N1', 'n1'],
  ['n-1', 'n1'],
  ['n2', undefined],
  ['n11', undefined],
  ['okk', 'ok'],
  ['no', undefined],
  ['seed', undefined],
  ['', undefined],
  ['---', undefined],
  ['x'.repeat(10_000), undefined],
])('nearest to %p is %p', (word, expected) => {
  expect(nearest(word, LEGAL)).toBe(expected);
});

test('of two equally near words it is the first', () => expect(nearest('bat', ['bar', 'cat', 'bar'])).toBe('bar'));
