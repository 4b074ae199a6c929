import fc from 'fast-check';
import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../transactions.js';
import { createTransactionsBuilder } from './builder.js';
import type { Scalar } from './tokens.js';

const TELLS = { hasRealTime: true, sessionsCount: false };

/** One micro-operation as a test gives it and as it should come back. */
type Micro = [kind: 'r' | 'w', key: Scalar, value: unknown, replaced?: unknown];

test('columns of a list-append history', () => {
  const builder = createTransactionsBuilder('append', TELLS);
  builder.begin(0, OUTCOME.ok, 0, 2);
  builder.write('x', 1);
  builder.readList('y', []);
  builder.end();
  builder.begin(1, OUTCOME.info, 1, 3);
  builder.read('x', undefined);
  builder.write('x', 2);
  builder.end();
  builder.begin(0, OUTCOME.ok, 4, -1);
  builder.readList('x', [1, 2]);
  builder.end();
  const { keyName, valueName, ...columns } = builder.done();
  expect(columns).toEqual({
    model: 'append',
    count: 3,
    outcome: Uint8Array.of(OUTCOME.ok, OUTCOME.info, OUTCOME.ok),
    invoked: Int32Array.of(0, 1, 4),
    completed: Int32Array.of(2, 3, -1),
    session: Int32Array.of(0, 1, 0),
    sessions: 2,
    first: Int32Array.of(0, 2, 4, 5),
    micro: Uint8Array.of(MICRO.write, MICRO.read, MICRO.read, MICRO.write, MICRO.read),
    key: Int32Array.of(0, 1, 0, 0, 0),
    keys: 2,
    version: Int32Array.of(0, NOTHING, UNKNOWN, 1, 1),
    list: Int32Array.of(0, 0, 0, 0, 0, 2),
    lists: Int32Array.of(0, 1),
    versions: 2,
    keyOf: Int32Array.of(0, 0),
    ...TELLS,
  });
  expect([keyName(0), keyName(1), valueName(0), valueName(1)]).toEqual(['x', 'y', '1', '2']);
});

test('what is spelt alike but is not the same', () => {
  const builder = createTransactionsBuilder('register', TELLS);
  const keys: Scalar[] = [5, '5', true, 'true', 2n ** 60n, '1152921504606846976', -5, 1.5, 'a b', 'ab'];
  builder.begin(0, OUTCOME.ok, 0, 1);
  for (const key of keys) builder.write(key, 1);
  builder.end();
  const { keyName, keys: count } = builder.done();
  expect(Array.from({ length: count }, (_, key) => keyName(key))).toEqual([
    '5',
    '"5"',
    'true',
    '"true"',
    '1152921504606846976',
    '"1152921504606846976"',
    '-5',
    '1.5',
    '"a b"',
    'ab',
  ]);
  expect(builder.duplicate()).toBeUndefined();
});

test('a value that is written twice', () => {
  const builder = createTransactionsBuilder('register', TELLS);
  for (const [t, value] of [7, 8, 7, 8].entries()) {
    builder.begin(0, OUTCOME.fail, 2 * t, 2 * t + 1);
    builder.write('x', value);
    builder.end();
  }
  expect(builder.duplicate()).toEqual({ key: 'x', value: '7', first: 0, second: 2 });
});

test('misuse is told', () => {
  const append = createTransactionsBuilder('append', TELLS);
  append.begin(0, OUTCOME.ok, 0, 5);
  expect(() => append.begin(0, OUTCOME.ok, 1, 4)).toThrow('in the order of completion');
  expect(() => append.read('x', 1)).toThrow('read by readList');
  const register = createTransactionsBuilder('register', TELLS);
  expect(() => register.readList('x', [])).toThrow('no lists');
  expect(() => register.write('x', undefined)).toThrow('a write has a value');
});

const scalar = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -3, max: 12 }) },
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.string({ maxLength: 4 }),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const seed = { seed: 7, numRuns: 200 };

