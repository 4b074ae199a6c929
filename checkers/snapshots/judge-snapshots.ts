import { HARNESS, NODE_KINDS, type Vantage } from '../../src/history/event.js';
import type { SnapshotSpec, TransitSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import { createFieldScanner, type FieldScanner, integerAt, valueAt } from '../contract/body-scan.js';
import { createByteNames } from '../contract/byte-names.js';
import type { Findings } from '../contract/checker.js';
import { consumptionOf } from '../contract/consumption.js';
import { step } from '../contract/findings.js';
import { runCourse } from '../contract/lives.js';
import { createBooks } from './books.js';
import { addSend, type Channel, consume } from './channels.js';
import { closeBooks } from './close-books.js';
import { judgeChannel } from './judge-channel.js';
import { judgeMarker } from './judge-marker.js';
import { judgeRecord } from './judge-record.js';
import { blame, newSnapshot, type Snapshot, type Trigger } from './snapshot.js';
import { strike } from './strikes.js';

/** Reads the snapshots of a history in one pass, and judges each as far as it can be. */
export function judgeSnapshots(history: History, spec: SnapshotSpec, transit: TransitSpec): Findings {
  const { nodes } = history.header;
  const width = nodes.length;
  const consumption = consumptionOf(history);
  const nodeOf = Int32Array.from(history.processes, ({ participant }) => nodes.indexOf(participant));
  const nodeOfParticipant = Int32Array.from(history.participants, (name) => nodes.indexOf(name));
  const books = createBooks(history);
  const { channels, strikes, counts, balances, traffic } = books;
  history.processes.forEach(({ role }, p) => {
    if (role === 'node' && consumption.exact[p] === 0) books.exact[nodeOf[p]!] = 0;
  });
  const names = createByteNames();
  const types = {
    transfer: history.typeOf(transit.message),
    marker: history.typeOf(spec.marker),
    begin: history.typeOf(spec.begin),
    error: history.typeOf('error'),
  };
  const { done } = runCourse(history);
  // Each looks no further than to the last field that it needs.
  const named = createFieldScanner(history, ['snapshot']);
  const paid = createFieldScanner(history, ['amount']);
  const recorded = createFieldScanner(history, ['snapshot', 'balance']);
  const closed = createFieldScanner(history, ['snapshot', 'from', 'amount', 'transfers']);
  const told = createFieldScanner(history, ['snapshot', 'channels']);
  const senders = createByteNames();
  /** By row of a send between nodes that matters: the place of a transfer in its channel, or the number of a snapshot. */
  const meaning = new Int32Array(history.length).fill(-1);
  const delivered = new Uint8Array(history.length);
  /** By channel: row of the latest send that was delivered. */
  const latest = new Int32Array(width * width).fill(-1);

  /** The snapshot that the row names: the first field of the scanner. */
  function snapshotIn(row: number, fields: FieldScanner): Snapshot | undefined {
    if (!fields.scan(row)) return undefined;
    const place = fields.places[0]!;
    const number = place < 0 ? -1 : names.at(fields.bytes(), place);
    if (number < 0) return undefined;
    const snapshot = (books.snapshots[number] ??= newSnapshot(names.list[number]!, number, width));
    if (snapshot.first < 0) snapshot.first = row;
    return snapshot;
  }

  function onSend(row: number): void {
    const type = history.type[row]!;
    const answered = history.ref[row]!;
    if (answered >= 0 && history.type[answered] === types.begin) onAnswer(row, answered, type === types.error);
    if (type !== types.transfer && type !== types.marker && type !== types.begin) return;
    const from = nodeOf[history.process[row]!]!;
    const to = nodeOfParticipant[history.to[row]!]!;
    if (type === types.begin) {
      const snapshot = snapshotIn(row, named);
      if (snapshot === undefined) return;
      if (snapshot.begun < 0) snapshot.begun = row;
      meaning[row] = snapshot.number;
    } else if (from >= 0 && to >= 0 && type === types.transfer) {
      paid.scan(row);
      const amount = integerAt(paid.bytes(), paid.places[0]!);
      meaning[row] = addSend(channels.of(from, to), row, amount);
      balances[from] = balances[from]! - amount;
      traffic[from]!++;
      counts.transfers++;
    } else if (from >= 0 && to >= 0) onMarker(row, from, to);
  }

  /** A node has answered a request to begin; one that it refuses begins nothing. */
  function onAnswer(row: number, request: number, isRefusal: boolean): void {
    const snapshot = meaning[request]! < 0 ? undefined : books.snapshots[meaning[request]!]!;
    const node = nodeOf[history.process[row]!]!;
    if (snapshot === undefined || node < 0) return;
    if (!isRefusal) snapshot.accepted = row;
    else if (snapshot.record[node]! < 0) snapshot.asked.row[node] = -1;
  }

  function onMarker(row: number, from: number, to: number): void {
    const snapshot = snapshotIn(row, named);
    if (snapshot === undefined) return;
    meaning[row] = snapshot.number;
    judgeMarker(books, snapshot, from, to, row);
  }

  function onDelivery(row: number): void {
    const sent = history.ref[row]!;
    const type = history.type[sent]!;
    if (type !== types.transfer && type !== types.marker && type !== types.begin) return;
    const from = nodeOf[history.process[sent]!]!;
    const to = nodeOf[history.process[row]!]!;
    if (from < 0 || to < 0 || type === types.begin) return;
    if (delivered[sent] === 1) {
      strike(strikes, 'duplication', row);
      return;
    }
    delivered[sent] = 1;
    const index = from * width + to;
    // What comes late was overtaken since it was sent.
    if (sent < latest[index]!) strike(strikes, 'reordering', sent);
    else latest[index] = sent;
    if (meaning[sent]! < 0) return;
    if (type === types.marker) books.snapshots[meaning[sent]!]!.markerDelivered[index] = 1;
    if (type === types.marker && books.exact[to] === 0) onMarkerConsumed(sent, row, from, to);
    else if (type === types.transfer) {
      const channel = channels.at(index)!;
      channel.delivered = Math.max(channel.delivered, meaning[sent]! + 1);
    }
  }

  function onDrop(row: number): void {
    const sent = history.ref[row]!;
    const type = sent < 0 ? -1 : history.type[sent]!;
    if ((type !== types.transfer && type !== types.marker) || nodeOf[history.process[sent]!]! < 0) return;
    if (delivered[sent] === 1) return;
    strike(strikes, 'loss', sent);
    if (type === types.transfer && meaning[sent]! >= 0) {
      consume(channelOf(sent), meaning[sent]!, row);
      books.lost.add(sent);
    }
  }

  function channelOf(sent: number): Channel {
    return channels.of(nodeOf[history.process[sent]!]!, nodeOfParticipant[history.to[sent]!]!);
  }

  /** The receiver had consumed what `delivery` brought, by its event `row`. */
  function onConsumed(delivery: number, row: number): void {
    const sent = history.ref[delivery]!;
    const to = nodeOf[history.process[delivery]!]!;
    if (to < 0) return;
    const from = nodeOf[history.process[sent]!]!;
    if (from >= 0 && books.heard[to * width + from]! < 0) books.heard[to * width + from] = row;
    const type = history.type[sent]!;
    if (meaning[sent]! < 0) return;
    if (type === types.transfer) {
      const channel = channels.at(from * width + to)!;
      const place = meaning[sent]!;
      if (!consume(channel, place, row)) return;
      balances[to] = balances[to]! + channel.amounts[place]!;
      traffic[to]!++;
    } else if (type === types.marker) {
      if (books.exact[to] === 1) onMarkerConsumed(sent, row, from, to);
    } else if (type === types.begin) note(books.snapshots[meaning[sent]!]!.asked, to, row);
  }

  function onMarkerConsumed(sent: number, row: number, from: number, to: number): void {
    const snapshot = books.snapshots[meaning[sent]!]!;
    snapshot.markerCame[from * width + to] = 1;
    note(snapshot.reached, to, row);
  }

  function note(trigger: Trigger, node: number, row: number): void {
    if (trigger.row[node]! >= 0) return;
    trigger.row[node] = row;
    trigger.traffic[node] = traffic[node]!;
  }

  function onRecord(row: number, node: number): void {
    const snapshot = snapshotIn(row, recorded);
    if (snapshot === undefined) return malformed(row);
    judgeRecord(books, snapshot, node, row, integerAt(recorded.bytes(), recorded.places[1]!));
  }

  function onChannel(row: number, node: number): void {
    const snapshot = snapshotIn(row, closed);
    const from = senderIn(closed.places[1]!);
    if (snapshot === undefined || from < 0) return malformed(row);
    const name = nodes[from];
    const index = from * width + node;
    const amount = integerAt(closed.bytes(), closed.places[2]!);
    snapshot.last = row;
    const what = () => `the channel from ${name} for snapshot ${snapshot.name}`;
    if (snapshot.closed[index]! >= 0) {
      const again = [step('the first time', snapshot.closed[index]!), step('the second time', row)];
      blame(snapshot, 'once', `${nodes[node]} recorded ${what()} twice`, again);
      return;
    }
    snapshot.closed[index] = row;
    snapshot.amount[index] = amount;
    if (snapshot.markerCame[index] === 0) {
      const summary = `${nodes[node]} stopped recording ${what()} although the marker of ${name} had not come`;
      blame(snapshot, 'closing', summary, [step('what it recorded', row)], index);
      return;
    }
    const list = listIn(closed.places[3]!);
    if (!judgeChannel(books, snapshot, index, amount, list, false)) snapshot.pending.push(index);
  }

  function senderIn(place: number): number {
    const name = place < 0 ? -1 : senders.at(closed.bytes(), place);
    return name < 0 ? -1 : nodes.indexOf(senders.list[name]!);
  }

  /** The list of transfers; most are empty. */
  function listIn(place: number): unknown {
    const bytes = closed.bytes();
    return place >= 0 && bytes[place] === 91 && bytes[place + 1] === 93 ? NONE : valueAt(bytes, place);
  }

  function malformed(row: number): void {
    books.malformed = books.malformed < 0 ? row : books.malformed;
  }

  function onJoin(row: number, node: number): void {
    if (books.joined[node]! < 0) books.joined[node] = row;
  }

  function onEnd(row: number): void {
    if (history.process[row]! >= 0 && (done < 0 || row < done)) strike(strikes, 'crashes', row);
  }

  /** Transfers that had not come when the history ends, although something came that was sent after them. */
  function noteOvertakenForEver(): void {
    for (const [index, last] of latest.entries()) {
      const waiting = channels.at(index)?.sent.find((sent) => sent < last && delivered[sent] === 0);
      if (waiting !== undefined && !books.lost.has(waiting)) strike(strikes, 'reordering', waiting);
    }
  }

  function onInvoke(row: number): void {
    if (books.firstAsked < 0 && history.processes[history.process[row]!]!.participant !== HARNESS)
      books.firstAsked = row;
  }

  function onOk(row: number): void {
    const snapshot = told.scan(row) && told.places[1]! >= 0 ? snapshotIn(row, told) : undefined;
    if (snapshot === undefined || history.body(history.ref[row]!).do !== spec.collect) return;
    const { account, balance, channels: parts } = history.body(row);
    const node = typeof account === 'string' ? nodes.indexOf(account) : -1;
    if (node < 0 || typeof balance !== 'number' || !Array.isArray(parts)) return;
    const channels = parts.filter((part) => typeof part?.from === 'string' && typeof part?.amount === 'number');
    snapshot.told.push({ row, node, balance, channels });
    counts.told++;
  }

  const atNode = (action: (row: number, node: number) => void) => (row: number) =>
    action(row, nodeOf[history.process[row]!]!);
  const act = actions(history, {
    relay: { send: onSend, deliver: onDelivery, drop: onDrop },
    client: { invoke: onInvoke, ok: onOk },
    run: { crash: onEnd, exit: onEnd, stop: onEnd },
    node: {
      [NODE_KINDS.recv]: atNode((_, node) => (books.lets[node] = 1)),
      [spec.join ?? '']: atNode(onJoin),
      [spec.record]: atNode(onRecord),
      [spec.channel]: atNode(onChannel),
    },
  });

  let next = 0;
  for (let row = 0; row < history.length; row++) {
    for (; next < consumption.count && consumption.at[next] === row; next++) {
      onConsumed(consumption.delivery[next]!, row);
    }
    act[history.kind[row]!]?.(row);
  }
  noteOvertakenForEver();
  return closeBooks(books);
}

/** An empty list of transfers, as most are. */
const NONE: readonly string[] = [];

/** By kind: what to do about its events. */
function actions(
  history: History,
  by: Partial<Record<Vantage, Record<string, (row: number) => void>>>,
): (((row: number) => void) | undefined)[] {
  return history.kinds.map(({ v, k }) => (Object.hasOwn(by[v] ?? {}, k) ? by[v]![k] : undefined));
}
