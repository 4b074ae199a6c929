import type { NodeProgram } from '../../node/program.js';
import type { HostListener } from '../host.js';
import { createSimulator } from './simulator.js';

/** One node, initialized; `heard` is what it did and what became of it. */
function lab(program: NodeProgram<unknown>, seed = 1) {
  const heard: string[] = [];
  const listener: HostListener = {
    started: (_, life) => host.deliver('n1', life, 1, bytes({ type: 'init', msg_id: 0, ...init })),
    published: (_node, life, to, payload) => {
      const { type } = JSON.parse(Buffer.from(payload).toString()).body;
      if (type !== 'init_ok') heard.push(`${life} sends ${type} to ${to}`);
    },
    reported: (_node, life, payload) => {
      const { kind, ...fields } = JSON.parse(Buffer.from(payload).toString());
      heard.push(`${life} reports ${[kind, ...Object.values(fields)].join(' ')}`);
      if (kind === 'mark') host.end('n1', life, 'kill');
    },
    exited: (_, life, { signal }) => heard.push(`${life} ended by ${signal}`),
    disk: (_node, life, kind, fields) => heard.push(`${life} disk ${kind} ${Object.values(fields).join(' ')}`),
    broken: (problem) => heard.push(problem),
  };
  const host = createSimulator({ seed, programs: { n1: program as NodeProgram<never> }, inbox: 0 }, listener);
  const init = { node_id: 'n1', node_ids: ['n1', 'n2'], config: {}, seed };
  const bytes = (body: object) => Buffer.from(JSON.stringify({ src: 'harness', dest: 'n1', body }));
  const run = () => host.run(() => false);
  host.start('n1', 1);
  return { host, heard, run };
}

describe('a crash at an event falls exactly there', () => {
  test('a node that reports and then acts has not acted', () => {
    const { heard, run } = lab((node) => {
      node.record('mark');
      node.send('n2', { type: 'act' });
      return {};
    });
    run();
    expect(heard).toEqual(['1 reports mark', '1 ended by SIGKILL']);
  });

  test('a node that acts and then reports has acted', () => {
    const { heard, run } = lab((node) => {
      node.send('n2', { type: 'act' });
      node.record('mark');
      throw new Error('nobody hears this');
    });
    run();
    expect(heard).toEqual(['1 sends act to n2', '1 reports mark', '1 ended by SIGKILL']);
  });
});

test('a crash about now falls between any two calls of the program', () => {
  const lastWords = Array.from({ length: 40 }, (_, seed) => {
    const { host, heard, run } = lab((node) => {
      node.after(10, () => {
        for (let call = 1; call <= 9; call++) node.record('step', { call });
      });
      return {};
    }, seed);
    host.schedule(9_999_000, () => host.end('n1', 1, 'kill soon'));
    run();
    expect(heard[heard.length - 1]).toBe('1 ended by SIGKILL');
    return heard.filter((line) => line.includes('step')).length;
  });
  expect([...new Set(lastWords)].sort()).toEqual([0, 1, 2, 3]);
});

test('a skewed clock shows another time and fires timers at another pace', () => {
  const { host, heard, run } = lab((node) => {
    node.after(100, () => node.now());
    return {};
  });
  host.setClock!('n1', { by: -30e6, drift: 0.25 });
  run();
  // 100 ms of a clock that is a quarter too fast are 80 ms; it had been set back by 30 ms.
  expect(heard).toEqual(['1 reports timer 1', '1 reports now 70000000']);
  expect(host.now()).toBe(80e6);
});

test('a paused life loses nothing but time', () => {
  const { host, heard, run } = lab((node) => {
    node.after(5, () => node.record('tick', { at: node.now() }));
    return {};
  });
  host.schedule(1e6, () => host.pause('n1', 1, true));
  host.schedule(50e6, () => host.pause('n1', 1, false));
  run();
  expect(heard).toEqual(['1 reports timer 1', '1 reports now 50000000', '1 reports tick 50000000']);
});
