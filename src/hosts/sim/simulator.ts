import { chanceOf, integerIn } from '../../node/chance.js';
import type { NodeProgram } from '../../node/program.js';
import type { Host, HostListener } from '../host.js';
import { createLife } from '../node-life.js';
import { createAgenda } from './agenda.js';

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

/**
 * Nodes in virtual time, in this process. Deterministic: the same seed and programs give the same calls to the
 * listener. Delivered is not consumed: a delivery waits in its node's inbox for a drawn while, in order.
 */
export function createSimulator(options: SimulatorOptions, listener: HostListener): Simulator {
  const agenda = createAgenda();
  const lives = new Map<string, SimulatedLife>();

  function start(node: string, number: number): void {
    const lag = chanceOf(options.seed, 'inbox lag', `${node}.${number}`);
    const alive = () => lives.get(node) === life;
    /** Lets the life do something, unless it is over; if it is paused, when it goes on. */
    const act = (action: () => void): void => {
      if (!alive()) return;
      if (life.paused) return void life.put.push(action);
      try {
        action();
      } catch (error) {
        lives.delete(node);
        const lastWords = error instanceof Error ? error.message : String(error);
        listener.exited(node, number, { code: 1, signal: null, planned: false, lastWords });
      }
    };
    const program = createLife(node, options.programs[node]!, {
      publish: (to, payload, seq, seen) =>
        alive() && listener.published(node, number, to, Buffer.from(payload), { seq, seen }),
      report: (payload, seq, seen) => alive() && listener.reported(node, number, Buffer.from(payload), { seq, seen }),
      arm: (ms, action) => agenda.schedule(agenda.now() + Math.round(ms * 1e6), () => act(action)),
      now: agenda.now,
    });
    const life: SimulatedLife = {
      number,
      paused: false,
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

  return {
    kind: 'sim',
    now: agenda.now,
    schedule: agenda.schedule,
    start,
    end(node, number, how) {
      if (lives.get(node)?.number !== number) return;
      lives.delete(node);
      const signal = how === 'kill' ? 'SIGKILL' : 'SIGTERM';
      agenda.schedule(agenda.now(), () => listener.exited(node, number, { code: null, signal, planned: true }));
    },
    pause(node, number, paused) {
      const life = lives.get(node);
      if (life?.number !== number) return;
      life.paused = paused;
      if (!paused) for (const action of life.put.splice(0)) life.act(action);
    },
    deliver(node, number, delivery, payload) {
      const life = lives.get(node);
      if (life?.number === number) life.consume(delivery, payload);
    },
    run(done) {
      while (!done() && agenda.step());
    },
  };
}

interface SimulatedLife {
  number: number;
  paused: boolean;
  /** What was put off because it is paused. */
  put: (() => void)[];
  act(action: () => void): void;
  /** When the last delivery so far will have been consumed. */
  busyUntil: number;
  consume(delivery: number, payload: Uint8Array): void;
}
