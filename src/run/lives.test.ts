import type { NodeAction } from '../faults/fault.js';
import { createAgenda } from '../hosts/sim/agenda.js';
import type { Relay } from '../relay/relay.js';
import { createLives } from './lives.js';

/** Two nodes that are up; `done` is what was asked of their host, and what was recorded since. */
function lab() {
  const agenda = createAgenda();
  const done: string[] = [];
  const lives = createLives({
    nodes: ['n1', 'n2'],
    config: {},
    seed: 1,
    patience: 1e9,
    host: {
      kind: 'nats',
      now: agenda.now,
      schedule: agenda.schedule,
      start: (node, life) => done.push(`start ${node}.${life}`),
      end: (node, life, how) => done.push(`${how} ${node}.${life}`),
      pause: (node, life, paused) => done.push(`${paused ? 'pause' : 'resume'} ${node}.${life}`),
      deliver() {},
      cut: () => done.push('cut'),
    },
    relay: { begins() {}, ready() {}, ends() {}, publish() {} } as unknown as Relay,
    record: ({ k, node }) => k === 'misbehaved' && done.push(`${k} ${node}`),
    allReady() {},
    problem: (why) => done.push(why),
    allGone() {},
  });
  const up = (node: string, life: number) => {
    lives.started(node, life);
    lives.initialized(node);
  };
  lives.startAll();
  for (const node of ['n1', 'n2']) up(node, 1);
  done.length = 0;
  const act = (...actions: [NodeAction['do'], string?][]) => {
    for (const [what, node = ''] of actions) lives.act({ do: what, node } as NodeAction, true);
  };
  const dies = (node: string, life: number, code: number | null = null) =>
    lives.exited(node, life, { code, signal: code === null ? 'SIGKILL' : null, planned: code === null });
  const pass = () => {
    for (let n = 0; n < 1000 && agenda.step(); n++);
  };
  return { done, act, dies, up, pass };
}

test('of two faults that keep a node down, the later to end starts it again', () => {
  const { done, act, dies } = lab();
  act(['kill', 'n1']);
  dies('n1', 1);
  act(['kill', 'n1'], ['start', 'n1']);
  expect(done).toEqual(['kill n1.1']);
  act(['start', 'n1']);
  expect(done).toEqual(['kill n1.1', 'start n1.2']);
});

test('a node that is not dead yet is started when it is', () => {
  const { done, act, dies } = lab();
  act(['kill', 'n1'], ['start', 'n1']);
  expect(done).toEqual(['kill n1.1']);
  dies('n1', 1);
  expect(done).toEqual(['kill n1.1', 'start n1.2']);
});

test('of two faults that keep a node still, the later to end lets it go on', () => {
  const { done, act } = lab();
  act(['pause', 'n1'], ['pause', 'n1'], ['resume', 'n1']);
  expect(done).not.toContain('resume n1.1');
  act(['resume', 'n1']);
  expect(done[done.length - 1]).toBe('resume n1.1');
});

test('who loses its connection has two seconds to go, and is started again', () => {
  const { done, act, dies, up, pass } = lab();
  act(['cut']);
  dies('n1', 1, 1);
  up('n1', 2);
  pass();
  expect(done).toEqual(['cut', 'start n1.2', 'misbehaved n2', 'kill n2.1']);
});

test('who stands still does not notice that its connection is lost', () => {
  const { done, act } = lab();
  act(['pause', 'n1'], ['cut']);
  expect(done).toEqual(['pause n1.1', 'kill n1.1', 'cut']);
});
