import type { PlannedFault } from '../faults/fault.js';
import { FAULTS } from '../faults/registry.js';
import { type EventLine, HARNESS } from '../history/event.js';
import { createAgenda } from '../hosts/sim/agenda.js';
import { createRelay, type Relay, type RelayOptions } from './relay.js';

const MS = 1e6;
const world = { nodes: ['n1', 'n2', 'n3'], clients: ['c1'] };

/** A relay over three nodes and a client in virtual time, with what it recorded and delivered. */
function lab(options: Partial<RelayOptions> = {}) {
  const agenda = createAgenda();
  const events: EventLine[] = [];
  const delivered: string[] = [];
  const relay: Relay = createRelay({
    ...world,
    seed: 1,
    network: { delay: { constant: 0 }, order: 'fifo', loss: 0, duplicate: 0 },
    faults: [],
    background: [],
    now: agenda.now,
    schedule: agenda.schedule,
    record: (event) => events.push(event),
    act() {},
    deliver: (to, _life, _delivery, payload) => {
      const { body } = JSON.parse(Buffer.from(payload).toString());
      delivered.push(`${agenda.now() / MS}ms ${to} ${body.type}${body.n ?? ''}`);
    },
    ...options,
  });
  for (const id of [HARNESS, ...world.nodes, ...world.clients]) relay.begins(id, 1);
  for (const id of world.nodes) relay.ready(id);
  const send = (from: string, to: string, body: object) =>
    relay.publish(from, 1, to, Buffer.from(JSON.stringify({ src: from, dest: to, body })), {});
  const run = () => {
    while (agenda.step());
  };
  const at = (ms: number, action: () => void) => agenda.schedule(ms * MS, action);
  return { relay, events, delivered, send, run, at };
}

function fault(
  number: number,
  plan: Record<string, unknown>,
  name: string,
  value: unknown,
  siblings = {},
): PlannedFault {
  const options = FAULTS[name]!.resolve(value, siblings, world);
  return { number, fault: name, options, ...plan } as PlannedFault;
}

describe('links', () => {
  test('a delayed message holds those behind it on its link, and no others', () => {
    const slow = fault(1, { trigger: { when: { message: 'A', from: 'n1', to: 'n2' } } }, 'delay', '80ms');
    const { send, run, delivered } = lab({ faults: [slow] });
    send('n1', 'n2', { type: 'A' });
    send('n1', 'n2', { type: 'B' });
    send('n1', 'n3', { type: 'B' });
    run();
    expect(delivered).toEqual(['0ms n3 B', '80ms n2 A', '80ms n2 B']);
  });

  test('overtake lets later messages pass', () => {
    const slow = fault(1, { trigger: { when: { message: 'A' } } }, 'delay', '80ms', { overtake: true });
    const { send, run, delivered } = lab({ faults: [slow] });
    send('n1', 'n2', { type: 'A' });
    send('n1', 'n2', { type: 'B' });
    run();
    expect(delivered).toEqual(['0ms n2 B', '80ms n2 A']);
  });

  test('a receiver that heals the faults while it is handed a message is handed it once, and the link goes on', () => {
    const got: string[] = [];
    const cut = fault(1, { trigger: { at: 0 } }, 'partition', [['n1'], ['n2']]);
    const { relay, send, run, at } = lab({
      faults: [cut],
      deliver: (to, _life, _n, payload) => {
        got.push(`${to} ${JSON.parse(Buffer.from(payload).toString()).body.type}`);
        relay.heal();
      },
    });
    relay.startFaults();
    send('n1', 'n2', { type: 'held' });
    send('n3', 'c1', { type: 'reply' });
    at(5, () => send('n3', 'c1', { type: 'later' }));
    run();
    expect(got.sort()).toEqual(['c1 later', 'c1 reply', 'n2 held']);
    expect(relay.inFlight()).toBe(0);
  });

  test('drawn delays keep a FIFO link in order and reorder one that is not', () => {
    const order = (network: 'fifo' | 'any') => {
      const { send, run, delivered } = lab({
        network: { delay: { exponential: 5 * MS }, order: network, loss: 0, duplicate: 0 },
      });
      for (let n = 0; n < 50; n++) send('n1', 'n2', { type: 'X', n });
      run();
      return delivered.map((line) => Number(line.split('X')[1]));
    };
    const sent = Array.from({ length: 50 }, (_, n) => n);
    expect(order('fifo')).toEqual(sent);
    expect(order('any')).not.toEqual(sent);
    expect(order('any').sort((a, b) => a - b)).toEqual(sent);
  });
});

