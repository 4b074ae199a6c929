import fc from 'fast-check';
import { minimalHeader } from '../files/from-lines.js';
import { readHistory } from '../files/read.js';
import { readJepsen } from './jepsen.js';
import { sourceOf } from './source.js';
import { spelt } from './spelt.fixture.js';

/** One history of transactions, written in every notation, is one history. */
type Scalar = number | string | boolean;
type Value = Scalar | null | Scalar[];
type Micro = [kind: 'r' | 'w' | 'append', key: Scalar, value: Value];
interface Event {
  process: number;
  type: 'invoke' | 'ok' | 'fail' | 'info';
  value: Micro[];
}

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '"', '\\', ' ', ']', ':', '\n', 'ä', '\u{1f4b0}'),
  maxLength: 4,
});
const scalar: fc.Arbitrary<Scalar> = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.maxSafeInteger(), text, fc.boolean());

/** Who does what next, and with what: enough to tell a history by. */
const steps = fc.array(
  fc.record({
    process: fc.nat(3),
    end: fc.constantFrom('ok' as const, 'ok' as const, 'fail' as const, 'info' as const),
    micro: fc.array(fc.record({ isWrite: fc.boolean(), key: scalar, found: fc.array(scalar, { maxLength: 4 }) }), {
      maxLength: 4,
    }),
  }),
  { minLength: 1, maxLength: 30 },
);
type Steps = typeof steps extends fc.Arbitrary<infer T> ? T : never;

function eventsOf(plan: Steps, isAppend: boolean): Event[] {
  const open = new Map<number, { end: Event['type']; told: Micro[] }>();
  const events: Event[] = [];
  let value = 1000;
  for (const { process, end, micro } of plan) {
    const begun = open.get(process);
    if (begun !== undefined) {
      events.push({ process, type: begun.end, value: begun.told });
      open.delete(process);
      continue;
    }
    const told = micro.map(({ isWrite, key, found }): Micro => {
      if (isWrite) return [isAppend ? 'append' : 'w', key, value++];
      // A 0 that nobody writes may be taken for the start.
      return ['r', key, isAppend ? found : found[0] || null];
    });
    events.push({ process, type: 'invoke', value: told.map((one) => (one[0] === 'r' ? ['r', one[1], null] : one)) });
    open.set(process, { end, told });
  }
  return events;
}

function edn(value: Value | Micro | Micro[]): string {
  if (Array.isArray(value)) return `[${value.map((one) => edn(one as Value)).join(' ')}]`;
  return value === null ? 'nil' : JSON.stringify(value);
}

function asEdn(events: readonly Event[]): string {
  const micro = ([kind, key, value]: Micro) => `[:${kind} ${edn(key)} ${edn(value)}]`;
  return events
    .map((e) => `{:value [${e.value.map(micro).join(' ')}], :type :${e.type}, :process ${e.process}, :f :txn}`)
    .join(',\n');
}

function asOwn(events: readonly Event[]): string {
  const clients = ['p0', 'p1', 'p2', 'p3'];
  const line = ({ process, type, value }: Event) => {
    const body = type === 'invoke' ? { do: 'txn', ops: value } : type === 'ok' ? { ops: value } : undefined;
    return JSON.stringify({ v: 'client', k: type, node: `p${process}`, ...(body && { body }) });
  };
  return [JSON.stringify({ ...minimalHeader(), clients }), ...events.map(line)].join('\n');
}

test.each([
  ['lists', true],
  ['registers', false],
])('%s', (_, isAppend) => {
  fc.assert(
    fc.property(steps, (plan) => {
      const events = eventsOf(plan, isAppend);
      // Where no write is answered, reads of our own might tell versions.
      fc.pre(events.some(({ type, value }) => type === 'ok' && value.some(([kind]) => kind !== 'r')));
      const own = spelt(readHistory(Buffer.from(asOwn(events)), 'own'));
      fc.pre(own[0] === (isAppend ? 'append' : 'register'));
      const json = events.map((event) => ({ ...event, f: 'txn' }));
      const read = (log: string, isJson: boolean) => spelt(readJepsen(sourceOf(Buffer.from(log), 'log'), isJson));
      expect(read(asEdn(events), false)).toEqual(own);
      expect(read(`[${asEdn(events)}]`, false)).toEqual(own);
      expect(read(JSON.stringify(json, null, 1), true)).toEqual(own);
      expect(read(json.map((map) => JSON.stringify(map)).join('\n'), true)).toEqual(own);
    }),
    { seed: 3, numRuns: 60 },
  );
});
