import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { historyFrom, minimalHeader } from '../src/history/files/from-lines.js';
import { readHistory } from '../src/history/files/read.js';
import { PACKAGE_ROOT } from '../src/package-root.js';
import { choices, pasts, play, type TinyRun } from './contract/tiny-runs.fixture.js';
import { lamportClock } from './lamport-clock.js';

const SPEC = {
  ...minimalHeader().spec,
  lamportClock: { ticks: ['tick'] },
} as const;

/** The definition: some event happens before another one and has no smaller clock. */
function breaksClockCondition(run: TinyRun): boolean {
  const past = pasts(run);
  return run.own.some((events, node) =>
    events.some(({ clock }, position) =>
      [...past[node]![position]!].some((event) => {
        const [n, p] = event.split(':').map(Number) as [number, number];
        return !(n === node && p === position) && run.own[n]![p]!.clock >= clock;
      }),
    ),
  );
}

test('it finds the clock condition broken exactly where it is, over all pairs of happens-before', () => {
  let broken = 0;
  fc.assert(
    fc.property(choices(14), (script) => {
      // Clocks that mostly go up, so that runs with and without a mistake are about as frequent.
      const next = [0, 0, 0];
      const run = play(script, {
        evidence: true,
        kindOf: () => 'tick',
        clockOf: (node, pick) => (next[node] = Math.max(0, next[node]! + (pick === 9 ? -1 : 1 + 3 * (pick % 3)))),
      });
      const expected = breaksClockCondition(run);
      broken += Number(expected);
      const history = historyFrom(
        { spec: { ...SPEC, lamportClock: { ticks: ['tick'] } } as never, nodes: run.nodes, clients: [] },
        run.lines,
      );
      const { violations, unjudged } = lamportClock.check(history, {});
      expect({ broken: violations.length > 0, unjudged }).toEqual({ broken: expected, unjudged: [] });
    }),
    { seed: 1, numRuns: 1500 },
  );
  expect(broken > 200 && broken < 1300).toBe(true);
});

test('a receive that takes the clock further than need be is remarked, where the system says which events tell one', () => {
  const name = 'pass-clock-jumps.jsonl';
  const file = join(PACKAGE_ROOT, 'checkers/lamport-clock.histories', name);
  expect(lamportClock.check(readHistory(readFileSync(file), name), {})).toEqual({
    violations: [],
    counts: { steps: 1, receives: 1, clocks: 3, violations: 0 },
    warnings: ['at one receive the clock goes up further than to 1 above the higher of both, first in event 2'],
    unjudged: [],
  });
});
