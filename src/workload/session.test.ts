import type { EventLine } from '../history/event.js';
import { createAgenda } from '../hosts/sim/agenda.js';
import type { Body } from '../node/message.js';
import type { Operation } from './operation.js';
import { type Completion, createSession } from './session.js';

const pay: Operation = {
  says: 'pays',
  arguments: {},
  draw: () => ({}),
  request: (args, tx) => ({ type: 'pay', ...args, tx }),
  outcome: ({ type, balance }) => (type === 'pay_ok' ? { result: { result: 'applied', balance } } : undefined),
};

function lab() {
  const agenda = createAgenda();
  const events: EventLine[] = [];
  const sent: { life: number; body: Body }[] = [];
  const lives: number[] = [];
  const session = createSession('c1', 5e9, {
    now: agenda.now,
    schedule: agenda.schedule,
    record: (event) => events.push(event) - 1,
    send: (_from, life, _to, payload) => sent.push({ life, body: JSON.parse(Buffer.from(payload).toString()).body }),
    begins: (_client, life) => lives.push(life),
  });
  const completions: Completion[] = [];
  const ask = () =>
    session.perform({ at: 'n1', name: 'pay', operation: pay, arguments: { amount: 4 } }, (c) => completions.push(c));
  const answer = (body: Body, src = 'n1') => session.receive({ src, dest: 'c1', body });
  return { agenda, events, sent, lives, completions, ask, answer };
}

describe('a session', () => {
  test('records the invoke before the request leaves, and the completion after its answer', () => {
    const { events, sent, completions, ask, answer } = lab();
    ask();
    expect(sent).toEqual([{ life: 1, body: { type: 'pay', amount: 4, tx: 'c1-1', msg_id: 1 } }]);
    answer({ type: 'pay_ok', in_reply_to: 1, balance: 6 });
    expect(events).toEqual([
      {
        v: 'client',
        k: 'invoke',
        node: 'c1',
        life: 1,
        op: 1,
        tx: 'c1-1',
        body: '{"do":"pay","at":"n1","amount":4,"tx":"c1-1"}',
      },
      { v: 'client', k: 'ok', node: 'c1', life: 1, op: 1, why: undefined, body: '{"result":"applied","balance":6}' },
    ]);
    expect(completions).toEqual([
      { kind: 'ok', result: { result: 'applied', balance: 6 }, invoke: 0, row: 1, tx: 'c1-1' },
    ]);
  });

  test('a timeout is info, and the client goes on as a new process; the late answer ends nothing', () => {
    const { agenda, events, sent, lives, completions, ask, answer } = lab();
    ask();
    while (agenda.step());
    expect(events[1]).toMatchObject({ k: 'info', life: 1, why: 'timeout' });
    expect(lives).toEqual([2]);
    ask();
    answer({ type: 'pay_ok', in_reply_to: 1, balance: 0 });
    expect(completions.map((c) => c.kind)).toEqual(['info']);
    answer({ type: 'pay_ok', in_reply_to: 2, balance: 0 });
    expect(completions.map((c) => c.kind)).toEqual(['info', 'ok']);
    expect(sent.map((s) => s.life)).toEqual([1, 2]);
  });

  test.each([
    [{ type: 'error', code: 22, text: 'no' }, 'fail', 'no'],
    [{ type: 'error', code: 1005, text: 'no' }, 'fail', 'no'],
    [{ type: 'error', code: 13, text: 'oh' }, 'info', 'oh'],
    [{ type: 'error', code: 99 }, 'info', 'error 99'],
    [{ type: 'error', code: 'x' }, 'info', 'error x'],
    [{ type: 'pong' }, 'info', 'an answer that makes no sense: pong'],
  ])('%j is %s', (body, kind, why) => {
    const { events, ask, answer } = lab();
    ask();
    answer({ ...body, in_reply_to: 1 });
    expect(events[1]).toMatchObject({ k: kind, why });
  });

  test('only the node that was asked can answer', () => {
    const { completions, ask, answer } = lab();
    ask();
    answer({ type: 'pay_ok', in_reply_to: 1 }, 'n2');
    answer({ type: 'pay_ok', in_reply_to: 7 });
    answer({ type: 'pay_ok' });
    expect(completions).toEqual([]);
  });
});
