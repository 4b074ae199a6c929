import { createMemoryDisk } from '../node/memory-disk.js';
import type { Message } from '../node/message.js';
import type { NodeProgram } from '../node/program.js';
import { createLife } from './node-life.js';
import { createAgenda } from './sim/agenda.js';

const echo: NodeProgram<{ greeting: string }> = (node, config) => ({
  hello(message) {
    node.record('greeted', { kind: 'forged', by: message.src });
    node.reply(message, { type: 'hello_ok', text: config.greeting });
    node.after(5, () => node.send(node.peers[0]!, { type: 'late', at: node.now() }));
  },
  dice: () => node.record('dice', { value: node.random() }),
});

/** Keeps what it is told and says it when asked to, the latest first. */
const stack: NodeProgram<unknown> = (node) => {
  const consume = node.keep(['tell']);
  const told: Message[] = [];
  return {
    tell(message) {
      told.push(message);
      node.after(5, () => {});
    },
    say(request) {
      const message = told.pop()!;
      consume(message);
      node.reply(request, { type: 'say_ok', word: message.body.word });
    },
    cheat: consume,
  };
};

function lab(seed = 1, program = echo as NodeProgram<never>) {
  const agenda = createAgenda();
  const out: string[] = [];
  const life = createLife('n1', program, {
    publish: (to, payload, seq, seen) =>
      out.push(`${seq}/${seen} -> ${to} ${JSON.stringify(JSON.parse(payload).body)}`),
    report: (payload, seq, seen) => out.push(`${seq}/${seen} ${payload}`),
    arm: (ms, action) => agenda.schedule(agenda.now() + ms * 1e6, action),
    now: agenda.now,
    disk: createMemoryDisk((done) => done()),
  });
  let delivery = 0;
  const hear = (src: string, body: object) => life.consume(++delivery, JSON.stringify({ src, dest: 'n1', body }));
  const init = () =>
    hear('harness', {
      type: 'init',
      msg_id: 0,
      node_id: 'n1',
      node_ids: ['n1', 'n2'],
      config: { greeting: 'hi' },
      seed,
    });
  const run = () => {
    while (agenda.step());
  };
  return { out, hear, init, run };
}

describe('a life', () => {
  test('numbers messages and events together, says what it had seen, and records timers and readings of the clock', () => {
    const { out, hear, init, run } = lab();
    init();
    hear('c1', { type: 'hello', msg_id: 9 });
    run();
    expect(out).toEqual([
      '1/1 -> harness {"type":"init_ok","in_reply_to":0,"msg_id":1}',
      '2/2 {"kind":"greeted","by":"c1"}',
      '3/2 -> c1 {"type":"hello_ok","text":"hi","in_reply_to":9,"msg_id":2}',
      '4/2 {"timer":1,"kind":"timer"}',
      '5/2 {"ns":5000000,"kind":"now"}',
      '6/2 -> n2 {"type":"late","at":5000000,"msg_id":3}',
    ]);
  });

  test('answers every init, and begins once', () => {
    const { out, init, hear } = lab();
    init();
    init();
    hear('n2', { type: 'init', msg_id: 4 });
    expect(out).toEqual([
      '1/1 -> harness {"type":"init_ok","in_reply_to":0,"msg_id":1}',
      '2/2 -> harness {"type":"init_ok","in_reply_to":0,"msg_id":2}',
      '3/3 -> n2 {"type":"error","code":10,"text":"n1 has no handler for messages of type init","in_reply_to":4,"msg_id":3}',
    ]);
  });

  test('refuses requests it has no handler for, passes over replies, and never takes a handler from Object', () => {
    const { out, init, hear } = lab();
    init();
    out.length = 0;
    hear('n2', { type: 'constructor', msg_id: 1 });
    hear('n2', { type: 'what_ok', in_reply_to: 3 });
    hear('n2', { type: 'notice' });
    expect(out.map((line) => line.split('"text":')[1])).toEqual([
      '"n1 has no handler for messages of type constructor","in_reply_to":1,"msg_id":2}',
    ]);
  });

  test('may keep messages and consume them out of order: then it reports each, and what it has been handed', () => {
    const { out, init, hear, run } = lab(1, stack as NodeProgram<never>);
    init();
    hear('n2', { type: 'tell', word: 'first' });
    hear('n2', { type: 'tell', word: 'second' });
    hear('c1', { type: 'say', msg_id: 7 });
    run();
    expect(out).toEqual([
      '1/undefined {"delivery":1,"handed":1,"kind":"recv"}',
      '2/undefined -> harness {"type":"init_ok","in_reply_to":0,"msg_id":1}',
      '3/undefined {"delivery":4,"handed":4,"kind":"recv"}',
      '4/undefined {"delivery":3,"handed":4,"kind":"recv"}',
      '5/undefined -> c1 {"type":"say_ok","word":"second","in_reply_to":7,"msg_id":2}',
      '6/undefined {"timer":1,"handed":4,"kind":"timer"}',
      '7/undefined {"timer":2,"handed":4,"kind":"timer"}',
    ]);
    expect(() => hear('n2', { type: 'cheat' })).toThrow('n1 consumes a cheat that it does not keep');
  });

  test('its dice come from the seed', () => {
    const roll = (seed: number) => {
      const { out, init, hear } = lab(seed);
      init();
      hear('n2', { type: 'dice' });
      return out.at(-1);
    };
    expect(roll(1)).toBe(roll(1));
    expect(roll(1)).not.toBe(roll(2));
  });

  test('is handed nothing before init', () => {
    const { hear } = lab();
    expect(() => hear('n2', { type: 'hello' })).toThrow('n1 was handed a hello before init');
  });
});
