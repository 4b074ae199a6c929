import { type Structure, structureOf } from '../../src/history/transactions/structure.js';
import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../../src/history/transactions.js';
import { linkChains } from './chains.js';
import type { DirectAnomaly } from './judged.js';
import { createPerKey } from './per-key.js';
import { acknowledged, NONE, type Reading } from './reading.js';

/**
 * Reads a history of versions (`versioned`), in which every write says which version it made and which it replaced.
 *
 * A version that somebody saw and no answered write made was made by an unanswered one. Where only one can have made
 * it, that one did; else it stays without author, the order may have gaps, and there is `doubt`. `guess` gives versions to
 * unanswered writes: one way in which it may have been.
 */
export function readChains(transactions: Transactions, guess?: ReadonlyMap<number, number>): Reading {
  const { micro, outcome, version, versions: told, count, first } = transactions;
  const replaced = transactions.replaced!;
  const { owner, ownBefore, overwritten } = structureOf(transactions);
  const committed = acknowledged(transactions);
  const anomalies: DirectAnomaly[] = [];
  const isUnanswered = (op: number) =>
    micro[op] === MICRO.write &&
    version[op] === UNKNOWN &&
    overwritten[op] === 0 &&
    outcome[owner[op]!] === OUTCOME.info;
  let unanswered = 0;
  for (let op = 0; op < micro.length; op++) if (isUnanswered(op)) unanswered++;

  const writer = writers();
  const source = outsideReads(transactions, writer, { owner, ownBefore }, anomalies);
  const seenBy = new Int32Array(told).fill(-1);
  noteWhoTookEffect();
  judgeDirtyUpdates();
  judgeLastWords();
  const holes = { versions: holesByKey(), candidates: candidatesByKey() };
  const { made, doubtful } = giveHoles();
  const chains = linkChains(transactions, { committed, owner, writer, seenBy, made }, anomalies);
  const author = Int32Array.from(writer, (by) => (by >= 0 && committed[owner[by]!] === 1 ? owner[by]! : -1));
  const shownBy = new Int32Array(transactions.keys).fill(-1);
  const doubt = doubtful || chains.doubt;
  return {
    transactions,
    committed,
    owner,
    overwritten,
    version: versions(),
    writer,
    author,
    source,
    ...chains,
    shownBy,
    anomalies,
    doubt,
    holes,
  };

  /** What each wrote or read, with the versions that were given to unanswered writes. */
  function versions(): Int32Array {
    if (unanswered === 0) return version;
    const all = version.slice();
    for (let v = 0; v < writer.length; v++) if (writer[v]! >= 0 && all[writer[v]!] === UNKNOWN) all[writer[v]!] = v;
    return all;
  }

  /** Of several writers of a version one that is known to have taken effect counts. */
  function writers(): Int32Array {
    const by = new Int32Array(told + unanswered).fill(-1);
    for (let op = 0; op < micro.length; op++) {
      const v = version[op]!;
      if (micro[op] !== MICRO.write || v < 0) continue;
      const other = by[v]!;
      const isCertain = committed[owner[op]!] === 1;
      if (other >= 0 && isCertain && committed[owner[other]!] === 1) {
        const says = `made version ${transactions.valueName(v)}, which another write had made as well`;
        anomalies.push({ rule: 'duplicate-version', operations: [op, other], says });
      } else if (other < 0 || isCertain) by[v] = op;
    }
    return by;
  }

  /** Who saw a version, by reading or replacing it, proves that it was made, and with it all that its transaction did. */
  function noteWhoTookEffect(): void {
    const work: number[] = [];
    const see = (v: number, op: number) => {
      if (v < 0 || seenBy[v]! >= 0) return;
      seenBy[v] = op;
      const by = writer[v]!;
      if (by < 0) return;
      const t = owner[by]!;
      if (outcome[t] === OUTCOME.fail) {
        if (micro[op] === MICRO.write) return;
        const says = `found version ${transactions.valueName(v)}, whose transaction was aborted`;
        anomalies.push({ rule: 'G1a', operations: [op, by], says });
      } else if (committed[t] === 0) {
        committed[t] = 1;
        work.push(t);
      }
    };
    const seeReplaced = (t: number) => {
      for (let op = first[t]!; op < first[t + 1]!; op++) if (micro[op] === MICRO.write) see(replaced[op]!, op);
    };
    for (let op = 0; op < micro.length; op++) see(source[op]!, op);
    for (let t = 0; t < count; t++) if (outcome[t] === OUTCOME.ok) seeReplaced(t);
    for (let t = work.pop(); t !== undefined; t = work.pop()) seeReplaced(t);
  }

  /** Nobody who took effect replaces a version of somebody who did not. */
  function judgeDirtyUpdates(): void {
    for (let op = 0; op < micro.length; op++) {
      if (micro[op] !== MICRO.write || committed[owner[op]!] === 0 || replaced[op]! < 0) continue;
      const by = writer[replaced[op]!]!;
      if (by < 0 || outcome[owner[by]!] !== OUTCOME.fail) continue;
      const says = `replaced version ${transactions.valueName(replaced[op]!)}, whose transaction was aborted`;
      anomalies.push({ rule: 'dirty-update', operations: [op, by], says });
    }
  }

  /** Nobody sees a version that its own transaction replaced. */
  function judgeLastWords(): void {
    for (let op = 0; op < micro.length; op++) {
      const v = source[op]!;
      const by = v >= 0 ? writer[v]! : -1;
      if (by < 0 || overwritten[by] === 0 || committed[owner[by]!] === 0) continue;
      const says = `found version ${transactions.valueName(v)}, which the same transaction then replaced`;
      anomalies.push({ rule: 'G1b', operations: [op, by], says });
    }
  }

  /** Versions that were seen and that no write is known to have made. */
  function holesByKey(): Map<number, number[]> {
    const byKey = new Map<number, number[]>();
    for (let v = 0; v < told; v++) {
      if (seenBy[v]! < 0 || writer[v]! >= 0) continue;
      const k = transactions.keyOf[v]!;
      const others = byKey.get(k);
      if (others === undefined) byKey.set(k, [v]);
      else others.push(v);
    }
    return byKey;
  }

  function candidatesByKey(): Map<number, number[]> {
    const byKey = new Map<number, number[]>();
    for (let op = 0; op < micro.length && unanswered > 0; op++) {
      if (!isUnanswered(op)) continue;
      const k = transactions.key[op]!;
      const others = byKey.get(k);
      if (others === undefined) byKey.set(k, [op]);
      else others.push(op);
    }
    return byKey;
  }

  /** Gives holes to unanswered writes of the same key; what else those did made versions that nobody was told of. */
  function giveHoles(): { made: number; doubtful: string } {
    let doubtful = '';
    const given = new Set<number>();
    for (const [k, versions] of holes.versions) {
      const able = holes.candidates.get(k) ?? [];
      for (const v of versions.slice(able.length)) anomalies.push(thinAir(v, versions, able.length));
      for (const [i, v] of versions.entries()) {
        const maker = guess?.get(v) ?? (able.length === 1 && i === 0 ? able[0]! : -1);
        if (maker < 0) continue;
        writer[v] = maker;
        given.add(maker);
        committed[owner[maker]!] = 1;
      }
      if (able.length > 1 && versions.some((v) => writer[v]! < 0)) {
        const [name, value] = [transactions.keyName(k), transactions.valueName(versions[0]!)];
        doubtful ||= `several unanswered writes of ${name} may have made version ${value}`;
      }
    }
    let made = 0;
    for (const ops of holes.candidates.values()) {
      for (const op of ops) if (committed[owner[op]!] === 1 && !given.has(op)) writer[told + made++] = op;
    }
    return { made, doubtful };
  }

  function thinAir(v: number, holes: readonly number[], able: number): DirectAnomaly {
    const found = `found version ${transactions.valueName(v)}`;
    const own = seenBy[v]!;
    if (able === 0) return { rule: 'thin-air', operations: [own], says: `${found}, which nobody made` };
    const others = holes.flatMap((other) => (other === v ? [] : [seenBy[other]!]));
    const says = `${found}, and the ${able} unanswered writes of that key can have made the ${others.length} others at most`;
    return { rule: 'thin-air', operations: [own, ...others.slice(0, able)], says };
  }
}

