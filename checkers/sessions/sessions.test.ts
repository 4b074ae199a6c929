import fc from 'fast-check';
import { historyFrom, minimalHeader } from '../../src/history/files/from-lines.js';
import type { SystemSpec } from '../../src/history/header.js';
import type { Checker } from '../contract/checker.js';
import { monotonicReads } from '../monotonic-reads.js';
import { monotonicWrites } from '../monotonic-writes.js';
import { readYourWrites } from '../read-your-writes.js';
import { writesFollowReads } from '../writes-follow-reads.js';
import {
  brokenGuarantees,
  type Choice,
  playBalances,
  playVersions,
  playWriteSets,
  type TwinRun,
} from './twin.fixture.js';

const choice: fc.Arbitrary<Choice> = fc.record({
  client: fc.nat(2),
  does: fc.nat(9),
  at: fc.nat(2),
  pick: fc.nat(9),
  lag: fc.nat(29),
});

const CLIENTS = ['c1', 'c2', 'c3'];

function judged(run: TwinRun, observation: SystemSpec['observation']) {
  const spec = { ...minimalHeader().spec, observation, writeSets: { apply: 'apply' } };
  const accounts: Record<string, number> = observation === 'chain' ? { a: 9, b: 9, d: 9 } : { bank: 100 };
  const history = historyFrom({ spec, accounts, nodes: ['n1', 'n2', 'n3'], clients: CLIENTS }, run.lines);
  const found = (checker: Checker) => checker.check(history, {});
  const rules = (checker: Checker) => new Set(found(checker).violations.map(({ rule }) => rule));
  const [mw, wfr] = [rules(monotonicWrites), rules(writesFollowReads)];
  return {
    broken: {
      ryw: rules(readYourWrites).size > 0,
      mr: rules(monotonicReads).size > 0,
      mwOrder: mw.has('order'),
      mw: mw.size > 0,
      wfrOrder: wfr.has('order'),
      wfr: wfr.size > 0,
    },
    isUnclear: (found(readYourWrites).unjudged ?? []).length > 0,
  };
}

function expected(run: TwinRun) {
  const { ryw, mr, mwOrder, mwElsewhere, wfrOrder, wfrElsewhere } = brokenGuarantees(run.operations, run.writes);
  return { ryw, mr, mwOrder, mw: mwOrder || mwElsewhere, wfrOrder, wfr: wfrOrder || wfrElsewhere };
}

function onlyElsewhere(run: TwinRun) {
  const { mwOrder, mw, wfrOrder, wfr } = expected(run);
  return { mwOnlyElsewhere: mw && !mwOrder, wfrOnlyElsewhere: wfr && !wfrOrder };
}

const RUNS = 700;

/** How often each guarantee was found broken: a comparison in which that never or always happens says nothing. */
function tally() {
  const times: Record<string, number> = {};
  return {
    note(broken: Record<string, boolean>) {
      for (const [name, is] of Object.entries(broken)) times[name] = (times[name] ?? 0) + Number(is);
    },
    rare: (): string[] =>
      Object.entries(times).flatMap(([name, n]) => (n < RUNS * 0.01 || n > RUNS * 0.9 ? [`${name}: ${n}`] : [])),
  };
}

test('over sets of writes each guarantee is found broken exactly where its definition is', () => {
  const { note, rare } = tally();
  fc.assert(
    fc.property(fc.array(choice, { minLength: 2, maxLength: 9 }), (choices) => {
      const run = playWriteSets(choices);
      note({ ...expected(run), ...onlyElsewhere(run) });
      expect(judged(run, 'set').broken).toEqual(expected(run));
    }),
    { seed: 1, numRuns: RUNS },
  );
  expect(rare()).toEqual([]);
});

test('over versions each guarantee is found broken exactly where its definition is', () => {
  const { note, rare } = tally();
  fc.assert(
    fc.property(fc.array(choice, { minLength: 2, maxLength: 9 }), (choices) => {
      const run = playVersions(choices);
      note({ ...expected(run), ...onlyElsewhere(run) });
      expect(judged(run, 'chain').broken).toEqual(expected(run));
    }),
    { seed: 1, numRuns: RUNS },
  );
  expect(rare()).toEqual([]);
});

test('over balances alone each guarantee is found broken where no choice of writes keeps it, and unclear where one may', () => {
  const { note, rare } = tally();
  const oneWriter = fc
    .array(choice, { maxLength: 9 })
    .map((all) => all.map((one, n) => ({ ...one, client: one.does < 5 && n % 8 !== 7 ? 0 : one.client })));
  fc.assert(
    fc.property(oneWriter, (choices) => {
      const run = playBalances(choices);
      const { ryw, ...others } = expected(run);
      note({ ryw: run.short, ...others, ...onlyElsewhere(run), unclear: run.unclearReads });
      expect(ryw && !run.short).toBe(false);
      expect(judged(run, 'balance-only')).toEqual({
        broken: { ryw: run.short, ...others },
        isUnclear: run.unclearReads,
      });
    }),
    { seed: 1, numRuns: RUNS },
  );
  expect(rare()).toEqual([]);
});
