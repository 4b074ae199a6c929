import type { OperationStep, Step } from '../scenario/scenario.js';
import type { Operation } from '../workload/operation.js';
import type { Completion, Session } from '../workload/session.js';
import { runSteps } from './steps.js';

/** Does steps in a time of its own, each operation taking 10; tells what began when. */
function timeline(steps: readonly Step[]): string[] {
  const told: string[] = [];
  const agenda: { at: number; then: () => void }[] = [];
  let now = 0;
  const wait = (ns: number, then: () => void) => void agenda.push({ at: now + ns, then });
  const session = (client: string): Session => ({
    perform({ name }, done) {
      told.push(`${now} ${client} ${name}`);
      wait(10, () => done({} as Completion));
    },
    receive() {},
  });
  const sessions = new Map(['c1', 'c2'].map((client) => [client, session(client)]));
  const operations = { read: {} as Operation, pay: {} as Operation };
  const ports = { sessions, operations, wait, untilSettled: () => {}, finished: () => {} };
  runSteps(steps, ports, () => told.push(`${now} done`));
  while (agenda.length > 0) {
    const next = agenda.reduce((a, b) => (b.at < a.at ? b : a));
    agenda.splice(agenda.indexOf(next), 1);
    now = next.at;
    next.then();
  }
  return told;
}

const step = (client: string, operation: string, after?: number): OperationStep => ({
  client,
  at: 'n1',
  operation,
  arguments: {},
  ...(after !== undefined && { after }),
  where: '1:1',
});

test('steps one after the other', () => {
  const steps = [step('c1', 'pay'), { wait: 5 }, step('c2', 'read')];
  expect(timeline(steps)).toEqual(['0 c1 pay', '15 c2 read', '25 done']);
});

test('in a group each operation begins at its own time, or as soon after as its client is free', () => {
  const group = { together: [step('c1', 'pay'), step('c2', 'pay', 3), step('c1', 'read', 4), step('c1', 'pay', 12)] };
  expect(timeline([group, step('c2', 'read')])).toEqual([
    '0 c1 pay',
    '3 c2 pay',
    '10 c1 read',
    '20 c1 pay',
    '30 c2 read',
    '40 done',
  ]);
});

test('in a group without times a client does its operations in their order', () => {
  const group = { together: [step('c1', 'pay'), step('c2', 'pay'), step('c1', 'read')] };
  expect(timeline([group])).toEqual(['0 c1 pay', '0 c2 pay', '10 c1 read', '20 done']);
});
