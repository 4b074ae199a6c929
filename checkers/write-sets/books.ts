import type { History } from '../../src/history/history.js';
import { isNumber, type ToldSet } from '../sessions/told-set.js';
import { appliesOf } from './applies.js';
import { type AskedChange, askedChanges, spellChange } from './asked.js';

/** A write by its name, with what it changes. */
export interface Write {
  stream: number;
  seq: number;
  tx: string;
  account: string;
  change: number;
  /** The first row that tells of it. */
  row: number;
}

/** All writes of a run, by the nodes that accepted them, in the order of their numbers. */
export interface Books {
  /** By node, as the header lists them. */
  streams: readonly string[];
  writes: readonly (readonly Write[])[];
  /** What a set of writes makes of an account; undefined where some write in it is not known. */
  balanceOf(set: ToldSet, account: string): number | undefined;
  spell(write: Write): string;
}

/** Gathers the writes from what nodes report, and from what clients were told of those that nobody reports. */
export function readBooks(history: History): Books {
  const { nodes, accounts } = history.header;
  const streams = new Map(nodes.map((node, stream) => [node, stream]));
  const asked = askedChanges(history);
  const byStream = nodes.map(() => new Map<number, Write>());

  function add(by: unknown, seq: unknown, { tx, account, change, row }: Omit<Write, 'stream' | 'seq'>): void {
    const stream = typeof by === 'string' ? streams.get(by) : undefined;
    if (stream === undefined || !isNumber(seq) || byStream[stream]!.has(seq)) return;
    byStream[stream]!.set(seq, { stream, seq, tx, account, change, row });
  }

  // What the client asked for counts before what a branch makes of it: a branch that alters it has the wrong balance.
  for (const { tx, account, change, write, applied } of asked.values()) {
    if (Array.isArray(write) && change !== undefined) add(write[0], write[1], { tx, account, change, row: applied });
  }
  for (const { by, seq, tx, account, change, row } of appliesOf(history).reports) {
    add(by, seq, { tx, account, change: asked.get(tx)?.change ?? change, row });
  }
  const writes = byStream.map((known) => [...known.values()].sort((a, b) => a.seq - b.seq));
  const sums = writes.map((list) => sumsOf(list));

  return {
    streams: nodes,
    writes,
    balanceOf(set, account) {
      let balance = accounts[account] ?? 0;
      for (let stream = 0; stream < nodes.length; stream++) {
        const upTo = set.upTo[stream]!;
        // Writes have numbers without gaps: as many are known as there are numbers.
        if (upTo > 0 && writes[stream]![upTo - 1]?.seq !== upTo) return undefined;
        balance += sums[stream]!(account, upTo);
      }
      for (let k = 0; set.beyond !== undefined && k < set.beyond.length; k += 2) {
        const write = byStream[set.beyond[k]!]!.get(set.beyond[k + 1]!);
        if (write === undefined) return undefined;
        if (write.account === account) balance += write.change;
      }
      return balance;
    },
    spell: ({ tx, change }) => spellChange((asked.get(tx) as AskedChange) ?? { does: 'change', tx, amount: change }),
  };
}

/** What the writes of one stream up to a number change an account by, from sums made once. */
function sumsOf(writes: readonly Write[]): (account: string, upTo: number) => number {
  const byAccount = new Map<string, { seqs: number[]; sums: number[] }>();
  for (const { seq, account, change } of writes) {
    let known = byAccount.get(account);
    if (known === undefined) byAccount.set(account, (known = { seqs: [], sums: [] }));
    known.seqs.push(seq);
    known.sums.push((known.sums.at(-1) ?? 0) + change);
  }
  return (account, upTo) => {
    const known = byAccount.get(account);
    if (known === undefined) return 0;
    let low = 0;
    let high = known.seqs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (known.seqs[middle]! <= upTo) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : known.sums[low - 1]!;
  };
}
