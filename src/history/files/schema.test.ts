import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { PACKAGE_ROOT } from '../../package-root.js';
import { type EventLine, KINDS } from '../event.js';
import { historyFrom, minimalHeader } from './from-lines.js';
import { KEYS } from './keys.js';
import { createRecorder } from './recorder.js';
import { memorySink } from './sinks.js';

const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'specs/history.schema.json'), 'utf8'));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
const event = schema.$defs.event;

test('every line that the recorder writes is valid', () => {
  const base = { node: 'n1', life: 1 };
  const events: EventLine[] = [
    { v: 'run', k: 'start', ...base },
    { v: 'client', k: 'invoke', node: 'c1', life: 1, op: 1, tx: 'c1-1', body: '{"a":1}' },
    { v: 'client', k: 'info', node: 'c1', life: 1, op: 1, why: 'timeout' },
    {
      v: 'relay',
      k: 'send',
      ...base,
      seq: 1,
      to: 'n2',
      type: 'A',
      msgId: -4,
      inReplyTo: 2,
      clock: 2 ** 53 - 1,
      claimedSeq: -3,
      seen: 2 ** 40,
    },
    { v: 'relay', k: 'deliver', node: 'n2', life: 1, delivery: 1, from: 'n1', fromLife: 1, fromSeq: 1, copy: 2 },
    { v: 'relay', k: 'hold', node: 'n2', from: 'n1', fromLife: 1, fromSeq: 1, why: 'partition' },
    { v: 'relay', k: 'garbled', ...base, seq: 2, why: 'not JSON', raw: 'eyI=' },
    { v: 'node', k: 'recv', node: 'n2', life: 1, seq: 1, delivery: 1, body: '{"kind":"recv","delivery":1}' },
    { v: 'fault', k: 'strike', fault: 1 },
  ];
  const sink = memorySink();
  const recorder = createRecorder(
    { ...minimalHeader(), sealed: true, nodes: ['n1', 'n2'], clients: ['c1'] },
    sink,
    () => 7,
  );
  for (let n = 0; n < 1000; n++) recorder.record({ v: 'run', k: 'healed' });
  for (const each of events) recorder.record(each);
  recorder.seal({ settled: false });
  const lines = Buffer.from(sink.bytes()).toString().trim().split('\n');
  expect(lines.length).toBe(1 + 1000 + 1 + events.length + 1);
  for (const line of lines)
    expect({ line, ok: validate(JSON.parse(line)), errors: validate.errors }).toEqual({ line, ok: true, errors: null });
});

test('the schema has the keys that the reader knows, and the vantages and kinds of the vocabulary', () => {
  expect(Object.keys(event.properties).sort()).toEqual([...KEYS].sort());
  expect([...event.properties.v.enum].sort()).toEqual([...Object.keys(KINDS), 'node'].sort());
  const shown: Record<string, Set<string>> = {};
  for (const { v, k } of event.examples) (shown[v] ??= new Set()).add(k);
  for (const [vantage, kinds] of Object.entries(KINDS)) {
    expect([vantage, [...(shown[vantage] ?? [])].sort()]).toEqual([vantage, [...kinds].sort()]);
  }
});

test('the examples are valid, and a line that is none of the three is not', () => {
  for (const example of event.examples) expect(validate(example)).toBe(true);
  expect(validate({ v: 'relay', k: 'send', node: 'n1', to: 'n2' })).toBe(false);
  expect(validate({ v: 'run', k: 'done', t: 1.5 })).toBe(false);
  expect(validate({ checkpoint: 1, events: 2 })).toBe(false);
});

test('what the schema lets a hand-written event leave out, the reader fills in', () => {
  const minimal: EventLine[] = [
    { v: 'client', k: 'invoke', node: 'c1' },
    { v: 'relay', k: 'send', node: 'n1', to: 'n2', type: 'A' },
    { v: 'relay', k: 'deliver', node: 'n2', from: 'n1', fromSeq: 1 },
    { v: 'fault', k: 'begin', fault: 1 },
  ];
  for (const each of minimal) expect(validate(each)).toBe(true);
  expect(historyFrom({}, minimal).length).toBe(4);
});
