import type { TransitSpec } from '../../../src/history/header.js';
import type { History } from '../../../src/history/history.js';
import { createFieldScanner, integerAt } from '../../contract/body-scan.js';
import { createByteNames } from '../../contract/byte-names.js';
import { clientResults } from '../../contract/client-results.js';
import { consumptionOf } from '../../contract/consumption.js';
import { reportingNodes } from '../../contract/lives.js';

/** One transfer on its way, by its name. Rows are in the order of the history. */
export interface Journey {
  tx: string;
  /** Where the client wanted it to go, as it asked first; row -1 where nobody asked. */
  asked: { row: number; from: string; to: string; amount: number };
  debits: Entry[];
  /** The messages that carried it, each once, however many copies of it there were. */
  sends: (Passage & { to: string; delivered: number[]; consumed: number; dropped: number })[];
  credits: Entry[];
}

/** One station: where it was, and with which amount. */
export interface Passage {
  row: number;
  node: string;
  amount: number;
}

/** A debit or credit, and what it tells of the account. Numbers are NaN where it does not tell them. */
export interface Entry extends Passage {
  account: string;
  previous: number;
  version: number;
  balance: number;
}

export interface Journeys {
  readonly all: readonly Journey[];
  /** Debits and credits in the order of the history. */
  readonly steps: readonly { entry: Entry; journey: Journey; sign: 1 | -1 }[];
  /** Nodes that report local events. */
  readonly reporting: ReadonlySet<string>;
  readonly debits: number;
  readonly credits: number;
  /** Money that left and did not arrive. */
  inFlight: number;
}

/** Follows every transfer through the debits, messages and credits that the spec names. */
export function readJourneys(history: History, spec: TransitSpec): Journeys {
  const all: Journey[] = [];
  /** By transaction: the place of its journey. */
  const byKey = new Map<number, number>();
  const steps: { entry: Entry; journey: Journey; sign: 1 | -1 }[] = [];
  /** By row of a send: the place of its journey, or -1. */
  const journeyOfSend = new Int32Array(history.length).fill(-1);
  const kinds = {
    send: history.kindOf('relay', 'send'),
    deliver: history.kindOf('relay', 'deliver'),
    drop: history.kindOf('relay', 'drop'),
    debit: history.kindOf('node', spec.debit),
    credit: history.kindOf('node', spec.credit),
  };
  const message = history.typeOf(spec.message);
  const amounts = createFieldScanner(history, ['amount']);
  const entries = createFieldScanner(history, ['amount', 'account', 'previous', 'version', 'balance']);
  const names = createByteNames();
  let [debits, credits] = [0, 0];

  /** The place of the journey of a transaction, a new one if need be. */
  function placeOf(key: number, tx?: string): number {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const asked = { row: -1, from: '', to: '', amount: Number.NaN };
    const place = all.push({ tx: tx ?? history.txName(key), asked, debits: [], sends: [], credits: [] }) - 1;
    byKey.set(key, place);
    return place;
  }

  let keys: Map<string, number> | undefined;

  /** The key of a transfer that is known by name alone; a new one is negative, since the history has none for it. */
  function keyOf(tx: string): number {
    keys ??= new Map([...byKey].map(([key, place]) => [all[place]!.tx, key]));
    const key = keys.get(tx) ?? -2 - keys.size;
    keys.set(tx, key);
    return key;
  }

  function nodeAt(row: number): string {
    return history.processes[history.process[row]!]!.participant;
  }

  function onEntry(row: number, sign: 1 | -1): void {
    if (history.tx[row]! < 0) return;
    const journey = all[placeOf(history.tx[row]!)]!;
    entries.scan(row);
    const { places } = entries;
    const bytes = entries.bytes();
    const name = places[1]! < 0 ? -1 : names.at(bytes, places[1]!);
    const entry = {
      row,
      node: nodeAt(row),
      amount: integerAt(bytes, places[0]!),
      account: name < 0 ? '' : names.list[name]!,
      previous: integerAt(bytes, places[2]!),
      version: integerAt(bytes, places[3]!),
      balance: integerAt(bytes, places[4]!),
    };
    steps.push({ entry, journey, sign });
    journey[sign < 0 ? 'debits' : 'credits'].push(entry);
    if (sign < 0) debits++;
    else credits++;
  }

  function onSend(row: number): void {
    if (history.type[row] !== message || history.processes[history.process[row]!]!.role !== 'node') return;
    if (history.tx[row]! < 0) return;
    const place = placeOf(history.tx[row]!);
    amounts.scan(row);
    const amount = integerAt(amounts.bytes(), amounts.places[0]!);
    const to = history.participants[history.to[row]!]!;
    all[place]!.sends.push({ row, node: nodeAt(row), amount, to, delivered: [], consumed: -1, dropped: -1 });
    journeyOfSend[row] = place;
  }

  function carrierAt(sent: number) {
    const place = sent < 0 ? -1 : journeyOfSend[sent]!;
    return place < 0 ? undefined : all[place]!.sends.find(({ row }) => row === sent);
  }

  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === kinds.debit) onEntry(row, -1);
    else if (kind === kinds.credit) onEntry(row, 1);
    else if (kind === kinds.send) onSend(row);
    else if (kind === kinds.deliver) carrierAt(history.ref[row]!)?.delivered.push(row);
    else if (kind === kinds.drop) {
      const carrier = carrierAt(history.ref[row]!);
      if (carrier !== undefined) carrier.dropped = row;
    }
  }
  const consumption = consumptionOf(history);
  for (let k = 0; k < consumption.count; k++) {
    const carrier = carrierAt(history.ref[consumption.delivery[k]!]!);
    if (carrier !== undefined && carrier.consumed < 0) carrier.consumed = consumption.at[k]!;
  }
  for (const { tx, row, from, to, amount } of clientResults(history).transfers.values()) {
    // An imported operation may name its transfer in its body alone.
    const key = history.tx[row]! < 0 ? keyOf(tx) : history.tx[row]!;
    all[placeOf(key, tx)]!.asked = { row, from, to, amount };
  }
  return { all, steps, reporting: reportingNodes(history), debits, credits, inFlight: 0 };
}

/** `transfer t17 (n1 pays n2 20)`. */
export function spellJourney({ tx, asked, debits, sends, credits }: Journey): string {
  const [send] = sends;
  const from = send?.node ?? debits[0]?.node ?? asked.from;
  const to = send?.to ?? (asked.to || credits[0]?.node);
  const amount = send?.amount ?? debits[0]?.amount ?? (Number.isNaN(asked.amount) ? credits[0]?.amount : asked.amount);
  return `transfer ${tx} (${[from, 'pays', to, amount].filter((part) => part !== '' && part !== undefined).join(' ')})`;
}
