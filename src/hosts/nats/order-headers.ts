import { type HeaderBytes, headerBytes, headerOf, type Incoming } from '../../wire/nats-client.js';
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
  const seq = headerOf(message, 'Ts-Seq');
  if (seq !== undefined) claims.seq = count(seq);
  const seen = headerOf(message, 'Ts-Seen');
  if (seen !== undefined) claims.seen = count(seen);
  return claims;
}

/** The number of a delivery; NaN when it has none. */
export function deliveryOf(message: Incoming): number {
  return count(headerOf(message, 'Ts-Delivery') ?? '');
}

/** A number from 0 to 2^31 - 1, in decimal digits; else NaN. */
function count(text: string): number {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value < 2 ** 31 ? value : Number.NaN;
}
