import type { SentOrder } from '../../relay/said.js';
import { type HeaderBytes, headerBytes, headerText, type Incoming } from '../../wire/nats-client.js';

/** The headers of order evidence: `Ts-Delivery` to a node, `Ts-Seq` and `Ts-Seen` from it. */

const DELIVERY = '\r\nTs-Delivery:';
const SEQ = '\r\nTs-Seq:';
const SEEN = '\r\nTs-Seen:';

export function deliveryHeader(delivery: number): HeaderBytes {
  return headerBytes(`${DELIVERY} ${delivery}`);
}

export function claimHeaders(seq: number, seen: number | undefined): HeaderBytes {
  return headerBytes(seen === undefined ? `${SEQ} ${seq}` : `${SEQ} ${seq}${SEEN} ${seen}`);
}

/** What a publication claims. A header that is no number in range is NaN; an absent one is absent. */
export function readClaims(message: Incoming): SentOrder {
  const claims: SentOrder = {};
  const text = headerText(message);
  const seq = numberBehind(SEQ, text);
  if (seq !== undefined) claims.seq = seq;
  const seen = numberBehind(SEEN, text);
  if (seen !== undefined) claims.seen = seen;
  return claims;
}

/** The number of a delivery; NaN when it has none. */
export function deliveryOf(message: Incoming): number {
  return numberBehind(DELIVERY, headerText(message)) ?? Number.NaN;
}

const BLANK = 32;
const CR = 13;

/** A number from 0 to 2^31 - 1 in decimal digits, with blanks around it; NaN: it is none; undefined: no such header. */
function numberBehind(start: string, text: string): number | undefined {
  const line = text.indexOf(start);
  if (line < 0) return undefined;
  let at = line + start.length;
  while (text.charCodeAt(at) === BLANK) at++;
  const first = at;
  let value = 0;
  for (; at < first + 10; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
  }
  const digits = at - first;
  while (text.charCodeAt(at) === BLANK) at++;
  return digits > 0 && value < 2 ** 31 && text.charCodeAt(at) === CR ? value : Number.NaN;
}
