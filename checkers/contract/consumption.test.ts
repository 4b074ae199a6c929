import fc from 'fast-check';
import { historyFrom } from '../../src/history/files/from-lines.js';
import { createHappensBefore } from '../../src/history/happens-before.js';
import type { History } from '../../src/history/history.js';
import { consumptionOf } from './consumption.js';
import { choices, play, type TinyRun } from './tiny-runs.fixture.js';

/** What each own event knows, by its row, made of program order and of what the list says was consumed before it. */
function knownByList(history: History): Map<number, number[]> {
  const { at, delivery, count } = consumptionOf(history);
  const known = new Map<number, number[]>();
  const latest = history.processes.map(() => history.processes.map(() => 0));
  let next = 0;
  for (let row = 0; row < history.length; row++) {
    if (history.position[row]! < 0) continue;
    const mine = latest[history.process[row]!]!;
    for (; next < count && at[next] === row; next++) {
      const told = known.get(history.ref[delivery[next]!]!)!;
      for (const [p, value] of told.entries()) mine[p] = Math.max(mine[p]!, value);
    }
    mine[history.process[row]!] = history.position[row]! + 1;
    known.set(row, [...mine]);
  }
  expect(next).toBe(count);
  return known;
}

function compare(history: History): void {
  const known = knownByList(history);
  const order = createHappensBefore(history, 'must');
  for (let row = 0; row < history.length; row++) {
    order.step(row);
    if (history.position[row]! < 0) continue;
    expect(known.get(row)).toEqual(Array.from(order.vector(history.process[row]!)));
  }
}

/** The same run, its consumption told by `recv` events, the latest delivery first. */
function withRecv(run: TinyRun): TinyRun['lines'] {
  const done = run.nodes.map(() => 0);
  const seqs = run.nodes.map(() => 0);
  const renumbered = new Map<string, number>();
  return run.lines.flatMap(({ seen, ...line }) => {
    const node = run.nodes.indexOf(line.node!);
    if (line.k === 'deliver') {
      return [{ ...line, fromSeq: renumbered.get(`${line.from}:${line.fromSeq}`)! }];
    }
    const told = [];
    for (let delivery = seen!; delivery > done[node]!; delivery--) {
      seqs[node]!++;
      told.push({ v: 'node' as const, k: 'recv', node: line.node!, delivery });
    }
    done[node] = Math.max(done[node]!, seen!);
    const own = [...renumbered.keys()].filter((key) => key.startsWith(`${line.node}:`)).length + 1;
    renumbered.set(`${line.node}:${own}`, ++seqs[node]!);
    return [...told, line];
  });
}

test('what was consumed when makes the same order as happens-before, whatever evidence there is', () => {
  let consumed = 0;
  fc.assert(
    fc.property(choices(20, 8), fc.boolean(), (script, evidence) => {
      const how = { kindOf: () => 'step', clockOf: () => 0 };
      const run = play(script, { ...how, evidence });
      const history = historyFrom({ nodes: run.nodes, clients: [] }, run.lines);
      compare(history);
      consumed += consumptionOf(history).count;
      const told = play(script, { ...how, evidence: true });
      compare(historyFrom({ nodes: run.nodes, clients: [] }, withRecv(told)));
    }),
    { seed: 1, numRuns: 300 },
  );
  expect(consumed).toBeGreaterThan(100);
});
