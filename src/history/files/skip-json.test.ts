import fc from 'fast-check';
import { skipValue } from './skip-json.js';

/** Whether JSON.parse takes it. */
function accepted(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function skips(text: string): boolean {
  const bytes = Buffer.from(`${text}\n`);
  try {
    return skipValue(bytes, 0) === bytes.length - 1;
  } catch {
    return false;
  }
}

const CHARACTERS = [...'{}[]",:\\0123456789.eE+- abtnu'];

test('objects full of plain members, changed in one place, are passed over exactly where JSON.parse accepts them', () => {
  const member = fc.tuple(
    fc.constantFrom('"a"', '"n10"', '"é"', '"a\\"b"', '""'),
    fc.constantFrom('0', '7', '12', '123456', '-3', '1.5', '"x"', '[1]', '{"b":2,"c":3}', 'true'),
  );
  let refused = 0;
  fc.assert(
    fc.property(
      fc.array(member),
      fc.nat(),
      fc.constantFrom('', ...CHARACTERS),
      fc.boolean(),
      (members, at, by, adds) => {
        const text = `{${members.map(([key, value]) => `${key}:${value}`).join(',')}}`;
        const place = at % text.length;
        const changed = text.slice(0, place) + by + text.slice(adds ? place : place + 1);
        expect(skips(text)).toBe(true);
        expect(skips(changed.trim())).toBe(accepted(changed.trim()));
        refused += Number(!accepted(changed.trim()));
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
  expect(refused > 500 && refused < 1900).toBe(true);
});
