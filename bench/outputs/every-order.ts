import type { Command } from '../../src/systems/snapshot-bank/commands.js';

/** One way in which things may stand; small, so that it can be written down whole. */
interface World {
  balances: Record<number, number>;
  /** By `receiver sender`; -1: a token. */
  queues: Record<string, number[]>;
  recorded: Record<number, number>;
  contents: Record<string, number>;
  open: Record<string, boolean>;
  printed: string[];
  /** Who takes part in the snapshot. */
  members: number[];
}

/**
 * Every text that a script can print, by trying every order: slow, obvious, and written apart from the checker. Throws
 * RangeError beyond so many worlds at once.
 */
export function everyOutput(commands: readonly Command[], most = 200_000): Set<string> {
  const start: World = { balances: {}, queues: {}, recorded: {}, contents: {}, open: {}, printed: [], members: [] };
  let worlds = [start];
  for (const command of commands) {
    const next = new Map<string, World>();
    for (const world of worlds)
      for (const after of afterwards(world, command, most)) next.set(JSON.stringify(after), after);
    worlds = [...next.values()];
    if (worlds.length > most) throw new RangeError('too many worlds');
  }
  return new Set(worlds.map(({ printed }) => printed.join('\n')));
}

function afterwards(before: World, command: Command, most: number): World[] {
  const world = structuredClone(before);
  const nodes = Object.keys(world.balances)
    .map(Number)
    .sort((a, b) => a - b);
  switch (command.command) {
    case 'CreateNode':
      world.balances[command.node] = command.balance;
      for (const other of nodes) {
        world.queues[`${command.node} ${other}`] = [];
        world.queues[`${other} ${command.node}`] = [];
      }
      return [world];
    case 'Send': {
      const { from, to, amount } = command;
      if (amount > world.balances[from]!) world.printed.push('ERR_SEND');
      else {
        world.balances[from]! -= amount;
        world.queues[`${to} ${from}`]!.push(amount);
      }
      return [world];
    }
    case 'Receive': {
      const sources = nodes.filter((node) => node !== command.at && (command.from ?? node) === node);
      return sources
        .filter((source) => world.queues[`${command.at} ${source}`]!.length > 0)
        .map((source) => {
          const after = structuredClone(world);
          const message = receive(after, nodes, command.at, source);
          after.printed.push(message < 0 ? `${source} SnapshotToken -1` : `${source} Transfer ${message}`);
          return after;
        });
    }
    case 'ReceiveAll':
      return drained(world, nodes, most);
    case 'BeginSnapshot':
      Object.assign(world, { recorded: {}, contents: {}, open: {}, members: nodes });
      record(world, nodes, command.at);
      world.printed.push(`Started by Node ${command.at}`);
      return [world];
    case 'PrintSnapshot': {
      const { members } = world;
      const channels = members.flatMap((from) => members.filter((to) => to !== from).map((to) => [from, to]));
      world.printed.push(
        '---Node states',
        ...members.map((node) => `node ${node} = ${world.recorded[node]}`),
        '---Channel states',
        ...channels.map(([from, to]) => `channel (${from} -> ${to}) = ${world.contents[`${to} ${from}`] ?? 0}`),
      );
      return [world];
    }
    default:
      return [world];
  }
}

function receive(world: World, nodes: readonly number[], at: number, from: number): number {
  const message = world.queues[`${at} ${from}`]!.shift()!;
  const hasRecorded = world.recorded[at] !== undefined;
  if (message < 0 && !hasRecorded) record(world, nodes, at, from);
  else if (message < 0) world.open[`${at} ${from}`] = false;
  else {
    world.balances[at]! += message;
    if (hasRecorded && world.open[`${at} ${from}`]) {
      world.contents[`${at} ${from}`] = (world.contents[`${at} ${from}`] ?? 0) + message;
    }
  }
  return message;
}

function record(world: World, nodes: readonly number[], node: number, first?: number): void {
  world.recorded[node] = world.balances[node]!;
  for (const other of nodes.filter((one) => one !== node)) {
    world.open[`${node} ${other}`] = other !== first;
    world.queues[`${other} ${node}`]!.push(-1);
  }
}

/** Every world in which nothing is left under way. */
function drained(start: World, nodes: readonly number[], most: number): World[] {
  const ends = new Map<string, World>();
  const seen = new Set<string>();
  const todo = [start];
  for (let world = todo.pop(); world !== undefined; world = todo.pop()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > most) throw new RangeError('too many worlds');
    const busy = Object.entries(world.queues).filter(([, queue]) => queue.length > 0);
    if (busy.length === 0) ends.set(key, world);
    for (const [name] of busy) {
      const [at, from] = name.split(' ').map(Number) as [number, number];
      const after = structuredClone(world);
      receive(after, nodes, at, from);
      todo.push(after);
    }
  }
  return [...ends.values()];
}