describe('faults', () => {
  test('a partition holds messages until it heals, also those that were on their way, and spares clients', () => {
    const cut = fault(1, { trigger: { at: 10 * MS }, lasts: 50 * MS }, 'partition', [['n1'], ['n2', 'n3']]);
    const network = { delay: { constant: 5 * MS }, order: 'fifo' as const, loss: 0, duplicate: 0 };
    const { relay, send, run, at, delivered, events } = lab({ faults: [cut], network });
    relay.startFaults();
    at(8, () => send('n1', 'n2', { type: 'early' }));
    at(20, () => send('n1', 'n2', { type: 'held' }));
    at(20, () => send('n2', 'n3', { type: 'inside' }));
    at(20, () => send('c1', 'n1', { type: 'client' }));
    run();
    expect(delivered).toEqual(['20ms n1 client', '25ms n3 inside', '60ms n2 early', '60ms n2 held']);
    expect(events.filter((e) => e.k === 'hold').map((e) => [e.node, e.fromSeq, e.why])).toEqual([
      ['n2', 2, 'partition'],
    ]);
    expect(events.filter((e) => e.v === 'fault').map((e) => e.k)).toEqual(['begin', 'end']);
    expect(relay.inFlight()).toBe(0);
  });

  test('a partition that drops loses messages; healing ends it for good', () => {
    const cut = fault(1, { trigger: { at: 0 } }, 'partition', [['n1'], ['n2']], { drop: true });
    const { relay, send, run, at, delivered, events } = lab({ faults: [cut] });
    relay.startFaults();
    at(1, () => send('n1', 'n2', { type: 'lost' }));
    at(2, () => relay.heal());
    at(3, () => send('n1', 'n2', { type: 'kept' }));
    run();
    expect(delivered).toEqual(['3ms n2 kept']);
    expect(events.filter((e) => e.k === 'drop')).toMatchObject([
      { node: 'n2', from: 'n1', fromSeq: 1, why: 'partition' },
    ]);
  });

  test.each([
    ['loss', 1, {}, ['A1', 'A3']],
    ['duplicate', 1, { copies: 2 }, ['A1', 'A2', 'A2', 'A2', 'A3']],
    ['delay', '9ms', { overtake: true }, ['A1', 'A3', 'A2']],
    ['partition', [['n1'], ['n2']], {}, ['A1', 'A2', 'A3']],
  ])('%s can be aimed at the second message of a type on a link', (name, value, siblings, expected) => {
    const lasts = name === 'partition' ? { lasts: 5 * MS } : {};
    const trigger = { when: { message: 'A', from: 'n1', to: 'n2', nth: 2 } };
    const { send, run, delivered, events } = lab({ faults: [fault(1, { trigger, ...lasts }, name, value, siblings)] });
    send('n3', 'n2', { type: 'A', n: 9 });
    send('n1', 'n2', { type: 'B' });
    for (let n = 1; n <= 3; n++) send('n1', 'n2', { type: 'A', n });
    run();
    expect(delivered.map((line) => line.split(' ')[2]).filter((type) => type !== 'A9' && type !== 'B')).toEqual(
      expected,
    );
    const lane = events.filter((e) => e.v === 'fault').map((e) => e.k);
    expect(lane).toEqual(name === 'partition' ? ['begin', 'end'] : ['strike']);
  });

  test('faults draw by message: losing one leaves the fate of all others', () => {
    const fates = (skip: number) => {
      const rain = fault(1, { trigger: { at: 0 } }, 'loss', 0.5);
      const { relay, send, run, delivered } = lab({ faults: [rain] });
      relay.startFaults();
      run();
      for (let n = 0; n < 30; n++) {
        send('n1', 'n2', { type: 'X', n });
        if (n !== skip) send('n1', 'n3', { type: 'Y', n });
      }
      run();
      return delivered.filter((line) => line.includes('n2'));
    };
    expect(fates(3)).toEqual(fates(-1));
    expect(fates(-1).length).toBeGreaterThan(5);
    expect(fates(-1).length).toBeLessThan(25);
  });
});

