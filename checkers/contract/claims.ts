import type { History } from '../../src/history/history.js';

/** What a node says an account held at a version, wherever it says so. */
export interface BalanceClaim {
  row: number;
  node: string;
  account: string;
  version: number;
  balance: number;
  /** The transfer it speaks of, '' if none. */
  tx: string;
  as: 'leg' | 'read' | 'refusal' | 'event' | 'dump';
}

/** The kind of event by which a node reports that it refused a transfer. */
const REFUSE = 'refuse';

/** Reads the claims in a row, by kind: clients' results, and local events whose schema has the fields of a claim. */
export function createClaimReader(history: History): (row: number) => BalanceClaim[] {
  const ok = history.kindOf('client', 'ok');
  const { events } = history.header.spec;
  const speaking = history.kinds.map(
    ({ v, k }) => v === 'node' && Object.hasOwn(events, k) && claims(events[k]!.fields),
  );

  return (row) => {
    const kind = history.kind[row]!;
    if (kind === ok) return ofResult(history, row);
    if (!speaking[kind]) return [];
    const { participant } = history.processes[history.process[row]!]!;
    const as = history.kinds[kind]!.k === REFUSE ? 'refusal' : 'event';
    return claim(history.body(row), { row, node: participant, tx: '', as });
  };
}

function ofResult(history: History, row: number): BalanceClaim[] {
  const { at } = history.body(history.ref[row]!);
  const result = history.body(row);
  if (typeof at !== 'string') return [];
  const base = { row, node: at, tx: typeof result.tx === 'string' ? result.tx : '' };
  if (result.result === 'applied' && Array.isArray(result.legs)) {
    return result.legs.flatMap((leg) => claim(leg, { ...base, as: 'leg' }));
  }
  if (Array.isArray(result.accounts)) return result.accounts.flatMap((entry) => claim(entry, { ...base, as: 'dump' }));
  if (result.result === 'refused') {
    const asked = history.body(history.ref[row]!).tx;
    return claim(result, { ...base, tx: typeof asked === 'string' ? asked : base.tx, as: 'refusal' });
  }
  return claim(result, { ...base, as: 'read' });
}

function claim(fields: unknown, base: Pick<BalanceClaim, 'row' | 'node' | 'tx' | 'as'>): BalanceClaim[] {
  const { account, version, balance, tx } = (fields ?? {}) as Record<string, unknown>;
  if (typeof account !== 'string' || typeof version !== 'number' || typeof balance !== 'number') return [];
  return [{ ...base, account, version, balance, tx: typeof tx === 'string' ? tx : base.tx }];
}

function claims(schema: object): boolean {
  const properties = (schema as { properties?: object }).properties ?? {};
  return ['account', 'version', 'balance'].every((field) => Object.hasOwn(properties, field));
}
