import { exitCodeOf, worstOf } from './exit-code.js';

const unmet = [{ where: 'step 1', summary: 'was refused', events: [] }];

test.each([
  ['as expected', { asExpected: true, verdict: 'pass', unmet: [] }, 0],
  ['fails as expected', { asExpected: true, verdict: 'fail', unmet: [] }, 0],
  ['unknown as expected', { asExpected: true, verdict: 'unknown', unmet: [] }, 0],
  ['violated', { asExpected: false, verdict: 'fail', unmet: [] }, 1],
  ['an expected failure is missing', { asExpected: false, verdict: 'pass', unmet: [] }, 1],
  ['a step went another way', { asExpected: false, verdict: 'unknown', unmet }, 1],
  ['undecided', { asExpected: false, verdict: 'unknown', unmet: [] }, 3],
  ['broken', { asExpected: false, verdict: 'unknown', unmet: [], broken: 'n1 never answered' }, 4],
  ['broken before a verdict that was expected', { asExpected: true, verdict: 'unknown', unmet: [], broken: 'x' }, 4],
  ['violated, then broken', { asExpected: false, verdict: 'fail', unmet: [], broken: 'the broker died' }, 1],
] as const)('%s', (_, report, code) => expect(exitCodeOf(report)).toBe(code));

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 3], 3],
  [[3, 4, 0], 4],
  [[3, 4, 1], 1],
  [[1, 2, 4], 2],
  [[1, 130, 2], 130],
])('of %j the worst is %d', (codes, worst) => expect(worstOf(codes)).toBe(worst));