test.each(['register', 'versioned', 'append'] as const)('%s: what goes in comes out, as of a twin of Maps', (model) => {
  const value = fc.option(scalar, { nil: null });
  const reads =
    model === 'append'
      ? fc.tuple(fc.constant<'r'>('r'), scalar, fc.option(fc.array(scalar, { maxLength: 6 }), { nil: undefined }))
      : fc.tuple(fc.constant<'r'>('r'), scalar, fc.oneof(value, fc.constant(undefined)));
  const writes = fc.tuple(
    fc.constant<'w'>('w'),
    scalar,
    scalar,
    model === 'versioned' ? value : fc.constant(undefined),
  );
  const history = fc.array(fc.array(fc.oneof(reads, writes) as fc.Arbitrary<Micro>, { maxLength: 6 }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(history, (transactions) => {
      const builder = createTransactionsBuilder(model, TELLS);
      for (const [t, operations] of transactions.entries()) {
        builder.begin(t % 3, t % 2, 2 * t, 2 * t + 1);
        for (const [kind, key, value, replaced] of operations) {
          if (kind === 'w') builder.write(key, value as Scalar, replaced as Scalar | null);
          else if (Array.isArray(value)) builder.readList(key, value);
          else builder.read(key, value as Scalar);
        }
        builder.end();
      }
      const done = builder.done();
      const twin = createTwin();
      expect(transactions.map((_, t) => read(done, t))).toEqual(
        transactions.map((operations) => operations.map((operation) => twin.number(operation, model))),
      );
      expect([done.keys, done.versions]).toEqual([twin.keys(), twin.versions()]);
    }),
    seed,
  );
});

test('a hundred thousand keys and values keep their numbers', () => {
  const builder = createTransactionsBuilder('register', TELLS);
  const n = 100_000;
  builder.begin(0, OUTCOME.ok, 0, 1);
  for (let k = 0; k < n; k++) builder.write(k * 7919 - 50_000, k % 5 === 0 ? `v${k}` : k * 65_536);
  for (let k = n - 1; k >= 0; k--) builder.read(k * 7919 - 50_000, k % 5 === 0 ? `v${k}` : k * 65_536);
  builder.end();
  const { key, version, keys, versions } = builder.done();
  expect([keys, versions]).toEqual([n, n]);
  const mirrored = (column: Int32Array) => column.slice(0, n).reverse().join() === column.slice(n).join();
  expect([mirrored(key), mirrored(version), version[n]]).toEqual([true, true, n - 1]);
});

/** The transaction's operations as lists of numbers. */
function read(all: Transactions, t: number): unknown[] {
  const operations: unknown[] = [];
  for (let op = all.first[t]!; op < all.first[t + 1]!; op++) {
    const elements = all.list === undefined ? [] : [...all.lists!.subarray(all.list[op]!, all.list[op + 1]!)];
    operations.push([all.micro[op], all.key[op], all.version[op], all.replaced?.[op], elements]);
  }
  return operations;
}

/** Numbers keys and versions in the order of their appearance, by Maps of strings. */
function createTwin() {
  const keys = new Map<string, number>();
  const versions = new Map<string, number>();
  const spell = (value: unknown) => {
    const isInteger = typeof value === 'bigint' || Number.isInteger(value);
    if (isInteger && Number.isSafeInteger(Number(value))) return String(Number(value) + 0);
    return typeof value === 'string' ? `"${value}` : String(value);
  };
  const intern = (table: Map<string, number>, text: string) => {
    if (!table.has(text)) table.set(text, table.size);
    return table.get(text)!;
  };
  function version(key: number, value: unknown): number {
    if (value === undefined) return UNKNOWN;
    return value === null ? NOTHING : intern(versions, `${key} ${spell(value)}`);
  }
  return {
    keys: () => keys.size,
    versions: () => versions.size,
    number([kind, name, value, replaced]: Micro, model: string): unknown[] {
      const key = intern(keys, spell(name));
      const before = model === 'versioned' ? (kind === 'w' ? version(key, replaced) : UNKNOWN) : undefined;
      const list = Array.isArray(value) ? value.map((element) => version(key, element)) : [];
      const at = Array.isArray(value) ? (list.at(-1) ?? NOTHING) : version(key, value);
      return [kind === 'w' ? MICRO.write : MICRO.read, key, at, before, list];
    },
  };
}
