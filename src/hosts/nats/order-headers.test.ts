import type { Incoming } from '../../wire/nats-client.js';
import { claimHeaders, deliveryHeader, deliveryOf, readClaims } from './order-headers.js';

/** A message as the client hands it over, with these bytes as its headers. */
function withHeaders(bytes: Uint8Array): Incoming {
  return { _rdata: bytes, _msg: { hdr: bytes.length === 0 ? -1 : bytes.length } } as unknown as Incoming;
}
const claimsOf = (text: string) => readClaims(withHeaders(Buffer.from(text)));

test('what we write we read', () => {
  expect(readClaims(withHeaders(claimHeaders(12, 0).encode()))).toEqual({ seq: 12, seen: 0 });
  expect(readClaims(withHeaders(claimHeaders(12, undefined).encode()))).toEqual({ seq: 12 });
  expect(deliveryOf(withHeaders(deliveryHeader(7).encode()))).toBe(7);
});

test('what is absent is absent', () => {
  expect(claimsOf('')).toEqual({});
  expect(claimsOf('NATS/1.0\r\n\r\n')).toEqual({});
  expect(claimsOf('NATS/1.0\r\nTs-Seq: 5\r\nOther: 1\r\n\r\n')).toEqual({ seq: 5 });
  expect(deliveryOf(withHeaders(new Uint8Array(0)))).toBeNaN();
});

test('blanks do not matter, and the first of two counts', () => {
  expect(claimsOf('NATS/1.0\r\nTs-Seen:3 \r\nTs-Seq:  5\r\nTs-Seq: 6\r\n\r\n')).toEqual({ seq: 5, seen: 3 });
});

test.each(['', '-1', '1.5', 'many', '0x10', '2147483648', '99999999999', '1 2'])(
  '%p is no number in range',
  (value) => {
    expect(claimsOf(`NATS/1.0\r\nTs-Seq: ${value}\r\n\r\n`)).toEqual({ seq: Number.NaN });
  },
);

test('the name of one header inside the value of another is not that header', () => {
  expect(claimsOf('NATS/1.0\r\nOther: Ts-Seq: 5\r\nX-Ts-Seq: 6\r\n\r\n')).toEqual({});
});
