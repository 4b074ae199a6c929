import type { EventLine } from '../history/event.js';
import type { Claims } from './payload.js';

/** The optional headers `Ts-Seq` and `Ts-Seen` of a publication; NaN: there was one, but no number in range. */
export interface SentOrder {
  seq?: number;
  seen?: number | undefined;
}

/** `Ts-Seq` as it is recorded: only where it differs from the number of arrival. */
export function claimedSeqOf({ seq }: SentOrder, arrival: number): number | undefined {
  return seq === undefined || Number.isNaN(seq) || seq === arrival ? undefined : seq;
}

export function seenOf({ seen }: SentOrder): number | undefined {
  return seen === undefined || Number.isNaN(seen) ? undefined : seen;
}

/** What is wrong with a payload that can be used all the same; undefined where nothing is. */
export function complaintOf(claims: Claims, order: SentOrder, from?: string, to?: string): string | undefined {
  if (claims.src !== undefined && claims.src !== from) return `its src says ${JSON.stringify(claims.src)}`;
  if (claims.dest !== undefined && claims.dest !== to) return `its dest says ${JSON.stringify(claims.dest)}`;
  if (Number.isNaN(order.seq)) return 'its Ts-Seq is no number in range';
  if (Number.isNaN(order.seen)) return 'its Ts-Seen is no number in range';
  return claims.complaint;
}

/** The row of a payload that is no message or event at all. */
export function garbledLine(claims: Claims, payload: Uint8Array): EventLine {
  const kept = Buffer.from(payload.subarray(0, KEPT_OF_GARBAGE));
  return { v: 'relay', k: 'garbled', why: claims.garbled, raw: kept.toString('base64') };
}

/** The payload with the envelope that its subject gives it: the subject wins over what the envelope says. */
export function readdress(from: string, to: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`{"src":"${from}","dest":"${to}","body":`), body, Buffer.from('}')]);
}

const KEPT_OF_GARBAGE = 1024;
