import fc from 'fast-check';
import { historyFrom } from '../../../src/history/files/from-lines.js';
import { createFindings } from '../../contract/findings.js';
import { judgeScript } from './judge.js';

const NODES = ['n1', 'n2', 'n3'];
const START = 4;

/** A world of the twin: everything that matters, small enough to be written down as a key. */
interface World {
  balances: number[];
  /** By receiver * 3 + sender; -1: a marker. */
  queues: number[][];
  recorded: (number | undefined)[];
  contents: number[];
  open: boolean[];
}

function newWorld(): World {
  return {
    balances: NODES.map(() => START),
    queues: Array.from({ length: 9 }, () => []),
    recorded: NODES.map(() => undefined),
    contents: Array(9).fill(0),
    open: Array(9).fill(false),
  };
}

const copy = (world: World): World => structuredClone(world);

function record(world: World, node: number, first?: number): void {
  world.recorded[node] = world.balances[node]!;
  for (const other of [0, 1, 2].filter((one) => one !== node)) {
    world.open[node * 3 + other] = other !== first;
    world.queues[other * 3 + node]!.push(-1);
  }
}

function receive(world: World, node: number, from: number): number {
  const message = world.queues[node * 3 + from]!.shift()!;
  if (message === -1) {
    if (world.recorded[node] === undefined) record(world, node, from);
    else world.open[node * 3 + from] = false;
  } else {
    world.balances[node]! += message;
    if (world.open[node * 3 + from]) world.contents[node * 3 + from]! += message;
  }
  return message;
}

/** Every world in which everything has been consumed, in any order. */
function drained(world: World): World[] {
  const ends = new Map<string, World>();
  const seen = new Set<string>();
  const todo = [world];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const key = JSON.stringify(next);
    if (seen.has(key)) continue;
    seen.add(key);
    const busy = next.queues.flatMap((queue, at) => (queue.length > 0 ? [at] : []));
    if (busy.length === 0) ends.set(key, next);
    for (const at of busy) {
      const after = copy(next);
      receive(after, Math.floor(at / 3), at % 3);
      todo.push(after);
    }
  }
  return [...ends.values()];
}

const cutOf = ({ recorded, contents }: World) => JSON.stringify([recorded, contents]);

interface Script {
  before: { kind: number; a: number; b: number; amount: number }[];
  starter: number;
  within: { kind: number; a: number; b: number; amount: number }[];
  pick: number;
  /** Changes one number of the told cut; or moves so much between a node's state and a channel into it. */
  change?: { at: number; by: number; moves: boolean };
}

const acts = (maxLength: number) =>
  fc.array(
    fc.record({
      kind: fc.nat(2),
      a: fc.nat(2),
      b: fc.nat(2),
      amount: fc.integer({ min: 1, max: 5 }).map((n) => Math.max(1, n - 2)),
    }),
    {
      maxLength,
    },
  );
const scripts: fc.Arbitrary<Script> = fc.record({
  before: acts(5),
  starter: fc.nat(2),
  within: acts(4),
  pick: fc.nat(1000),
  change: fc.option(fc.record({ at: fc.nat(11), by: fc.integer({ min: -3, max: 3 }), moves: fc.boolean() }), {
    nil: undefined,
  }),
});

