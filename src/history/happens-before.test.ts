import fc from 'fast-check';
import { type HandWritten, historyFrom } from './files/from-lines.js';
import { createHappensBefore } from './happens-before.js';
import { histories } from './histories.fixture.js';
import type { History } from './history.js';

type Bound = 'must' | 'may';

/** The vector of every own event, as `process/position: vector`, read off after the step to its row. */
function vectors(history: History, bound: Bound): Record<string, number[]> {
  const order = createHappensBefore(history, bound);
  const all: Record<string, number[]> = {};
  for (let row = 0; row < history.length; row++) {
    order.step(row);
    const p = history.process[row]!;
    if (history.position[row]! >= 0) all[`${p}/${history.position[row]}`] = [...order.vector(p)];
  }
  return all;
}

describe('three nodes, of which the first tells what it has seen and the others nothing', () => {
  const events: HandWritten[] = [
    { v: 'relay', k: 'send', node: 'n2', to: 'n1', type: 'ASK', msgId: 1 },
    { v: 'relay', k: 'deliver', node: 'n1', from: 'n2', fromSeq: 1 },
    { v: 'relay', k: 'send', node: 'n1', to: 'n3', type: 'A', msgId: 1, seen: 0 },
    { v: 'relay', k: 'send', node: 'n1', to: 'n3', type: 'B', msgId: 2, seen: 1 },
    { v: 'relay', k: 'deliver', node: 'n3', from: 'n1', fromSeq: 1 },
    { v: 'relay', k: 'deliver', node: 'n3', from: 'n1', fromSeq: 2 },
    { v: 'relay', k: 'send', node: 'n3', to: 'n1', type: 'C', inReplyTo: 1 },
    { v: 'node', k: 'enter', node: 'n3' },
  ];
  const history = historyFrom({ nodes: ['n1', 'n2', 'n3'] }, events);

  test('processes are numbered as they appear', () => {
    expect(history.processes.map((p) => p.participant)).toEqual(['n2', 'n1', 'n3']);
  });

  test('must: n3 knows only what it answered', () => {
    expect(vectors(history, 'must')).toEqual({
      '0/0': [1, 0, 0],
      '1/0': [0, 1, 0],
      '1/1': [1, 2, 0],
      '2/0': [0, 1, 1],
      '2/1': [0, 1, 2],
    });
  });

  test('may: n3 knows all that was delivered to it', () => {
    expect(vectors(history, 'may')).toEqual({
      '0/0': [1, 0, 0],
      '1/0': [0, 1, 0],
      '1/1': [1, 2, 0],
      '2/0': [1, 2, 1],
      '2/1': [1, 2, 2],
    });
  });

  test('knows: an own event knows itself and what is before it', () => {
    const order = createHappensBefore(history, 'must');
    expect(order.knows(1, 1, 0)).toBe(false);
    expect([...order.vector(1)]).toEqual([0, 0, 0]);
    order.step(2);
    expect([order.knows(1, 1, 0), order.knows(1, 0, 0), order.knows(1, 1, 1)]).toEqual([true, false, false]);
    order.step(7);
    expect([order.knows(1, 0, 0), order.knows(2, 1, 0), order.knows(2, 1, 1)]).toEqual([true, true, false]);
  });
});

test('recv: a delivery is consumed at its recv, in any order', () => {
  const history = historyFrom({ nodes: ['n1', 'n2'] }, [
    { v: 'relay', k: 'send', node: 'n1', to: 'n2', type: 'A' },
    { v: 'relay', k: 'send', node: 'n1', to: 'n2', type: 'B' },
    { v: 'relay', k: 'deliver', node: 'n2', from: 'n1', fromSeq: 2 },
    { v: 'relay', k: 'deliver', node: 'n2', from: 'n1', fromSeq: 1 },
    { v: 'node', k: 'enter', node: 'n2' },
    { v: 'node', k: 'recv', node: 'n2', delivery: 2 },
    { v: 'node', k: 'recv', node: 'n2', delivery: 1 },
  ]);
  const expected = { '0/0': [1, 0], '0/1': [2, 0], '1/0': [0, 1], '1/1': [1, 2], '1/2': [2, 3] };
  expect(vectors(history, 'must')).toEqual(expected);
  expect(vectors(history, 'may')).toEqual(expected);
});

/** The obvious twin: the graph of what happened directly before what, and its closure. */
function twin(history: History, bound: Bound): Record<string, number[]> {
  const { process, position, processes, ref, seen, seq, kind, length } = history;
  const rows = Array.from({ length }, (_, row) => row);
  const deliver = history.kindOf('relay', 'deliver');
  const recv = history.kindOf('node', 'recv');
  const own = rows.filter((row) => position[row]! >= 0);

  function consumedAt(row: number): number[] {
    const p = process[row]!;
    const before = rows.filter((d) => d < row && kind[d] === deliver && process[d] === p);
    if (processes[p]!.role === 'client') return before.map((d) => ref[d]!);
    const reports = own.some((r) => process[r] === p && kind[r] === recv);
    const sends = kind[row] === recv && ref[row]! >= 0 ? [ref[ref[row]!]!] : [];
    if (seen[row]! >= 0) sends.push(...before.filter((d) => seq[d]! <= seen[row]!).map((d) => ref[d]!));
    else if (!reports && bound === 'may') sends.push(...before.map((d) => ref[d]!));
    else if (!reports && kind[row] !== recv && ref[row]! >= 0) sends.push(ref[row]!);
    return sends;
  }

  function directlyBefore(row: number): number[] {
    const p = process[row]!;
    const { participant, life } = processes[p]!;
    const isEarlier = (q: number) => q >= 0 && processes[q]!.participant === participant && processes[q]!.life < life;
    const found = [...own.filter((r) => r < row && process[r] === p), ...consumedAt(row)];
    if (bound === 'must') return found;
    const inherited = rows.filter((r) => r < row && isEarlier(process[r]!));
    return [...found, ...inherited.flatMap((r) => (kind[r] === deliver ? [ref[r]!] : position[r]! >= 0 ? [r] : []))];
  }

  const past = new Map<number, Set<number>>();
  const all: Record<string, number[]> = {};
  for (const row of own) {
    const mine = new Set([row]);
    for (const direct of directlyBefore(row)) for (const r of past.get(direct)!) mine.add(r);
    past.set(row, mine);
    const vector = processes.map(() => 0);
    for (const r of mine) vector[process[r]!] = Math.max(vector[process[r]!]!, position[r]! + 1);
    all[`${process[row]}/${position[row]}`] = vector;
  }
  return all;
}

test.each(['must', 'may'] as const)('%s: the same as the closure of the graph', (bound) => {
  fc.assert(
    fc.property(histories, (history) => expect(vectors(history, bound)).toEqual(twin(history, bound))),
    { seed: 1, numRuns: 600 },
  );
});

test('what must be ordered may be ordered', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const may = vectors(history, 'may');
      for (const [event, known] of Object.entries(vectors(history, 'must'))) {
        expect(known.map((n, p) => Math.max(n, may[event]![p]!))).toEqual(may[event]);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
