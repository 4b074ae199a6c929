import { FaultError, type Stage } from './fault.js';
import { partition } from './partition.js';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
const world = { nodes, clients: ['c1'], roles: ['holder'] };
const stage = (draws: number[] = [], holder?: string): Stage => ({
  bearer: (name) => (name === 'holder' ? holder : name),
  draw: () => draws.shift() ?? 0,
});

/** Links between nodes that a partition cuts, such as 1>2. */
function cutBy(value: unknown, at = stage()): string[] {
  const options = partition.cast!(partition.resolve(value, {}, world), at)!;
  return nodes.flatMap((from) =>
    nodes
      .filter((to) => {
        const decision = partition.decide(options, { from, to, type: 'A', nth: 1 }, () => 0);
        return from !== to && decision?.hold === true;
      })
      .map((to) => `${from}>${to}`.replaceAll('n', '')),
  );
}
const both = (...links: string[]): string[] =>
  links.flatMap((link) => [link, [...link].reverse().join('').replace('<', '>')]).sort();

test.each<[string, unknown, string[]]>([
  ['groups', [['n1'], ['n2', 'n3']], both('1>2', '1>3')],
  ['one way', { oneWay: [['n1'], ['n2', 'n3']] }, ['1>2', '1>3']],
  ['an isolated node', { isolate: 'n2' }, both('2>1', '2>3', '2>4', '2>5')],
  ['a ring', { ring: true }, both('1>3', '1>4', '2>4', '2>5', '3>5')],
  ['a bridge', { bridge: 'n3' }, both('1>4', '1>5', '2>4', '2>5')],
])('%s', (_, value, links) => expect(cutBy(value)).toEqual(links));

test('a majority and a minority are drawn around a node', () => {
  // The named one and two others; then the named one and one other.
  expect(cutBy({ majority: 'n2' }, stage([0, 0.99]))).toEqual(both('2>3', '2>4', '1>3', '1>4', '5>3', '5>4'));
  expect(cutBy({ minority: 'n2' }, stage([0.5]))).toEqual(both('2>1', '2>3', '2>5', '4>1', '4>3', '4>5'));
});

test('who bears a role is looked up when it begins', () => {
  expect(cutBy({ isolate: 'holder' }, stage([], 'n4'))).toEqual(both('4>1', '4>2', '4>3', '4>5'));
  expect(partition.cast!(partition.resolve({ isolate: 'holder' }, {}, world), stage())).toBeUndefined();
});

test('clients reach everybody unless a group names them', () => {
  const options = partition.resolve([['n1', 'c1'], ['n2']], { drop: true }, world);
  const cut = (from: string, to: string) => partition.decide(options, { from, to, type: 'A', nth: 1 }, () => 0);
  expect([cut('c1', 'n2'), cut('n2', 'c1'), cut('c1', 'n3')]).toEqual([{ drop: true }, { drop: true }, undefined]);
});

test.each<[unknown, number, string]>([
  [{ ring: true }, 3, 'a ring needs at least 4 nodes; there are 3'],
  [{ bridge: 'n1' }, 2, 'a bridge needs at least 3 nodes; there are 2'],
  [{ minority: 'n1' }, 2, 'a minority needs at least 3 nodes; there are 2'],
  [{ isolate: 'n1' }, 1, 'there is no other node to keep it from'],
])('%j makes no sense among %d', (value, count, why) => {
  const path = ['partition', Object.keys(value as object)[0]!];
  expect(() => partition.resolve(value, {}, { ...world, nodes: nodes.slice(0, count) })).toThrow(
    new FaultError(why, path),
  );
});
