import { NODE_KINDS } from '../history/event.js';
import type { History } from '../history/history.js';
import { createLife, type Life } from '../hosts/node-life.js';
import { createMemoryDisk } from '../node/memory-disk.js';
import type { NodeProgram } from '../node/program.js';

/** What came of enforcing recorded inputs on node programs. */
export interface Replay {
  /** Messages and local events that came out again, word for word. */
  outputs: number;
  /** Where the programs first did something else. */
  difference?: Difference;
}

export interface Difference {
  /** Row of the history. */
  row: number;
  node: string;
  recorded: string;
  replayed: string;
}

/**
 * Runs node programs again on what the record says they were given: deliveries in their order, timers that fired, clock
 * readings, lives that began and ended. A node is a deterministic function of these, so everything it says must come
 * out again in the same order; the first thing that does not is the difference. Nodes without a program are passed over.
 */
export function replayLives(history: History, programs: Readonly<Record<string, NodeProgram<never>>>): Replay {
  const kinds = {
    start: history.kindOf('run', 'start'),
    exit: history.kindOf('run', 'exit'),
    deliver: history.kindOf('relay', 'deliver'),
  };
  const readings = clockReadings(history);
  const lives = new Map<number, ReplayedLife>();
  let outputs = 0;
  for (let row = 0; row < history.length; row++) {
    const process = history.process[row]!;
    if (process < 0) continue;
    const { participant, role } = history.processes[process]!;
    if (role !== 'node' || !Object.hasOwn(programs, participant)) continue;
    if (history.kind[row] === kinds.start) {
      lives.set(process, createReplayedLife(participant, programs[participant]!, readings.get(process) ?? []));
      continue;
    }
    const life = lives.get(process);
    if (life === undefined) continue;
    let difference: Omit<Difference, 'row' | 'node'> | undefined;
    if (history.kind[row] === kinds.deliver) life.inbox.push(envelope(history, row));
    else if (history.kind[row] === kinds.exit) difference = life.dies(history.why(row));
    else if (history.position[row]! >= 0) {
      difference = life.says(history, row);
      outputs++;
    }
    if (difference !== undefined)
      return { outputs: outputs - 1, difference: { row, node: participant, ...difference } };
  }
  return { outputs };
}

interface ReplayedLife {
  /** Deliveries in their order, as texts. */
  inbox: string[];
  /** Lets it go on until it says something, and compares that with the row. */
  says(history: History, row: number): Pick<Difference, 'recorded' | 'replayed'> | undefined;
  /** Lets it go on to its end: it must throw. */
  dies(why: string): Pick<Difference, 'recorded' | 'replayed'> | undefined;
}

function createReplayedLife(node: string, program: NodeProgram<never>, readings: number[]): ReplayedLife {
  const inbox: string[] = [];
  const said: { text: string; seen: number | undefined }[] = [];
  const timers: (() => void)[] = [];
  const syncs: ((error?: string) => void)[] = [];
  let consumed = 0;
  let death: string | undefined;
  const life: Life = createLife(node, program, {
    publish: (to, payload, _seq, seen) => said.push({ text: spellMessage(to, bodyOf(payload)), seen }),
    report: (payload, _seq, seen) => said.push({ text: payload, seen }),
    arm: (_ms, action) => {
      timers.push(action);
      return { cancel() {} };
    },
    now: () => readings.shift() ?? 0,
    disk: createMemoryDisk((done) => void syncs.push(done)),
  });

  function go(action: () => void): void {
    try {
      action();
    } catch (error) {
      death = error instanceof Error ? error.message : String(error);
    }
  }

  function consumeUpTo(delivery: number): void {
    while (said.length === 0 && consumed < delivery && consumed < inbox.length && death === undefined) {
      const payload = inbox[consumed++]!;
      go(() => life.consume(consumed, payload));
    }
  }

  return {
    inbox,
    says(history, row) {
      const seen = history.seen[row]!;
      consumeUpTo(seen >= 0 ? seen : handedAt(history, row));
      const { k } = history.kinds[history.kind[row]!]!;
      if (said.length === 0 && k === NODE_KINDS.timer) {
        const fired = timers[Number(history.body(row).timer) - 1];
        if (fired !== undefined) go(fired);
      }
      if (said.length === 0 && k === NODE_KINDS.synced) {
        const { sync, error } = history.body(row) as { sync: number; error?: string };
        const done = syncs[sync - 1];
        if (done !== undefined) go(() => done(error));
      }
      const recorded = spellRow(history, row);
      const next = said.shift();
      if (next === undefined) return { recorded, replayed: death === undefined ? 'nothing' : `it died: ${death}` };
      if (next.text !== recorded) return { recorded, replayed: next.text };
      if ((next.seen ?? -1) === seen) return undefined;
      return { recorded: `${recorded} after ${seen} deliveries`, replayed: `the same after ${next.seen}` };
    },
    dies(why) {
      consumeUpTo(inbox.length);
      if (death !== undefined) return undefined;
      return { recorded: `it ended: ${why}`, replayed: said.length === 0 ? 'it lives' : said[0]!.text };
    },
  };
}

/** How many deliveries a life that gives no Ts-Seen says it had been handed; 0 where it does not say. */
function handedAt(history: History, row: number): number {
  if (history.kinds[history.kind[row]!]!.v !== 'node') return 0;
  const { handed } = history.body(row);
  return typeof handed === 'number' ? handed : 0;
}

/** What each life's clock showed, in the order in which its program looked. */
function clockReadings(history: History): Map<number, number[]> {
  const now = history.kindOf('node', NODE_KINDS.now);
  const readings = new Map<number, number[]>();
  for (let row = 0; now >= 0 && row < history.length; row++) {
    if (history.kind[row] !== now) continue;
    const process = history.process[row]!;
    if (!readings.has(process)) readings.set(process, []);
    readings.get(process)!.push(Number(history.body(row).ns));
  }
  return readings;
}

/** A delivered message as its receiver got it. */
function envelope(history: History, row: number): string {
  const sent = history.ref[row]!;
  const src = history.processes[history.process[sent]!]!.participant;
  const dest = history.processes[history.process[row]!]!.participant;
  return `{"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"body":${history.bodyText(sent)}}`;
}

function spellRow(history: History, row: number): string {
  const body = history.bodyText(row);
  if (history.kinds[history.kind[row]!]!.v === 'node') return body;
  return spellMessage(history.participants[history.to[row]!] ?? '', body);
}

function spellMessage(to: string, body: string): string {
  return `to ${to}: ${body}`;
}

/** The body's own text of a payload that `createLife` has spelt. */
function bodyOf(payload: string): string {
  return payload.slice(payload.indexOf('"body":') + '"body":'.length, -1);
}
