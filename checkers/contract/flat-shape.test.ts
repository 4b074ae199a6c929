import { Ajv } from 'ajv';
import fc from 'fast-check';
import { flatShape } from './flat-shape.js';

const integer = fc.constantFrom(
  { type: 'integer' },
  { type: 'integer', minimum: 0 },
  { type: 'integer', minimum: 1 },
  { type: 'integer', minimum: 5 },
  { type: 'integer', maximum: 5 },
);
const text = fc.constantFrom(
  { type: 'string' },
  { type: 'string', minLength: 1 },
  { type: 'string', pattern: '^[0-9a-f]{4}$' },
  { type: 'string', pattern: 'a|b' },
  { enum: ['a', 'b'] },
);
const value = fc.oneof(
  fc.constantFrom(0, 1, -1, 5, 6, 1.5, 1e15, 1e16, 2 ** 53, true, null, 'a', '', 'abcd', 'ab"cd', 'é', '{"x":1}'),
  fc.constantFrom([], {}, [1], { x: 1 }),
);
const schema = fc.record({
  type: fc.constant('object'),
  properties: fc.record({ a: integer, b: text }, { requiredKeys: ['a'] }),
  required: fc.subarray(['a', 'b']),
  extra: fc.constantFrom({}, {}, {}, { maxProperties: 1 }, { description: 'a thing' }),
});
const number = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -1, max: 9 }) }, value);
const word = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'abcd', '') }, value);
const plain = fc.record({ a: number, b: word, msg_id: number, type: word }, { requiredKeys: ['a', 'msg_id'] });
const body = fc.oneof({ weight: 6, arbitrary: plain }, fc.record({ a: number, c: value }));

test('a text of a spelling that was learnt is one that the schema accepts, and its numbers are safe', () => {
  const seen = { yes: 0, no: 0 };
  const ajv = new Ajv({ strict: false });
  fc.assert(
    fc.property(schema, fc.array(body, { minLength: 20, maxLength: 20 }), ({ extra, ...rest }, bodies) => {
      const whole = { ...rest, ...extra };
      const validate = ajv.compile(whole);
      const shape = flatShape(whole);
      for (const learnt of bodies.slice(0, 10)) if (validate(learnt)) shape.learn(learnt);
      for (const other of bodies) {
        const matches = shape.matches(JSON.stringify(other));
        seen[matches ? 'yes' : 'no']++;
        if (!matches) continue;
        expect(validate(other)).toBe(true);
        for (const field of Object.values(other)) {
          expect(typeof field === 'string' || Number.isSafeInteger(field)).toBe(true);
        }
      }
    }),
    { seed: 1, numRuns: 60 },
  );
  expect(seen.yes > 30 && seen.no > 100).toBe(true);
});

test('the spelling of a message is learnt from one and recognized in the next', () => {
  const required = ['clock', 'request'];
  const properties = { clock: { type: 'integer', minimum: 1 }, request: { type: 'integer', minimum: 1 } };
  const shape = flatShape({ type: 'object', required, properties });
  const text = '{"type":"REQUEST","msg_id":7,"clock":12,"request":2}';
  expect(shape.matches(text)).toBe(false);
  shape.learn({ type: 'REQUEST', msg_id: 5, clock: 9, request: 1 });
  expect(shape.matches(text)).toBe(true);
  expect(shape.matches('{"type":"REQUEST","msg_id":7,"clock":0,"request":2}')).toBe(false);
  expect(shape.matches('{"type":"REQUEST","msg_id":7,"clock":12}')).toBe(false);
  expect(shape.matches('{"type":"REQUEST","msg_id":7,"clock":9007199254740993,"request":2}')).toBe(false);
});
