import fc from 'fast-check';
import { readConsumption } from './consumption.js';
import { type HandWritten, historyFrom } from './files/from-lines.js';
import { histories } from './histories.fixture.js';
import type { History } from './history.js';

type Bound = 'must' | 'may';

/** The obvious twin: for each own event, anew, all deliveries that its receiver had consumed before it. */
function consumedBefore(history: History, bound: Bound): Map<number, number[]> {
  const { process, position, processes, ref, seen, seq, kind, length } = history;
  const deliver = history.kindOf('relay', 'deliver');
  const recv = history.kindOf('node', 'recv');
  const rows = Array.from({ length }, (_, row) => row);
  const before = new Map<number, number[]>();
  for (const row of rows.filter((one) => position[one]! >= 0)) {
    const p = process[row]!;
    const upToHere = rows.filter((other) => other <= row && process[other] === p);
    const come = upToHere.filter((other) => kind[other] === deliver);
    const reports = rows.some((other) => process[other] === p && kind[other] === recv);
    const known = new Set<number>();
    for (const own of upToHere.filter((other) => position[other]! >= 0)) {
      const then = come.filter((delivery) => delivery < own);
      if (kind[own] === recv && ref[own]! >= 0) known.add(ref[own]!);
      if (processes[p]!.role === 'client') for (const delivery of then) known.add(delivery);
      else if (seen[own]! >= 0) for (const one of then.filter((d) => seq[d]! <= seen[own]!)) known.add(one);
      else if (!reports && bound === 'may') for (const delivery of then) known.add(delivery);
      else if (!reports && kind[own] !== recv && ref[own]! >= 0) {
        const [answered] = then.filter((delivery) => ref[delivery] === ref[own]);
        if (answered !== undefined) known.add(answered);
      }
    }
    before.set(
      row,
      [...known].sort((a, b) => a - b),
    );
  }
  return before;
}

/** The same, read off the list. */
function listed(history: History, bound: Bound): Map<number, number[]> {
  const { at, delivery, count } = readConsumption(history, bound);
  const before = new Map<number, number[]>();
  for (let row = 0; row < history.length; row++) {
    if (history.position[row]! < 0) continue;
    const isHere = (_: number, i: number) => at[i]! <= row && history.process[delivery[i]!] === history.process[row];
    before.set(
      row,
      [...delivery.subarray(0, count)].filter(isHere).sort((a, b) => a - b),
    );
  }
  return before;
}

test.each(['must', 'may'] as const)('%s: the same as what is found anew for each event', (bound) => {
  fc.assert(
    fc.property(histories, (history) => expect(listed(history, bound)).toEqual(consumedBefore(history, bound))),
    { seed: 1, numRuns: 300 },
  );
});

test('a process is exact where both bounds are the same', () => {
  const times = [0, 0];
  fc.assert(
    fc.property(histories, (history) => {
      const [must, may] = [consumedBefore(history, 'must'), consumedBefore(history, 'may')];
      const isExact = history.processes.map((_, p) =>
        [...must].every(([row, known]) => history.process[row] !== p || known.length === may.get(row)!.length),
      );
      expect([...readConsumption(history, 'must').exact]).toEqual(isExact.map(Number));
      expect([...readConsumption(history, 'may').exact]).toEqual(isExact.map(Number));
      for (const one of isExact) times[Number(one)]!++;
    }),
    { seed: 1, numRuns: 300 },
  );
  expect(times.every((n) => n > 50)).toBe(true);
});

test('a node that tells what it had seen with some publications only is not exact', () => {
  const history = (events: HandWritten[]) =>
    readConsumption(
      historyFrom({ nodes: ['n1', 'n2'] }, [
        { v: 'relay', k: 'send', node: 'n1', to: 'n2', type: 'A', seen: 0 },
        { v: 'relay', k: 'deliver', node: 'n2', from: 'n1', fromSeq: 1 },
        ...events,
      ]),
      'must',
    );
  const enter: HandWritten = { v: 'node', k: 'enter', node: 'n2' };
  const told: HandWritten = { v: 'relay', k: 'send', node: 'n2', to: 'n1', type: 'B', seen: 1 };
  expect([...history([enter, told]).exact]).toEqual([1, 0]);
  expect([...history([told, enter]).exact]).toEqual([1, 1]);
});