describe('lives', () => {
  test('what comes before a node is ready is held, and recorded as held; then it comes in order', () => {
    const { relay, send, delivered, events } = lab();
    relay.begins('n2', 2);
    send('n1', 'n2', { type: 'A' });
    send(HARNESS, 'n2', { type: 'init' });
    expect(delivered).toEqual(['0ms n2 init']);
    expect(relay.inFlight()).toBe(1);
    relay.ready('n2');
    expect(delivered).toEqual(['0ms n2 init', '0ms n2 A']);
    expect(events.filter((e) => e.k === 'hold').map((e) => e.why)).toEqual(['starting']);
    expect(events.filter((e) => e.k === 'deliver').map((e) => [e.life, e.delivery])).toEqual([
      [2, 1],
      [2, 2],
    ]);
  });

  test('what reaches a node that is down is lost, and recorded so', () => {
    const { relay, send, delivered, events } = lab();
    relay.ends('n2');
    send('n1', 'n2', { type: 'A' });
    send('n1', 'nobody', { type: 'A' });
    expect(delivered).toEqual([]);
    expect(events.filter((e) => e.k === 'drop').map((e) => [e.node, e.why])).toEqual([
      ['n2', 'down'],
      ['nobody', 'nobody'],
    ]);
  });
});

describe('payloads', () => {
  test('garbage is recorded in base64 and goes nowhere', () => {
    const { relay, delivered, events } = lab();
    relay.publish('n1', 1, 'n2', Buffer.from('\n{"i":0}'), {});
    relay.report('n1', 1, Buffer.from('{"kind":"no id"}'), {});
    relay.report('n1', 1, Buffer.from('{"kind":"enter"}'), {});
    expect(delivered).toEqual([]);
    expect(events).toMatchObject([
      { v: 'relay', k: 'garbled', node: 'n1', seq: 1, to: 'n2', raw: Buffer.from('\n{"i":0}').toString('base64') },
      { v: 'relay', k: 'garbled', node: 'n1', seq: 2, why: 'its kind is no id' },
      { v: 'node', k: 'enter', node: 'n1', seq: 3 },
    ]);
  });

  test('the subject wins over the envelope, and the lie is recorded', () => {
    const raw: string[] = [];
    const { relay, events } = lab({ deliver: (_to, _life, _n, payload) => raw.push(Buffer.from(payload).toString()) });
    relay.publish('n1', 1, 'n2', Buffer.from('{"src":"n3","dest":"n2","body":{"type":"A"}}'), {});
    relay.publish('n1', 1, 'n2', Buffer.from('{"body":{"type":"A"}}'), {});
    const right = '{"src":"n1","dest":"n2","body":{"type":"A"}}';
    expect(raw).toEqual([right, right]);
    expect(events.filter((e) => e.k === 'send').map((e) => e.why)).toEqual(['its src says "n3"', undefined]);
  });

  test('order claims are kept where they say something', () => {
    const { relay, events } = lab();
    const payload = Buffer.from('{"body":{"type":"A"}}');
    relay.publish('n1', 1, 'n2', payload, { seq: 1, seen: 0 });
    relay.publish('n1', 1, 'n2', payload, { seq: 3 });
    relay.publish('n1', 1, 'n2', payload, { seq: Number.NaN });
    const sends = events
      .filter((e) => e.k === 'send')
      .map(({ seq, claimedSeq, seen, why }) => ({ seq, claimedSeq, seen, why }));
    expect(sends).toEqual([
      { seq: 1, seen: 0 },
      { seq: 2, claimedSeq: 3 },
      { seq: 3, why: 'its Ts-Seq is no number in range' },
    ]);
  });
});