/** Runs a script with one of the orders that draining may take; the told cut may have one number changed. */
function play({ before, starter, within, pick, change }: Script) {
  const world = newWorld();
  const lines: object[] = [];
  let op = 0;
  const tell = (asked: object, told: object) => {
    lines.push({ v: 'client', k: 'invoke', node: 'c1', op: ++op, body: JSON.stringify(asked) });
    lines.push({ v: 'client', k: 'ok', node: 'c1', op, body: JSON.stringify(told) });
  };
  const act = ({ kind, a, b, amount }: Script['before'][number]) => {
    if (a === b) return;
    if (kind < 2) {
      const isRefused = amount > world.balances[a]!;
      if (!isRefused) {
        world.balances[a]! -= amount;
        world.queues[b * 3 + a]!.push(amount);
      }
      tell({ do: 'send', at: NODES[a], to: NODES[b], amount }, { result: isRefused ? 'refused' : 'applied' });
    } else if (world.queues[a * 3 + b]!.length > 0) {
      const message = receive(world, a, b);
      const what = message < 0 ? { message: 'TOKEN' } : { message: 'PAY', amount: message };
      tell({ do: 'receive', at: NODES[a] }, { from: NODES[b], ...what });
    }
  };
  before.forEach(act);
  record(world, starter);
  tell({ do: 'snapshot', at: NODES[starter], snapshot: 's' }, {});
  within.forEach(act);
  tell({ do: 'drain', at: 'n1' }, {});
  const ends = drained(world);
  const { recorded, contents } = ends[pick % ends.length]!;
  const numbers = [...(recorded as number[]), ...contents];
  // The diagonal of the channels is no channel.
  if (change !== undefined && ![3, 7, 11].includes(change.at)) {
    numbers[change.at]! += change.by;
    if (change.moves && change.at > 2) numbers[Math.floor(change.at / 3) - 1]! -= change.by;
  }
  for (const [n, node] of NODES.entries()) {
    const channels = [0, 1, 2]
      .filter((other) => other !== n)
      .map((other) => ({ from: NODES[other], amount: numbers[3 + n * 3 + other] }));
    tell({ do: 'collect', at: node, snapshot: 's' }, { snapshot: 's', balance: numbers[n], channels });
  }
  const isPossible = ends.some((end) => cutOf(end) === JSON.stringify([numbers.slice(0, 3), numbers.slice(3)]));
  return { lines, isPossible };
}

function judged(lines: object[]) {
  const tolerates = { loss: false, duplication: false, reordering: false, crashes: false };
  const snapshots = { begin: 'snapshot', marker: 'TOKEN', record: 'record', channel: 'channel', collect: 'collect' };
  const script = { send: 'send', receive: 'receive', drain: 'drain' };
  const spec = {
    ...{ name: 'test', observation: 'chain' as const, messages: {}, events: {}, background: [], tolerates, checks: [] },
    snapshots: { ...snapshots, script },
    transit: { message: 'PAY', debit: 'debit', credit: 'credit' },
  };
  const accounts = Object.fromEntries(NODES.map((node) => [node, START]));
  const history = historyFrom({ spec, accounts, nodes: NODES, clients: ['c1'] }, lines as never);
  const findings = createFindings(history);
  const counts = judgeScript(history, findings);
  return { counts, rules: findings.done({}).violations.map(({ rule }) => rule) };
}

test('accepts what some order gives, and nothing else', () => {
  const seen = { possible: 0, impossible: 0, orders: new Set<string>() };
  fc.assert(
    fc.property(scripts, (script) => {
      const { lines, isPossible } = play(script);
      seen[isPossible ? 'possible' : 'impossible']++;
      const { rules, counts } = judged(lines);
      for (const rule of rules) seen.orders.add(rule);
      expect({ accepted: rules.length === 0, snapshots: counts!.snapshots }).toEqual({
        accepted: isPossible,
        snapshots: 1,
      });
    }),
    { seed: 1, numRuns: 400 },
  );
  expect([...seen.orders].sort()).toEqual(['script-channel', 'script-state']);
  expect(seen.impossible).toBeGreaterThan(100);
  expect(seen.possible).toBeGreaterThan(100);
});

test('the first marker must have come by a channel that was taken whole', () => {
  const script = {
    before: [
      { kind: 0, a: 0, b: 1, amount: 3 },
      { kind: 0, a: 2, b: 1, amount: 2 },
    ],
    starter: 0,
    within: [],
    pick: 0,
  };
  const { lines } = play(script);
  const told = [
    {
      snapshot: 's',
      balance: 1,
      channels: [
        { from: 'n2', amount: 0 },
        { from: 'n3', amount: 0 },
      ],
    },
    {
      snapshot: 's',
      balance: 4,
      channels: [
        { from: 'n1', amount: 3 },
        { from: 'n3', amount: 2 },
      ],
    },
    {
      snapshot: 's',
      balance: 2,
      channels: [
        { from: 'n1', amount: 0 },
        { from: 'n2', amount: 0 },
      ],
    },
  ];
  for (const [n, part] of told.entries()) Object.assign(lines.at(2 * n - 5)!, { body: JSON.stringify(part) });
  expect(judged(lines).rules).toEqual(['script-cut']);
});
