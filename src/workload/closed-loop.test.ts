import { createAgenda } from '../hosts/sim/agenda.js';
import { type ClosedLoop, drawRequest, type LoopWorld, runClosedLoop } from './closed-loop.js';
import type { Operation } from './operation.js';
import type { Request, Session } from './session.js';

const operation = (name: string): Operation => ({
  says: name,
  arguments: {},
  draw: ({ draw, amount }) => ({ amount: amount[0] + Math.floor(draw('amount') * (amount[1] - amount[0] + 1)) }),
  request: () => ({ type: name }),
  outcome: () => ({ result: {} }),
});
const loop: ClosedLoop = {
  operations: 20,
  mix: { pay: 3, look: 1 },
  amount: [1, 6],
  think: { constant: 0 },
  route: 'own',
};

function lab() {
  const agenda = createAgenda();
  const asked = new Map<string, Request[]>();
  const world: LoopWorld = {
    seed: 7,
    nodes: ['n1', 'n2'],
    operations: { pay: operation('pay'), look: operation('look') },
    now: agenda.now,
    schedule: agenda.schedule,
  };
  const clients = new Map<string, Session>();
  for (const name of ['c1', 'c2', 'c3']) {
    asked.set(name, []);
    clients.set(name, {
      perform(request, done) {
        asked.get(name)!.push(request);
        agenda.schedule(agenda.now() + 1e6, () => done({ kind: 'ok', result: {}, invoke: 0, row: 0, tx: undefined }));
      },
      receive() {},
    });
  }
  return { agenda, asked, world, clients };
}

test('shares the operations out, and ends when all have ended', () => {
  const { agenda, asked, world, clients } = lab();
  let done = 0;
  runClosedLoop(loop, clients, world, () => done++);
  while (agenda.step());
  expect([...asked.values()].map((requests) => requests.length)).toEqual([7, 7, 6]);
  expect(done).toBe(1);
  expect(asked.get('c3')!.every(({ at }) => at === 'n1')).toBe(true);
});

test('every operation is drawn by client and ordinal alone', () => {
  const { agenda, asked, world, clients } = lab();
  runClosedLoop({ ...loop, route: 'any' }, clients, world, () => {});
  while (agenda.step());
  const alone = Array.from({ length: 7 }, (_, n) => drawRequest({ ...loop, route: 'any' }, world, 'c1', 0, n));
  expect(asked.get('c1')).toEqual(alone);
  expect(new Set(alone.map(({ at }) => at))).toEqual(new Set(['n1', 'n2']));
  expect(new Set(alone.map(({ name }) => name))).toEqual(new Set(['pay', 'look']));
});

test('no operations are over at once', () => {
  const { world, clients } = lab();
  let done = 0;
  runClosedLoop({ ...loop, operations: 0 }, clients, world, () => done++);
  expect(done).toBe(1);
});
