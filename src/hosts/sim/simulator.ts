import { chanceOf, integerIn } from '../../node/chance.js';
import { type Skew, skewed } from '../../node/machine.js';
import type { NodeProgram } from '../../node/program.js';
import type { Host, HostListener } from '../host.js';
import { createLife } from '../node-life.js';
import { createAgenda } from './agenda.js';
import { createDisk, type SimulatedDisk } from './disk.js';

export interface SimulatorOptions {
  seed: number;
  /** The program that each node runs. */
  programs: Readonly<Record<string, NodeProgram<never>>>;
  /** Longest time that a delivered message waits in a node's inbox before it is consumed, in ns. */
  inbox: number;
}

export interface Simulator extends Host {
  kind: 'sim';
  /** Lets virtual time pass until `done()` or until nothing is left to happen. */
  run(done: () => boolean): void;
}

/** A life that is to fall soon makes so many more calls, and lives so many more ns, at most. */
const MOST_LAST_CALLS = 4;
const LONGEST_LAST_MOMENT = 2_000_000;

/**
 * Nodes in virtual time, in this process. Deterministic: the same seed and programs give the same calls to the
 * listener. Delivered is not consumed: a delivery waits in its node's inbox for a drawn while, in order.
 */
export function createSimulator(options: SimulatorOptions, listener: HostListener): Simulator {
  const agenda = createAgenda();
  const lives = new Map<string, SimulatedLife>();
  const machines = new Map<string, Machine>();

  function machineOf(node: string): Machine {
    let machine = machines.get(node);
    if (machine === undefined) {
      const disk = createDisk(node, options.seed, agenda, (life, kind, fields) =>
        listener.disk?.(node, life, kind, fields),
      );
      machine = { disk, skew: undefined, skewedAt: 0 };
      machines.set(node, machine);
    }
    return machine;
  }

  function start(node: string, number: number): void {
    const machine = machineOf(node);
    const lag = chanceOf(options.seed, 'inbox lag', `${node}.${number}`);
    const alive = () => lives.get(node) === life;
    /** Asked before each call of its context. A life that is to fall soon may fall between any two. */
    const may = (): boolean => {
      if (!alive()) return false;
      if (life.callsLeft === undefined || life.callsLeft-- > 0) return true;
      fall(node, life);
      return false;
    };
    /** Lets the life do something, unless it is over; if it is paused, when it goes on. */
    const act = (action: () => void): void => {
      if (!alive()) return;
      if (life.paused) return void life.put.push(action);
      try {
        action();
      } catch (error) {
        if (!alive()) return;
        lives.delete(node);
        machine.disk.close();
        const lastWords = error instanceof Error ? error.message : String(error);
        listener.exited(node, number, { code: 1, signal: null, planned: false, lastWords });
      }
    };
    const program = createLife(node, options.programs[node]!, {
      publish: (to, payload, seq, seen) =>
        may() && listener.published(node, number, to, Buffer.from(payload), { seq, seen }),
      report: (payload, seq, seen) => may() && listener.reported(node, number, Buffer.from(payload), { seq, seen }),
      arm(ms, action) {
        const wait = Math.round((ms * 1e6) / (1 + (machine.skew?.drift ?? 0)));
        return agenda.schedule(agenda.now() + wait, () => act(action));
      },
      now: () => (machine.skew === undefined ? agenda.now() : skewed(agenda.now(), machine.skewedAt, machine.skew)),
      disk: machine.disk.open(number, may, act),
    });
    const life: SimulatedLife = {
      number,
      paused: false,
      callsLeft: undefined,
      put: [],
      busyUntil: 0,
      act,
      consume(delivery, payload) {
        const wait = integerIn(lag(delivery), 0, options.inbox);
        life.busyUntil = Math.max(life.busyUntil, agenda.now() + wait);
        const text = Buffer.from(payload).toString();
        agenda.schedule(life.busyUntil, () => act(() => program.consume(delivery, text)));
      },
    };
    lives.set(node, life);
    agenda.schedule(agenda.now(), () => alive() && listener.started(node, number));
  }

  /** Ends a life as a crash does: the power fails. */
  function fall(node: string, life: SimulatedLife): void {
    if (lives.get(node) !== life) return;
    lives.delete(node);
    machineOf(node).disk.crash();
    const status = { code: null, signal: 'SIGKILL', planned: true };
    agenda.schedule(agenda.now(), () => listener.exited(node, life.number, status));
  }

  /** A crash falls between any two calls of the program: after a drawn few of them, or else before long. */
  function fallSoon(node: string, life: SimulatedLife): void {
    const calls = integerIn(chanceOf(options.seed, 'fall', node)(life.number), 0, MOST_LAST_CALLS);
    if (calls === 0 || life.paused) return fall(node, life);
    life.callsLeft ??= calls;
    agenda.schedule(agenda.now() + LONGEST_LAST_MOMENT, () => fall(node, life));
  }

  return {
    kind: 'sim',
    now: agenda.now,
    schedule: agenda.schedule,
    start,
    end(node, number, how) {
      const life = lives.get(node);
      if (life?.number !== number) return;
      if (how === 'kill') return fall(node, life);
      if (how === 'kill soon') return fallSoon(node, life);
      lives.delete(node);
      machineOf(node).disk.close();
      const status = { code: null, signal: 'SIGTERM', planned: true };
      agenda.schedule(agenda.now(), () => listener.exited(node, number, status));
    },
    pause(node, number, paused) {
      const life = lives.get(node);
      if (life?.number !== number) return;
      life.paused = paused;
      if (!paused) for (const action of life.put.splice(0)) life.act(action);
    },
    setClock: (node, skew) => void Object.assign(machineOf(node), { skew, skewedAt: agenda.now() }),
    setDisk: (node, ills) => void Object.assign(machineOf(node).disk.ills, ills),
    deliver(node, number, delivery, payload) {
      const life = lives.get(node);
      if (life?.number === number) life.consume(delivery, payload);
    },
    run(done) {
      while (!done() && agenda.step());
    },
  };
}

/** What a node runs on. */
interface Machine {
  disk: SimulatedDisk;
  skew: Skew | undefined;
  skewedAt: number;
}

interface SimulatedLife {
  number: number;
  paused: boolean;
  /** Calls of its context that it may still make; undefined: any number. */
  callsLeft: number | undefined;
  /** What was put off because it is paused. */
  put: (() => void)[];
  act(action: () => void): void;
  /** When the last delivery so far will have been consumed. */
  busyUntil: number;
  consume(delivery: number, payload: Uint8Array): void;
}
