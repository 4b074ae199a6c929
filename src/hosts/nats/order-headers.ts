import { type HeaderBytes, headerBytes, headerIn, headerText, type Incoming } from '../../wire/nats-client.js';
import type { OrderClaims } from '../host.js';

/** The headers of order evidence: `Ts-Delivery` to a node, `Ts-Seq` and `Ts-Seen` from it. */

export function deliveryHeader(delivery: number): HeaderBytes {
  return headerBytes({ 'Ts-Delivery': delivery });
}

export function claimHeaders(seq: number, seen: number): HeaderBytes {
  return headerBytes({ 'Ts-Seq': seq, 'Ts-Seen': seen });
}

/** What a publication claims. A header that is no number in range is NaN; an absent one is absent. */
export function readClaims(message: Incoming): OrderClaims {
  const claims: OrderClaims = {};
  const text = headerText(message);
  if (text === '') return claims;
  const seq = headerIn(text, 'Ts-Seq');
  if (seq !== undefined) claims.seq = count(seq);
  const seen = headerIn(text, 'Ts-Seen');
  if (seen !== undefined) claims.seen = count(seen);
  return claims;
}

/** The number of a delivery; NaN when it has none. */
export function deliveryOf(message: Incoming): number {
  return count(headerIn(headerText(message), 'Ts-Delivery') ?? '');
}

/** A number from 0 to 2^31 - 1, in decimal digits; else NaN. */
function count(text: string): number {
  if (text.length === 0 || text.length > 10) return Number.NaN;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value < 2 ** 31 ? value : Number.NaN;
}
