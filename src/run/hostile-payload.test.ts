import { join } from 'node:path';
import fc from 'fast-check';
import type { EventLine } from '../history/event.js';
import { readHistory } from '../history/files/read.js';
import { createRecorder } from '../history/files/recorder.js';
import { memorySink } from '../history/files/sinks.js';
import type { History } from '../history/history.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { createRelay } from '../relay/relay.js';
import { SYSTEMS } from '../systems/registry.js';
import { headerOf } from './header.js';
import { openScenario } from './open-scenario.js';

const scenario = openScenario(join(PACKAGE_ROOT, 'scenarios/mutex-ledger/reference-contention.yaml'));
const header = headerOf(scenario, SYSTEMS['mutex-ledger']!, { run: 'r', host: 'nats', identities: 'enforced' });

/** Records what a node says, word for word, and reads the history back. */
function recorded(payloads: readonly Uint8Array[], channel: 'message' | 'event'): History {
  const sink = memorySink();
  let clock = 0;
  const recorder = createRecorder(header, sink, () => ++clock);
  const record = (event: EventLine) => recorder.record(event);
  const schedule = () => ({ cancel() {} });
  const relay = createRelay({
    ...header,
    network: scenario.network,
    faults: [],
    background: [],
    now: () => clock,
    schedule,
    record,
    act() {},
    deliver() {},
  });
  record({ v: 'run', k: 'start', node: 'n1', life: 1 });
  relay.begins('n1', 1);
  for (const payload of payloads) {
    if (channel === 'message') relay.publish('n1', 1, 'n2', payload, {});
    else relay.report('n1', 1, payload, {});
  }
  recorder.seal({ settled: true });
  return readHistory(sink.bytes(), 'hostile');
}

/** Each row as the recorder must have set it, whatever the payload says. */
function rowsOf(history: History): unknown[] {
  return Array.from({ length: history.length }, (_, row) => {
    const { v, k } = history.kinds[history.kind[row]!]!;
    const { participant, life } = history.processes[history.process[row]!]!;
    return [v === 'node' ? 'node' : `${v}/${k}`, participant, life, history.seq[row]];
  });
}

const RECORDER_FIELDS = {
  i: 0,
  t: 0,
  v: 'run',
  k: 'done',
  node: 'n2',
  life: 9,
  seq: 99,
  delivery: 1,
  from: 'n3',
  fromLife: 2,
  fromSeq: 7,
  op: 3,
  seal: true,
  checkpoint: 1,
};
const hostileText = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '\n',
    '\r\n',
    '"}\n{"i":0,"v":"run","k":"done"}\n{"x":"',
    '"},"v":"run","k":"done","body":{"a":"',
    '\u2028',
    '\u0000',
    '\ud800',
    '\\',
    '\\u000a',
    '__proto__',
  ),
);
const hostileBody = fc
  .dictionary(
    fc.oneof(hostileText, fc.constantFrom(...Object.keys(RECORDER_FIELDS))),
    fc.oneof(hostileText, fc.integer(), fc.constant(null)),
  )
  .map((fields) => ({ ...RECORDER_FIELDS, ...fields }));

test.each(['message', 'event'] as const)('no %s ends a line or sets a field of the recorder', (channel) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(hostileBody, hostileText), { maxLength: 5 }), (bodies) => {
      const payloads = bodies.map(([body, type]) =>
        Buffer.from(
          JSON.stringify(
            channel === 'message'
              ? { ...RECORDER_FIELDS, src: 'n1', dest: 'n2', body: { ...body, type } }
              : { ...body, kind: 'enter' },
            null,
            1,
          ),
        ),
      );
      const history = recorded(payloads, channel);
      const kind = channel === 'message' ? 'relay/send' : 'node';
      const rows = rowsOf(history).filter((row) => ['relay/send', 'node'].includes((row as string[])[0]!));
      expect(rows).toEqual(bodies.map((_, n) => [kind, 'n1', 1, n + 1]));
      for (const [n, [body, type]] of bodies.entries()) {
        const row = rowsOf(history).findIndex((r) => (r as unknown[])[3] === n + 1 && (r as unknown[])[0] === kind);
        const sent = channel === 'message' ? { ...body, type } : { ...body, kind: 'enter' };
        expect(history.body(row)).toEqual(JSON.parse(JSON.stringify(sent)));
      }
      expect(history.ending).toBe('sealed');
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.each(['message', 'event'] as const)('no bytes at all do so as a %s', (channel) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    hostileText.map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (payloads) => {
      const history = recorded(payloads, channel);
      const rows = rowsOf(history).slice(1);
      expect(rows.filter((row) => (row as string[])[0] !== 'relay/drop')).toEqual(
        payloads.map((_, n) => ['relay/garbled', 'n1', 1, n + 1]),
      );
    }),
    { seed: 1, numRuns: 200 },
  );
});
