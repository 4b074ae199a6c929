import fc from 'fast-check';
import { historyFrom, minimalHeader } from '../src/history/files/from-lines.js';
import { choices, pasts, play, type TinyRun } from './contract/tiny-runs.fixture.js';
import { vectorClock } from './vector-clock.js';

type Clock = Record<string, number>;

/** How a node may go wrong: what it makes of its clock when it hears another one. */
const MERGES: ((own: Clock, heard: Clock) => Clock)[] = [
  merged,
  merged,
  (own) => own,
  (_, heard) => ({ ...heard }),
  (own, heard) =>
    Object.fromEntries(['n1', 'n2', 'n3'].map((node) => [node, Math.min(own[node] ?? 0, heard[node] ?? 0)])),
];

function merged(own: Clock, heard: Clock): Clock {
  return Object.fromEntries(['n1', 'n2', 'n3'].map((node) => [node, Math.max(own[node] ?? 0, heard[node] ?? 0)]));
}

/** The clocks that nodes claim, event by event: each ticks on its own, by 1 or 2, and one claim may be off. */
function claimsOf(run: TinyRun, merge: (typeof MERGES)[number], off: number): Clock[][] {
  const claims: Clock[][] = run.own.map(() => []);
  const clocks: Clock[] = run.nodes.map(() => ({}));
  let event = 0;
  for (const line of run.lines) {
    const node = run.nodes.indexOf(line.node!);
    if (line.k === 'deliver') continue;
    const position = claims[node]!.length;
    for (const message of run.own[node]![position]!.consumed) {
      const { from, position: sent } = run.messages[message]!;
      clocks[node] = { ...merge(clocks[node]!, claims[from]![sent]!), [line.node!]: clocks[node]![line.node!] ?? 0 };
    }
    const clock = { ...clocks[node], [line.node!]: (clocks[node]![line.node!] ?? 0) + 1 + (event % 2) };
    const other = run.nodes[(node + 1) % 3]!;
    if (event++ === off) clock[other] = (clock[other] ?? 0) + 1;
    clocks[node] = clock;
    claims[node]!.push({ ...clock });
  }
  return claims;
}

/** The definition: of each node a claim says what the latest event of it in the past of the claim says of itself. */
function isExact(run: TinyRun, claims: Clock[][]): boolean {
  const past = pasts(run);
  return claims.every((list, node) =>
    list.every((claim, position) =>
      run.nodes.every((name, other) => {
        const known = [...past[node]![position]!].map((event) => event.split(':').map(Number) as [number, number]);
        const latest = Math.max(-1, ...known.filter(([n]) => n === other).map(([, p]) => p));
        return (claim[name] ?? 0) === (latest < 0 ? 0 : (claims[other]![latest]![name] ?? 0));
      }),
    ),
  );
}

test('clocks are found right exactly where each part is what the past of the claim says', () => {
  let wrong = 0;
  fc.assert(
    fc.property(
      choices(16, 8),
      fc.nat(MERGES.length - 1),
      fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, fc.nat(10)),
      (script, kind, off) => {
        const run = play(script, { evidence: true, kindOf: () => 'step', clockOf: () => 0 });
        const claims = claimsOf(run, MERGES[kind]!, off);
        const places = run.nodes.map(() => 0);
        const lines = run.lines.map((line) => {
          const node = run.nodes.indexOf(line.node!);
          if (line.k === 'deliver') return line;
          return { ...line, body: JSON.stringify({ vclock: claims[node]![places[node]!++] }) };
        });
        const exact = isExact(run, claims);
        wrong += Number(!exact);
        const history = historyFrom({ spec: minimalHeader().spec, nodes: run.nodes, clients: [] }, lines);
        const { violations, unjudged } = vectorClock.check(history, {});
        expect({ exact: violations.length === 0, unjudged }).toEqual({ exact, unjudged: [] });
      },
    ),
    { seed: 1, numRuns: 1000 },
  );
  expect(wrong > 150 && wrong < 850).toBe(true);
});
