/** Bytes of JSON, written at a place and answered with the place after it: small functions that engines inline. */

/** Text of our own: ASCII that needs no escape. */
export function putAscii(out: Uint8Array, at: number, text: string): number {
  for (let k = 0; k < text.length; k++) out[at + k] = text.charCodeAt(k);
  return at + text.length;
}

/** A JSON string. A text with anything but plain ASCII takes the slow way. */
export function putString(out: Buffer, at: number, text: string): number {
  let p = at;
  out[p++] = 34;
  for (let k = 0; k < text.length; k++) {
    const c = text.charCodeAt(k);
    if (c < 32 || c > 126 || c === 34 || c === 92) return at + out.write(JSON.stringify(text), at);
    out[p++] = c;
  }
  out[p++] = 34;
  return p;
}

/** A safe integer in decimal. */
export function putInteger(out: Uint8Array, at: number, n: number): number {
  let p = at;
  let rest = n;
  if (rest < 0) {
    out[p++] = 45;
    rest = -rest;
  }
  if (rest < 2 ** 31) return putDigits(out, p, rest, digitsOf(rest));
  const billions = Math.floor(rest / 1e9);
  p = putDigits(out, p, billions, digitsOf(billions));
  return putDigits(out, p, rest - billions * 1e9, 9);
}

function putDigits(out: Uint8Array, at: number, n: number, digits: number): number {
  let rest = n | 0;
  for (let p = at + digits - 1; p >= at; p--) {
    const tenth = (rest / 10) | 0;
    out[p] = 48 + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}

/** Of an integer from 0 to 2^31 - 1. */
function digitsOf(n: number): number {
  if (n < 10_000) return n < 100 ? (n < 10 ? 1 : 2) : n < 1000 ? 3 : 4;
  if (n < 10_000_000) return n < 100_000 ? 5 : n < 1_000_000 ? 6 : 7;
  return n < 100_000_000 ? 8 : n < 1_000_000_000 ? 9 : 10;
}
