import { HARNESS, NODE_KINDS } from '../../src/history/event.js';
import type { SnapshotSpec, TransitSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import { createFieldScanner, integerAt, valueAt } from '../contract/body-scan.js';
import { createByteNames } from '../contract/byte-names.js';
import type { Findings } from '../contract/checker.js';
import { consumptionOf } from '../contract/consumption.js';
import { step } from '../contract/findings.js';
import { addSend, type Channel, consume, createChannels, cutOf, spellSend } from './channels.js';
import { closeBooks } from './close-books.js';
import { judgeChannel } from './judge-channel.js';
import { newSnapshot, type Snapshot } from './snapshot.js';
import { noStrikes, type Strikes, strike } from './strikes.js';

/** All that the pass through the history has gathered. Nodes are numbered as in the header. */
export interface Books {
  readonly history: History;
  readonly nodes: readonly string[];
  readonly channels: ReturnType<typeof createChannels>;
  readonly snapshots: Snapshot[];
  readonly strikes: Strikes;
  /** By node: row of its report that it takes part; row of the first message it consumed from each other node, or -1. */
  readonly joined: Int32Array;
  readonly heard: Int32Array;
  /** Row of the first operation of a client, or -1. */
  firstAsked: number;
  /** By node: whether its consumption is known; whether it tells of each message that it takes, and may let them wait. */
  readonly exact: Uint8Array;
  readonly lets: Uint8Array;
  /** Row of the first event of a snapshot that lacks its fields, or -1. */
  malformed: number;
  /** Transfers of which every copy was lost: rows of their sends. */
  readonly lost: Set<number>;
  readonly counts: Record<'snapshots' | 'records' | 'markers' | 'transfers' | 'crossed' | 'told', number>;
}

/** Reads the snapshots of a history in one pass, and judges each as far as it can be. */
export function judgeSnapshots(history: History, spec: SnapshotSpec, transit: TransitSpec): Findings {
  const { nodes } = history.header;
  const width = nodes.length;
  const consumption = consumptionOf(history);
  const nodeOf = Int32Array.from(history.processes, ({ participant }) => nodes.indexOf(participant));
  const nodeOfParticipant = Int32Array.from(history.participants, (name) => nodes.indexOf(name));
  const books: Books = {
    history,
    nodes,
    channels: createChannels(width),
    snapshots: [],
    strikes: noStrikes(),
    joined: new Int32Array(width).fill(-1),
    heard: new Int32Array(width * width).fill(-1),
    firstAsked: -1,
    exact: new Uint8Array(width).fill(1),
    lets: new Uint8Array(width),
    malformed: -1,
    lost: new Set(),
    counts: { snapshots: 0, records: 0, markers: 0, transfers: 0, crossed: 0, told: 0 },
  };
  const { channels, strikes, counts } = books;
  history.processes.forEach(({ role }, p) => {
    if (role === 'node' && consumption.exact[p] === 0) books.exact[nodeOf[p]!] = 0;
  });
  const names = createByteNames();
  const kinds = {
    send: history.kindOf('relay', 'send'),
    deliver: history.kindOf('relay', 'deliver'),
    drop: history.kindOf('relay', 'drop'),
    invoke: history.kindOf('client', 'invoke'),
    ok: history.kindOf('client', 'ok'),
    record: history.kindOf('node', spec.record),
    channel: history.kindOf('node', spec.channel),
    recv: history.kindOf('node', NODE_KINDS.recv),
    join: spec.join === undefined ? -1 : history.kindOf('node', spec.join),
  };
  const types = {
    transfer: history.typeOf(transit.message),
    marker: history.typeOf(spec.marker),
    begin: history.typeOf(spec.begin),
    error: history.typeOf('error'),
  };
  const lifeEnds = ['crash', 'exit'].map((k) => history.kindOf('run', k));
  const fields = createFieldScanner(history, ['snapshot', 'amount', 'balance', 'from', 'transfers', 'channels']);
  const [SNAPSHOT, AMOUNT, BALANCE, FROM, TRANSFERS, CHANNELS] = [0, 1, 2, 3, 4, 5];
  /** By row of a send between nodes that matters: the place of a transfer in its channel, or the number of a snapshot. */
  const meaning = new Int32Array(history.length).fill(-1);
  const delivered = new Uint8Array(history.length);
  /** By channel: row of the latest send that was delivered. */
  const latest = new Int32Array(width * width).fill(-1);
  const balances = Float64Array.from(nodes, (node) => history.header.accounts[node] ?? Number.NaN);
  /** By node: transfers sent and consumed so far. */
  const traffic = new Int32Array(width);

  function snapshotIn(row: number): Snapshot | undefined {
    if (!fields.scan(row)) return undefined;
    const place = fields.places[SNAPSHOT]!;
    const number = place < 0 ? -1 : names.at(fields.bytes(), place);
    if (number < 0) return undefined;
    const snapshot = (books.snapshots[number] ??= newSnapshot(names.list[number]!, number, width));
    if (snapshot.first < 0) snapshot.first = row;
    return snapshot;
  }

  function onSend(row: number): void {
    const type = history.type[row]!;
    const answered = history.ref[row]!;
    if (answered >= 0 && meaning[answered]! >= 0 && history.type[answered] === types.begin && type !== types.error) {
      books.snapshots[meaning[answered]!]!.accepted = row;
    }
    if (type !== types.transfer && type !== types.marker && type !== types.begin) return;
    const from = nodeOf[history.process[row]!]!;
    const to = nodeOfParticipant[history.to[row]!]!;
    if (type === types.begin) {
      const snapshot = snapshotIn(row);
      if (snapshot === undefined) return;
      if (snapshot.begun < 0) snapshot.begun = row;
      meaning[row] = snapshot.number;
    } else if (from >= 0 && to >= 0 && type === types.transfer) {
      fields.scan(row);
      const amount = integerAt(fields.bytes(), fields.places[AMOUNT]!);
      meaning[row] = addSend(channels.of(from, to), row, amount);
      balances[from] = balances[from]! - amount;
      traffic[from]!++;
      counts.transfers++;
    } else if (from >= 0 && to >= 0) onMarker(row, from, to);
  }

  function onMarker(row: number, from: number, to: number): void {
    const snapshot = snapshotIn(row);
    if (snapshot === undefined) return;
    const index = from * width + to;
    meaning[row] = snapshot.number;
    counts.markers++;
    const [sender, receiver] = [nodes[from], nodes[to]];
    const what = `its marker of snapshot ${snapshot.name} to ${receiver}`;
    if (snapshot.marker[index]! >= 0) {
      blame(snapshot, 'marker', `${sender} sent ${what} twice`, index, [
        step('the first one', snapshot.marker[index]!),
        step('the second one', row),
      ]);
      return;
    }
    snapshot.marker[index] = row;
    const recorded = snapshot.record[from]!;
    if (recorded < 0) {
      const why = 'the marker leaves, and its state is not recorded';
      blame(snapshot, 'marker', `${sender} sent ${what} before it had recorded its state`, index, [step(why, row)]);
      return;
    }
    const channel = channels.at(index);
    const before = Math.max(snapshot.sent[index]!, 0);
    if (channel === undefined || channel.sent.length <= before) return;
    const between = channel.sent[before]!;
    blame(
      snapshot,
      'marker',
      `${sender} sent ${spellSend(history, between, channel.amounts[before]!)} after recording for snapshot ${snapshot.name} and before ${what}`,
      index,
      [step('it recorded', recorded), step('it sent a transfer', between), step('only then its marker', row)],
    );
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
    if (sent < latest[index]!) strike(strikes, 'reordering', row);
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
    strike(strikes, 'loss', row);
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
    } else if (type === types.begin) trigger(books.snapshots[meaning[sent]!]!, to, row, true);
  }

  function onMarkerConsumed(sent: number, row: number, from: number, to: number): void {
    const snapshot = books.snapshots[meaning[sent]!]!;
    snapshot.markerCame[from * width + to] = 1;
    trigger(snapshot, to, row, false);
  }

  function trigger(snapshot: Snapshot, node: number, row: number, isBegin: boolean): void {
    if (snapshot.trigger[node]! >= 0) return;
    snapshot.trigger[node] = row;
    snapshot.triggerIsBegin[node] = Number(isBegin);
    snapshot.trafficAtTrigger[node] = traffic[node]!;
  }

  function onRecord(row: number, node: number): void {
    const snapshot = snapshotIn(row);
    if (snapshot === undefined) return malformed(row);
    const balance = integerAt(fields.bytes(), fields.places[BALANCE]!);
    snapshot.last = row;
    counts.records++;
    if (snapshot.record[node]! >= 0) {
      const again = [step('the first time', snapshot.record[node]!), step('the second time', row)];
      blame(snapshot, 'once', `${nodes[node]} recorded its state twice for snapshot ${snapshot.name}`, -1, again);
      return;
    }
    snapshot.record[node] = row;
    snapshot.records++;
    snapshot.balance[node] = balance;
    snapshot.replayed[node] = balances[node]!;
    if (snapshot.begun < 0) {
      const summary = `${nodes[node]} recorded its state for snapshot ${snapshot.name} before anybody had asked for that snapshot`;
      blame(snapshot, 'initiation', summary, -1, [step('its record, older than any request', row)]);
    } else judgeTrigger(snapshot, node, row);
    for (let other = 0; other < width; other++) {
      if (other === node) continue;
      const outgoing = channels.at(node * width + other);
      snapshot.sent[node * width + other] = outgoing === undefined ? 0 : outgoing.sent.length;
      const index = other * width + node;
      const incoming = channels.at(index);
      const { done, beyond } = cutOf(incoming);
      snapshot.consumed[index] = done;
      if (beyond.length > 0) snapshot.beyond.set(index, beyond);
      if (incoming === undefined) continue;
      if (books.exact[node] === 0 && incoming.delivered > incoming.done) snapshot.blurred.add(index);
      if (snapshot.sent[index]! >= 0) judgeCut(snapshot, incoming, index, row);
    }
  }

  function judgeTrigger(snapshot: Snapshot, node: number, row: number): void {
    const { [node]: at = -1 } = snapshot.trigger;
    if (at < 0) {
      if (books.exact[node] === 0) return;
      const summary = `${nodes[node]} recorded its state for snapshot ${snapshot.name} before any marker of it had come`;
      blame(snapshot, 'first-marker', summary, -1, [
        step('the request to begin', snapshot.begun),
        step('its record', row),
      ]);
      return;
    }
    if (traffic[node] === snapshot.trafficAtTrigger[node] || books.exact[node] === 0) return;
    const isBegin = snapshot.triggerIsBegin[node] === 1;
    const what = isBegin ? 'it was asked to begin' : 'its first marker had come';
    blame(
      snapshot,
      isBegin ? 'initiator' : 'first-marker',
      `${nodes[node]} sent or took another transfer after ${what} and before it recorded its state for snapshot ${snapshot.name}`,
      -1,
      [step(what, at), step('it recorded', row)],
    );
  }

  /** Transfers that the receiver had consumed at its cut and that were sent after the sender's. */
  function judgeCut(snapshot: Snapshot, channel: Channel, index: number, row: number): void {
    const sent = snapshot.sent[index]!;
    for (let place = sent; place < channel.reached; place++) {
      if (channel.consumedAt[place]! < 0 || books.lost.has(channel.sent[place]!)) continue;
      const [sender, receiver] = [nodes[channel.from], nodes[channel.to]];
      blame(
        snapshot,
        'cut',
        `${spellSend(history, channel.sent[place]!, channel.amounts[place]!)} is in the state that ${receiver} recorded for snapshot ${snapshot.name}, but ${sender} sent it only after its own record`,
        -1,
        [
          step(`${sender} recorded`, snapshot.record[channel.from]!),
          step('it sent the transfer', channel.sent[place]!),
          step(`${receiver} took it`, channel.consumedAt[place]!),
          step(`${receiver} recorded`, row),
        ],
      );
    }
    if (snapshot.blurred.has(index) && channel.delivered > sent) snapshot.uncertainCut = true;
  }

  function onChannel(row: number, node: number): void {
    const snapshot = snapshotIn(row);
    const place = fields.places[FROM]!;
    const name = place < 0 || snapshot === undefined ? undefined : valueAt(fields.bytes(), place);
    const from = typeof name === 'string' ? nodes.indexOf(name) : -1;
    if (snapshot === undefined || from < 0) return malformed(row);
    const index = from * width + node;
    const transfers = fields.places[TRANSFERS]!;
    const amount = integerAt(fields.bytes(), fields.places[AMOUNT]!);
    snapshot.last = row;
    const what = `the channel from ${name} for snapshot ${snapshot.name}`;
    if (snapshot.closed[index]! >= 0) {
      const again = [step('the first time', snapshot.closed[index]!), step('the second time', row)];
      blame(snapshot, 'once', `${nodes[node]} recorded ${what} twice`, -1, again);
      return;
    }
    snapshot.closed[index] = row;
    snapshot.amount[index] = amount;
    if (snapshot.markerCame[index] === 0) {
      const summary = `${nodes[node]} stopped recording ${what} although the marker of ${name} had not come`;
      blame(snapshot, 'closing', summary, index, [step('what it recorded', row)]);
      return;
    }
    const list = transfers < 0 ? undefined : valueAt(fields.bytes(), transfers);
    if (!judgeChannel(books, snapshot, index, amount, list, false)) snapshot.pending.push(index);
  }

  function blame(
    snapshot: Snapshot,
    rule: string,
    summary: string,
    excuses: number,
    steps: ReturnType<typeof step>[],
  ): void {
    snapshot.problems.push({ rule, summary, steps });
    if (excuses >= 0) snapshot.excused.add(excuses);
  }

  function malformed(row: number): void {
    books.malformed = books.malformed < 0 ? row : books.malformed;
  }

  function onInvoke(row: number): void {
    if (history.processes[history.process[row]!]!.participant !== HARNESS) books.firstAsked = row;
  }

  function onOk(row: number): void {
    const snapshot = fields.scan(row) && fields.places[CHANNELS]! >= 0 ? snapshotIn(row) : undefined;
    if (snapshot === undefined || history.body(history.ref[row]!).do !== spec.collect) return;
    const { account, balance, channels: told } = history.body(row);
    const node = typeof account === 'string' ? nodes.indexOf(account) : -1;
    if (node < 0 || typeof balance !== 'number' || !Array.isArray(told)) return;
    const parts = told.filter((part) => typeof part?.from === 'string' && typeof part?.amount === 'number');
    snapshot.told.push({ row, node, balance, channels: parts });
    counts.told++;
  }

  let next = 0;
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    for (; next < consumption.count && consumption.at[next] === row; next++) {
      onConsumed(consumption.delivery[next]!, row);
    }
    if (kind === kinds.send) onSend(row);
    else if (kind === kinds.deliver) onDelivery(row);
    else if (kind === kinds.drop) onDrop(row);
    else if (kind === kinds.ok) onOk(row);
    else if (kind === kinds.invoke && books.firstAsked < 0) onInvoke(row);
    else if (kind === kinds.record || kind === kinds.channel || kind === kinds.join) {
      const node = nodeOf[history.process[row]!]!;
      if (kind === kinds.record) onRecord(row, node);
      else if (kind === kinds.channel) onChannel(row, node);
      else if (books.joined[node]! < 0) books.joined[node] = row;
    } else if (kind === kinds.recv) books.lets[nodeOf[history.process[row]!]!] = 1;
    else if (lifeEnds.includes(kind) && history.process[row]! >= 0) strike(strikes, 'crashes', row);
  }
  return closeBooks(books);
}
