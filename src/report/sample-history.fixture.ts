import type { EventLine } from '../history/event.js';
import { readHistory } from '../history/files/read.js';
import { createRecorder } from '../history/files/recorder.js';
import { memorySink } from '../history/files/sinks.js';
import type { Header } from '../history/header.js';
import type { History } from '../history/history.js';

/** Fixture: a small history, in which a client's transfer at n1 makes n1 ask n2, whose answer is held for a while. */
export const SAMPLE_EVENTS: readonly EventLine[] = [
  { v: 'run', k: 'start', node: 'n1', life: 1 },
  { v: 'run', k: 'start', node: 'n2', life: 1 },
  {
    v: 'client',
    k: 'invoke',
    node: 'c1',
    life: 1,
    op: 1,
    tx: 'c1-1',
    body: '{"do":"transfer","at":"n1","to":"n2","amount":4}',
  },
  {
    v: 'relay',
    k: 'send',
    node: 'c1',
    life: 1,
    seq: 1,
    to: 'n1',
    type: 'transfer',
    msgId: 1,
    tx: 'c1-1',
    body: '{"type":"transfer","msg_id":1,"to":"n2","amount":4,"tx":"c1-1"}',
  },
  { v: 'relay', k: 'deliver', node: 'n1', life: 1, delivery: 1, from: 'c1', fromLife: 1, fromSeq: 1 },
  {
    v: 'relay',
    k: 'send',
    node: 'n1',
    life: 1,
    seq: 1,
    to: 'n2',
    type: 'REQUEST',
    msgId: 7,
    clock: 2,
    seen: 1,
    body: '{"type":"REQUEST","msg_id":7,"clock":2}',
  },
  { v: 'relay', k: 'deliver', node: 'n2', life: 1, delivery: 1, from: 'n1', fromLife: 1, fromSeq: 1 },
  {
    v: 'relay',
    k: 'send',
    node: 'n2',
    life: 1,
    seq: 1,
    to: 'n1',
    type: 'REPLY',
    msgId: 1,
    inReplyTo: 7,
    clock: 4,
    seen: 1,
    body: '{"type":"REPLY","msg_id":1,"in_reply_to":7,"clock":4}',
  },
  { v: 'fault', k: 'begin', fault: 1 },
  { v: 'relay', k: 'hold', node: 'n1', life: 1, from: 'n2', fromLife: 1, fromSeq: 1, why: 'partition' },
  { v: 'fault', k: 'end', fault: 1 },
  { v: 'relay', k: 'deliver', node: 'n1', life: 1, delivery: 2, from: 'n2', fromLife: 1, fromSeq: 1 },
  { v: 'node', k: 'enter', node: 'n1', life: 1, seq: 2, seen: 2, clock: 6, body: '{"kind":"enter","request":1}' },
  {
    v: 'relay',
    k: 'send',
    node: 'n1',
    life: 1,
    seq: 3,
    to: 'c1',
    type: 'transfer_ok',
    msgId: 8,
    inReplyTo: 1,
    seen: 2,
    body: '{"type":"transfer_ok","msg_id":8,"in_reply_to":1,"result":"applied"}',
  },
  { v: 'relay', k: 'deliver', node: 'c1', life: 1, delivery: 1, from: 'n1', fromLife: 1, fromSeq: 3 },
  { v: 'client', k: 'ok', node: 'c1', life: 1, op: 1, tx: 'c1-1', body: '{"result":"applied"}' },
  { v: 'run', k: 'settled' },
];

export function sampleHistory(events: readonly EventLine[] = SAMPLE_EVENTS): History {
  const sink = memorySink();
  let clock = 0;
  const recorder = createRecorder(HEADER, sink, () => clock++ * 1e6);
  for (const event of events) recorder.record(event);
  recorder.seal({ settled: true });
  return readHistory(sink.bytes(), 'sample');
}

const FAULTLESS = { loss: false, duplication: false, reordering: false, crashes: false };

const HEADER: Header = {
  touchstone: 'history',
  format: 1,
  tool: '0.1.0',
  run: 'sample',
  sealed: true,
  host: 'sim',
  system: 'sample',
  spec: {
    name: 'sample',
    observation: 'chain',
    messages: {},
    events: {},
    background: [],
    tolerates: FAULTLESS,
    checks: [],
  },
  config: {},
  accounts: {},
  nodes: ['n1', 'n2'],
  clients: ['c1'],
  seed: 7,
  checks: [],
  conditions: FAULTLESS,
  scenario: null,
  identities: 'enforced',
};
