import type { History } from '../../src/history/history.js';

/** The transfers of one channel, from one node to another, in the order in which they were sent. */
export interface Channel {
  readonly from: number;
  readonly to: number;
  /** Row of each send, and its amount. */
  readonly sent: number[];
  readonly amounts: number[];
  /** Row of the own event by which the receiver had consumed it, or -1. */
  readonly consumedAt: number[];
  /** All before this place are consumed. */
  done: number;
  /** One more than the last place that is consumed. Higher than `done` only where something was overtaken. */
  reached: number;
  /** One more than the last place that was delivered. */
  delivered: number;
  /** Places by the names of the transfers, of all before `upTo`: for those who explain mistakes. */
  readonly named: { upTo: number; readonly places: Map<string, number> };
}

/** All channels between `nodes` nodes; `channelOf(from, to)` is made when it is first asked for. */
export function createChannels(nodes: number) {
  const all: (Channel | undefined)[] = new Array(nodes * nodes).fill(undefined);
  return {
    /** By `from * nodes + to`. */
    at: (index: number) => all[index],
    of(from: number, to: number): Channel {
      return (all[from * nodes + to] ??= {
        from,
        to,
        sent: [],
        amounts: [],
        consumedAt: [],
        done: 0,
        reached: 0,
        delivered: 0,
        named: { upTo: 0, places: new Map() },
      });
    },
  };
}

/** Adds a send and answers its place. */
export function addSend(channel: Channel, row: number, amount: number): number {
  channel.amounts.push(amount);
  channel.consumedAt.push(-1);
  return channel.sent.push(row) - 1;
}

/** False where the transfer was consumed before: a second copy carries no money. */
export function consume(channel: Channel, place: number, row: number): boolean {
  if (channel.consumedAt[place]! >= 0) return false;
  channel.consumedAt[place] = row;
  if (place >= channel.reached) channel.reached = place + 1;
  while (channel.done < channel.reached && channel.consumedAt[channel.done]! >= 0) channel.done++;
  return true;
}

/** Places of the transfers that are consumed although one before them is not. */
export function consumedEarly(channel: Channel): number[] {
  const beyond: number[] = [];
  for (let place = channel.done; place < channel.reached; place++) {
    if (channel.consumedAt[place]! >= 0) beyond.push(place);
  }
  return beyond;
}

/** `transfer t17 (n1 pays n2 20)`. */
export function spellSend(history: History, row: number, amount: number): string {
  const from = history.processes[history.process[row]!]!.participant;
  const to = history.participants[history.to[row]!];
  const tx = history.txName(history.tx[row]!);
  return `transfer ${tx === '' ? `in event ${row}` : tx} (${from} pays ${to} ${amount})`;
}
