import fc from 'fast-check';
import type { EventLine } from '../src/history/event.js';
import { historyFrom, minimalHeader } from '../src/history/files/from-lines.js';
import { causalDelivery } from './causal-delivery.js';

const NODES = ['n1', 'n2', 'n3'];

/** A tiny run of broadcasts and single messages, given to the applications in any order. */
interface Run {
  lines: EventLine[];
  /** By message: its sender, and where among the events of the sender it was sent. */
  messages: { from: number; position: number; to: number[] }[];
  /** By node, in order: the message that was sent (`s`) or given (`g`). */
  events: { is: 's' | 'g'; message: number }[][];
}

type Choice = [node: number, act: number, pick: number];

function play(script: readonly Choice[]): Run {
  const run: Run = { lines: [], messages: [], events: [[], [], []] };
  const waiting: number[][] = [[], [], []];
  for (const [node, act, pick] of script) {
    if (act < 35) {
      const message = run.messages.length;
      const to = pick < 8 ? [0, 1, 2].filter((other) => other !== node) : [(node + 1 + (pick % 2)) % 3];
      run.messages.push({ from: node, position: run.events[node]!.length, to });
      run.events[node]!.push({ is: 's', message });
      const body = `{"id":${message}}`;
      for (const other of to) {
        run.lines.push({ v: 'relay', k: 'send', node: NODES[node]!, to: NODES[other]!, type: 'M', body });
        waiting[other]!.push(message);
      }
    } else {
      const [message] = waiting[node]!.splice((pick < 3 ? 0 : pick) % Math.max(waiting[node]!.length, 1), 1);
      if (message === undefined) continue;
      run.events[node]!.push({ is: 'g', message });
      run.lines.push({ v: 'node', k: 'given', node: NODES[node]!, body: `{"id":${message}}` });
    }
  }
  return run;
}

/** Whether one message was sent because of another, or after it by the same node: by the definition, over all paths. */
function causes(run: Run, first: number, second: number): boolean {
  const { from, position } = run.messages[second]!;
  return run.events[from]!.slice(0, position).some(({ message }) => message === first || causes(run, first, message));
}

/** Late deliveries `node:message`: one that it caused, or by the same sender a later one, was given before it. */
function lateByCause(run: Run, onlyFifo: boolean): string[] {
  return run.events.flatMap((events, node) => {
    const given = events.filter(({ is }) => is === 'g').map(({ message }) => message);
    return given
      .filter((message, place) =>
        given.slice(0, place).some((earlier) => {
          const isSame = run.messages[earlier]!.from === run.messages[message]!.from;
          return onlyFifo ? isSame && earlier > message : causes(run, message, earlier);
        }),
      )
      .map((message) => `${NODES[node]}:${message}`);
  });
}

function orders(messages: readonly number[]): number[][] {
  if (messages.length === 0) return [[]];
  return messages.flatMap((message) =>
    orders(messages.filter((other) => other !== message)).map((rest) => [message, ...rest]),
  );
}

/** Whether some order of all messages is the order of each node. */
function hasOneOrder(run: Run): boolean {
  const given = run.events.map((events) => events.filter(({ is }) => is === 'g').map(({ message }) => message));
  const all = [...new Set(given.flat())];
  return orders(all).some((order) =>
    given.every((list) => list.every((m, k) => k === 0 || order.indexOf(list[k - 1]!) < order.indexOf(m))),
  );
}

function judged(run: Run, order: 'fifo' | 'causal' | 'total') {
  const delivery = { order, messages: ['M'], deliver: 'given', id: ['id'] };
  const history = historyFrom({ spec: { ...minimalHeader().spec, delivery }, nodes: NODES, clients: [] }, run.lines);
  const { violations } = causalDelivery.check(history, {});
  const late = violations.map(({ events }) => {
    const row = events.at(-1)!;
    return `${history.processes[history.process[row]!]!.participant}:${history.body(row).id}`;
  });
  return { violations, late };
}

const script = (least: number, most: number) =>
  fc.array(fc.tuple(fc.nat(2), fc.nat(99), fc.nat(9)), { minLength: least, maxLength: most });

test('late deliveries are exactly those before which something was given that they caused', () => {
  const seen = { causal: 0, fifo: 0 };
  fc.assert(
    fc.property(script(12, 20), (choices) => {
      const run = play(choices);
      for (const order of ['causal', 'fifo'] as const) {
        const expected = lateByCause(run, order === 'fifo');
        seen[order] += Number(expected.length > 0);
        expect(judged(run, order).late.sort()).toEqual(expected.sort());
      }
    }),
    { seed: 1, numRuns: 400 },
  );
  expect([seen.causal > seen.fifo, seen.fifo > 50, seen.causal < 350]).toEqual([true, true, true]);
});

test('a total order is found broken exactly where no order of the messages is that of every node', () => {
  let broken = 0;
  fc.assert(
    fc.property(script(12, 18), (choices) => {
      const run = play(choices);
      fc.pre(new Set(run.events.flat().map(({ message }) => message)).size < 6);
      const expected = hasOneOrder(run);
      broken += Number(!expected);
      expect(judged(run, 'total').violations.length === 0).toBe(expected);
    }),
    { seed: 2, numRuns: 400 },
  );
  expect(broken > 20 && broken < 380).toBe(true);
});
