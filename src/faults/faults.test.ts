import { delay } from './delay.js';
import { duplicate } from './duplicate.js';
import { type Fault, FaultError, type Passing } from './fault.js';
import { loss } from './loss.js';
import { partition } from './partition.js';
import { FAULTS } from './registry.js';
import { reorder } from './reorder.js';

const world = { nodes: ['n1', 'n2', 'n3'], clients: ['c1'] };
const message = (from: string, to: string): Passing => ({ from, to, type: 'A', nth: 1 });
const decide = (
  fault: Fault,
  value: unknown,
  siblings: Record<string, unknown>,
  draw: number,
  m = message('n1', 'n2'),
) => fault.decide(fault.resolve(value, siblings, world), m, () => draw);
const breaks = (fault: Fault, value: unknown, siblings = {}) => fault.breaks(fault.resolve(value, siblings, world));

test('the registry knows every fault by its own name', () => {
  expect(Object.entries(FAULTS).filter(([name, fault]) => fault.name !== name)).toEqual([]);
});

test('delay adds a span', () => {
  expect(decide(delay, '80ms', {}, 0.5)).toEqual({ delay: 80e6, overtake: false });
  expect(decide(delay, { uniform: ['10ms', '20ms'] }, { overtake: true }, 0.5)).toEqual({
    delay: 15e6,
    overtake: true,
  });
  expect(breaks(delay, '80ms')).toEqual({ reordering: false });
  expect(breaks(delay, '80ms', { overtake: true })).toEqual({ reordering: true });
  expect(() => delay.resolve('80', {}, world)).toThrow(FaultError);
});

test('loss and duplicate draw', () => {
  expect(decide(loss, 0.3, {}, 0.29)).toEqual({ drop: true });
  expect(decide(loss, 0.3, {}, 0.3)).toBeUndefined();
  expect(decide(duplicate, 0.3, { copies: 2 }, 0.29)).toEqual({ copies: 2 });
  expect(decide(duplicate, 0.3, {}, 0.3)).toBeUndefined();
  expect(breaks(loss, 0)).toEqual({ loss: false });
  expect(breaks(loss, 0.1)).toEqual({ loss: true });
  expect(breaks(duplicate, 1)).toEqual({ duplication: true });
  expect(() => loss.resolve(1.5, {}, world)).toThrow('expected a probability from 0 to 1');
});

test('reorder lets later messages pass', () => {
  expect(decide(reorder, 0.3, {}, 0.2)).toEqual({ overtake: true, delay: 2e6 });
  expect(decide(reorder, 0.3, { by: '5ms' }, 0.2)).toEqual({ overtake: true, delay: 5e6 });
  expect(decide(reorder, 0.3, {}, 0.3)).toBeUndefined();
  expect(breaks(reorder, 0.1)).toEqual({ reordering: true });
  expect(() => reorder.resolve(0.1, { by: '5' }, world)).toThrow(FaultError);
});

test('partition cuts the links between its groups, both ways, and no others', () => {
  const groups = [['n1', 'c1'], ['n2']];
  const cut = (from: string, to: string, siblings = {}) => decide(partition, groups, siblings, 0, message(from, to));
  expect(cut('n1', 'n2')).toEqual({ hold: true });
  expect(cut('n2', 'n1', { drop: true })).toEqual({ drop: true });
  expect(cut('c1', 'n2')).toEqual({ hold: true });
  expect(cut('c1', 'n1')).toBeUndefined();
  expect(cut('n1', 'n3')).toBeUndefined();
  expect(breaks(partition, groups)).toEqual({ loss: false });
  expect(breaks(partition, groups, { drop: true })).toEqual({ loss: true });
});

test.each([
  [[['n1'], ['n4']], 'there is no node or client "n4"; nodes are n1, n2, n3', ['partition', 1, 0]],
  [[['n1'], ['n2', 'n1']], '"n1" stands in two groups; it can be on one side only', ['partition', 1, 1]],
])('partition %j makes no sense', (groups, why, path) => {
  expect(() => partition.resolve(groups, {}, world)).toThrow(new FaultError(why, path));
});
