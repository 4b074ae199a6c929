import type { TransitSpec } from '../../../src/history/header.js';
import type { History } from '../../../src/history/history.js';
import { clientResults } from '../../contract/client-results.js';
import { consumptionOf } from '../../contract/consumption.js';
import { reportingNodes } from '../../contract/lives.js';

/** One transfer on its way, by its name. Rows are in the order of the history. */
export interface Journey {
  tx: string;
  /** Where the client wanted it to go, as it asked first; row -1 where nobody asked. */
  asked: { row: number; from: string; to: string; amount: number };
  debits: Passage[];
  /** The messages that carried it, each once, however many copies of it there were. */
  sends: (Passage & { to: string; delivered: number[]; consumed: number; dropped: number })[];
  credits: Passage[];
}

/** One station: where it was, and with which amount. */
export interface Passage {
  row: number;
  node: string;
  amount: number;
}

export interface Journeys {
  readonly byTx: ReadonlyMap<string, Journey>;
  /** Rows of debits and credits. */
  readonly steps: ReadonlySet<number>;
  /** By row of a send: its journey. */
  readonly reporting: ReadonlySet<string>;
  readonly debits: number;
  readonly credits: number;
  /** Money that left and did not arrive. */
  inFlight: number;
}

/** Follows every transfer through the debits, messages and credits that the spec names. */
export function readJourneys(history: History, spec: TransitSpec): Journeys {
  const byTx = new Map<string, Journey>();
  const steps = new Set<number>();
  const carriers = new Map<number, Journey['sends'][number]>();
  const kinds = {
    send: history.kindOf('relay', 'send'),
    deliver: history.kindOf('relay', 'deliver'),
    drop: history.kindOf('relay', 'drop'),
    debit: history.kindOf('node', spec.debit),
    credit: history.kindOf('node', spec.credit),
  };
  const message = history.typeOf(spec.message);
  let [debits, credits] = [0, 0];

  function journeyOf(tx: string): Journey {
    let journey = byTx.get(tx);
    if (journey === undefined) {
      journey = { tx, asked: { row: -1, from: '', to: '', amount: Number.NaN }, debits: [], sends: [], credits: [] };
      byTx.set(tx, journey);
    }
    return journey;
  }

  function journeyAt(row: number): { journey: Journey; passage: Passage } | undefined {
    const { tx, amount } = history.body(row);
    if (typeof tx !== 'string') return undefined;
    const node = history.processes[history.process[row]!]!.participant;
    return { journey: journeyOf(tx), passage: { row, node, amount: typeof amount === 'number' ? amount : Number.NaN } };
  }

  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === kinds.debit || kind === kinds.credit) {
      const found = journeyAt(row);
      if (found === undefined) continue;
      steps.add(row);
      if (kind === kinds.debit) debits++;
      else credits++;
      found.journey[kind === kinds.debit ? 'debits' : 'credits'].push(found.passage);
    } else if (kind === kinds.send && history.type[row] === message) {
      if (history.processes[history.process[row]!]!.role !== 'node') continue;
      const found = journeyAt(row);
      if (found === undefined) continue;
      const to = history.participants[history.to[row]!]!;
      const carrier = { ...found.passage, to, delivered: [], consumed: -1, dropped: -1 };
      found.journey.sends.push(carrier);
      carriers.set(row, carrier);
    } else if (kind === kinds.deliver || kind === kinds.drop) {
      const carrier = carriers.get(history.ref[row]!);
      if (carrier === undefined) continue;
      if (kind === kinds.deliver) carrier.delivered.push(row);
      else carrier.dropped = row;
    }
  }
  const consumption = consumptionOf(history);
  for (let k = 0; k < consumption.count; k++) {
    const carrier = carriers.get(history.ref[consumption.delivery[k]!]!);
    if (carrier !== undefined && carrier.consumed < 0) carrier.consumed = consumption.at[k]!;
  }
  for (const { tx, row, from, to, amount } of clientResults(history).transfers.values()) {
    journeyOf(tx).asked = { row, from, to, amount };
  }
  return { byTx, steps, reporting: reportingNodes(history), debits, credits, inFlight: 0 };
}

/** `transfer t17 (n1 pays n2 20)`. */
export function spellJourney({ tx, asked, debits, sends, credits }: Journey): string {
  const [send] = sends;
  const from = send?.node ?? debits[0]?.node ?? asked.from;
  const to = send?.to ?? (asked.to || credits[0]?.node);
  const amount = send?.amount ?? debits[0]?.amount ?? (Number.isNaN(asked.amount) ? credits[0]?.amount : asked.amount);
  return `transfer ${tx} (${[from, 'pays', to, amount].filter((part) => part !== '' && part !== undefined).join(' ')})`;
}
