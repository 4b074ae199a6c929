import type { History } from '../../src/history/history.js';
import { type BalanceClaim, claimIn } from './client-results.js';

/** The kind of event by which a node reports that it refused a transfer. */
const REFUSE = 'refuse';

/** Balances that nodes claim in local events, of whatever kind but these: in those whose schema has the fields of a claim. */
export function eventClaims(history: History, except: readonly string[] = []): BalanceClaim[] {
  const { events } = history.header.spec;
  const speaks = history.kinds.map(
    ({ v, k }) => v === 'node' && !except.includes(k) && Object.hasOwn(events, k) && isClaim(events[k]!.fields),
  );
  const claims: BalanceClaim[] = [];
  if (!speaks.includes(true)) return claims;
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (!speaks[kind]) continue;
    const fields = history.body(row);
    const node = history.processes[history.process[row]!]!.participant;
    const origin = { row, node, tx: typeof fields.tx === 'string' ? fields.tx : '' };
    const claim = claimIn(fields, origin, history.kinds[kind]!.k === REFUSE ? 'refusal' : 'event');
    if (claim !== undefined) claims.push(claim);
  }
  return claims;
}

function isClaim(schema: object): boolean {
  const properties = (schema as { properties?: object }).properties ?? {};
  return ['account', 'version', 'balance'].every((field) => Object.hasOwn(properties, field));
}