/** What each answered read found, except what its own transaction had written. */
function outsideReads(
  transactions: Transactions,
  writer: Int32Array,
  { owner, ownBefore }: Pick<Structure, 'owner' | 'ownBefore'>,
  anomalies: DirectAnomaly[],
): Int32Array {
  const { micro, key, keys, first, count, outcome, version } = transactions;
  const source = new Int32Array(micro.length).fill(NONE);
  const lastRead = createPerKey(keys);
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OUTCOME.ok) continue;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] === MICRO.read) readOne(t, op);
      else writeOne(op);
    }
  }
  return source;

  /** What a transaction writes twice it replaces itself. */
  function writeOne(op: number): void {
    const own = ownBefore[op]!;
    const old = transactions.replaced![op]!;
    if (own < 0 || version[own]! < 0 || old < NOTHING || old === version[own]) return;
    anomalies.push({ rule: 'internal', operations: [op, own], says: 'did not replace what it had itself written' });
  }

  function readOne(t: number, op: number): void {
    const k = key[op]!;
    const v = version[op]!;
    if (v < NOTHING) return;
    const own = ownBefore[op]!;
    if (own >= 0) {
      if (v === version[own]) return;
      anomalies.push({ rule: 'internal', operations: [op, own], says: 'did not find what it had itself written' });
      return;
    }
    const by = v >= 0 ? writer[v]! : -1;
    if (by >= 0 && owner[by] === t) {
      anomalies.push({ rule: 'future-read', operations: [op, by], says: 'found what it wrote only later' });
      return;
    }
    const earlier = lastRead.get(k, t);
    if (earlier >= 0 && source[earlier] !== v) {
      const says = 'read a key twice and found different versions';
      anomalies.push({ rule: 'non-repeatable-read', operations: [op, earlier], says });
    }
    lastRead.set(k, t, op);
    source[op] = v;
  }
}
