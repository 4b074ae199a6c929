import { chanceOf, weighted } from '../node/chance.js';
import type { Timer } from '../node/program.js';
import { drawSpan, type Span } from '../node/span.js';
import type { Operation } from './operation.js';
import type { Request, Session } from './session.js';

/** A workload as a scenario gives it: clients that ask, wait for the answer, think, and ask again. */
export interface ClosedLoop {
  /** Over all clients. */
  operations: number;
  /** Weights by the name of an operation. */
  mix: Readonly<Record<string, number>>;
  amount: readonly [number, number];
  think: Span;
  route: 'own' | 'any';
}

export interface LoopWorld {
  seed: number;
  nodes: readonly string[];
  operations: Readonly<Record<string, Operation>>;
  now(): number;
  schedule(time: number, action: () => void): Timer;
}

/** Runs the loop on these clients; calls `done` when every operation has ended. */
export function runClosedLoop(
  loop: ClosedLoop,
  clients: ReadonlyMap<string, Session>,
  world: LoopWorld,
  done: () => void,
): void {
  const names = [...clients.keys()];
  let busy = names.length;
  for (const [place, client] of names.entries()) {
    const share = Math.floor(loop.operations / names.length) + (place < loop.operations % names.length ? 1 : 0);
    const think = chanceOf(world.seed, 'think', client);
    let performed = 0;
    const next = (): void => {
      if (performed === share) {
        if (--busy === 0) done();
        return;
      }
      const pause = drawSpan(loop.think, () => think(performed));
      world.schedule(world.now() + pause, () => {
        const request = drawRequest(loop, world, client, place, performed++);
        clients.get(client)!.perform(request, next);
      });
    };
    next();
  }
  if (names.length === 0) done();
}

/** The n-th operation of a client: every draw is keyed by client and ordinal, and depends on nothing else. */
export function drawRequest(
  loop: ClosedLoop,
  world: LoopWorld,
  client: string,
  place: number,
  ordinal: number,
): Request {
  const draw = (purpose: string) => chanceOf(world.seed, purpose, client)(ordinal);
  const node = loop.route === 'own' ? place : Math.floor(draw('route') * world.nodes.length);
  const at = world.nodes[node % world.nodes.length]!;
  const name = weighted(draw('mix'), loop.mix);
  const operation = world.operations[name]!;
  return { at, name, operation, arguments: operation.draw({ at, nodes: world.nodes, amount: loop.amount, draw }) };
}
