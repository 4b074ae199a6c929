import { configure } from './config.js';

const nodes = ['n1', 'n2'];

test('has an answer for everything', () => {
  expect(configure({}, nodes)).toEqual({
    balances: { n1: 100, n2: 100 },
    manual: false,
    late: [],
    labels: { n1: 1, n2: 2 },
  });
});

test('takes what a scenario says', () => {
  const given = { initialBalance: { n1: 5, n2: 0 }, manual: true, late: ['n2'], labels: { n1: 0, n2: 10 } };
  expect(configure(given, nodes)).toEqual({
    balances: { n1: 5, n2: 0 },
    manual: true,
    late: ['n2'],
    labels: { n1: 0, n2: 10 },
  });
});

test.each([
  [{ initialBalance: { n1: 5 } }, 'initialBalance has no entry for n2: give one for each node'],
  [{ initialBalance: { n1: 5, n2: 5, n3: 5 } }, 'initialBalance names n3, which is no node here: there are n1, n2'],
  [{ initialBalance: 2 ** 52 }, 'all balances together are too much to be counted exactly: keep them below 2^53'],
  [{ late: ['n3'] }, 'late names n3, which is no node here: there are n1, n2'],
  [{ labels: { n1: 4 } }, 'labels has no entry for n2: give one for each node'],
])('%j is refused with the reason', (given, message) => {
  expect(() => configure(given, nodes)).toThrow(message);
});
