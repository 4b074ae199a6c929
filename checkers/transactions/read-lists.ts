import { structureOf } from '../../src/history/transactions/structure.js';
import { MICRO, NOTHING, OUTCOME, type Transactions } from '../../src/history/transactions.js';
import type { DirectAnomaly } from './judged.js';
import { createPerKey } from './per-key.js';
import { acknowledged, NONE, type Reading } from './reading.js';

/**
 * Reads a history of lists (`append`) after Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental
 * Observations", VLDB 2020: the longest list read of a key gives the order of its versions, and every other list must be
 * how it begins. That holds of lists with elements that their reader itself has just appended, too: what it saw is a state
 * that the key was in. What it found of others is the last element before its own.
 *
 * Elements that nobody read come after all that were read, in an order that nobody knows.
 */
export function readLists(transactions: Transactions): Reading {
  const { micro, key, keys, first, count, outcome, version, versions, keyOf } = transactions;
  const list = transactions.list!;
  const lists = transactions.lists!;
  const { owner, ownBefore, overwritten } = structureOf(transactions);
  const committed = acknowledged(transactions);
  const writer = new Int32Array(versions).fill(-1);
  const source = new Int32Array(micro.length).fill(NONE);
  const anomalies: DirectAnomaly[] = [];
  for (let op = 0; op < micro.length; op++) if (micro[op] === MICRO.write) writer[version[op]!] = op;

  const lengthOf = (op: number) => list[op + 1]! - list[op]!;
  const longest = new Int32Array(keys).fill(-1);
  const lastRead = createPerKey(keys);
  /** By write: the last read before it, of the same key in the same transaction, or -1. */
  const readBefore = new Int32Array(micro.length).fill(-1);

  function readOne(t: number, op: number): void {
    const k = key[op]!;
    const begin = list[op]!;
    let end = list[op + 1]!;
    for (let own = ownBefore[op]!; own >= 0; own = ownBefore[own]!, end--) {
      if (end > begin && lists[end - 1] === version[own]) continue;
      anomalies.push({
        rule: 'internal',
        operations: [op, own],
        says: `did not find at the end what it had itself appended`,
      });
      return;
    }
    const last = end > begin ? lists[end - 1]! : NOTHING;
    if (last >= 0 && writer[last]! > op && owner[writer[last]!] === t) {
      anomalies.push(futureRead(op, writer[last]!));
      return;
    }
    const earlier = lastRead.get(k, t);
    if (earlier >= 0 && source[earlier] !== last) {
      anomalies.push({
        rule: 'non-repeatable-read',
        operations: [op, earlier],
        says: 'read a key twice and found different lists',
      });
    }
    lastRead.set(k, t, op);
    source[op] = last;
    if (longest[k]! < 0 || lengthOf(op) > lengthOf(longest[k]!)) longest[k] = op;
  }

  for (let t = 0; t < count; t++) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const k = key[op]!;
      if (micro[op] === MICRO.write) {
        readBefore[op] = lastRead.get(k, t);
      } else if (outcome[t] === OUTCOME.ok && version[op]! >= NOTHING) readOne(t, op);
    }
  }

  // The settled order of each key, and who is in it.
  const place = new Int32Array(versions).fill(-1);
  const broken = new Uint8Array(keys);
  const length = new Int32Array(keys);
  for (let k = 0; k < keys; k++) {
    const op = longest[k]!;
    if (op < 0) continue;
    let aborted = -1;
    for (let i = 0; i < lengthOf(op); i++) {
      const v = lists[list[op]! + i]!;
      if (place[v]! >= 0) {
        if (broken[k] === 0) anomalies.push(duplicate(op, v));
        broken[k] = 1;
        continue;
      }
      noteObserved(op, v);
      const how = writer[v]! >= 0 ? outcome[owner[writer[v]!]!] : OUTCOME.info;
      if (how === OUTCOME.ok && aborted >= 0) {
        const says = `appended behind ${transactions.valueName(version[aborted]!)}, whose transaction was aborted`;
        anomalies.push({ rule: 'dirty-update', operations: [writer[v]!, aborted, op], says });
      }
      if (how !== OUTCOME.info) aborted = how === OUTCOME.fail ? writer[v]! : -1;
      const earlier = writer[v]! >= 0 ? ownBefore[writer[v]!]! : -1;
      if (earlier >= 0 && place[version[earlier]!]! < 0) {
        const says = `found ${transactions.valueName(v)} without what the same transaction had appended before it`;
        anomalies.push({ rule: 'incompatible-order', operations: [op, earlier], says });
      }
      place[v] = length[k]!++;
    }
  }

  function duplicate(op: number, v: number): DirectAnomaly {
    const operations = writer[v]! >= 0 ? [op, writer[v]!] : [op];
    return { rule: 'duplicate-elements', operations, says: `found ${transactions.valueName(v)} twice` };
  }

  function noteObserved(op: number, v: number): void {
    const by = writer[v]!;
    if (by < 0) {
      anomalies.push({
        rule: 'thin-air',
        operations: [op],
        says: `found ${transactions.valueName(v)}, which nobody appended`,
      });
    } else if (outcome[owner[by]!] === OUTCOME.fail) {
      anomalies.push({
        rule: 'G1a',
        operations: [op, by],
        says: `found ${transactions.valueName(v)}, whose transaction was aborted`,
      });
    } else committed[owner[by]!] = 1;
  }

  // Every other list is how the longest one begins; what is last in it was its writer's last word.
  for (let op = 0; op < micro.length; op++) {
    if (source[op] === NONE) continue;
    const other = longest[key[op]!]!;
    const from = list[op]!;
    const against = list[other]!;
    const end = lengthOf(op);
    let i = 0;
    if (op !== other) while (i < end && lists[from + i] === lists[against + i]) i++;
    else i = end;
    if (i < end) {
      if (broken[key[op]!] === 0) {
        const twice = repeated(from, end);
        anomalies.push(
          twice >= 0
            ? duplicate(op, twice)
            : {
                rule: 'incompatible-order',
                operations: [op, other],
                says: 'found elements in another order than others did',
              },
        );
      }
      source[op] = NONE;
      continue;
    }
    if (broken[key[op]!] === 1) source[op] = NONE;
    const last = source[op]!;
    const by = last >= 0 ? writer[last]! : -1;
    if (by < 0 || overwritten[by] === 0 || outcome[owner[by]!] === OUTCOME.fail) continue;
    anomalies.push({
      rule: 'G1b',
      operations: [op, by],
      says: `found ${transactions.valueName(last)} as the last, after which the same transaction appended more`,
    });
  }

  // What was appended later is the last in such a list, which counts for nothing then; or others follow it.
  for (let op = 0; op < micro.length; op++) {
    const read = readBefore[op]!;
    if (read < 0 || source[read] === NONE || place[version[op]!]! < 0) continue;
    if (place[version[op]!]! < lengthOf(read)) anomalies.push(futureRead(read, op));
  }

  function futureRead(read: number, write: number): DirectAnomaly {
    return { rule: 'future-read', operations: [read, write], says: 'found what it appended only later' };
  }

  function repeated(from: number, length: number): number {
    const seen = new Set<number>();
    for (let i = 0; i < length; i++) {
      const v = lists[from + i]!;
      if (seen.has(v)) return v;
      seen.add(v);
    }
    return -1;
  }

  const author = new Int32Array(versions).fill(-1);
  for (let v = 0; v < versions; v++) {
    if (writer[v]! >= 0 && committed[owner[writer[v]!]!] === 1) author[v] = owner[writer[v]!]!;
  }
  return {
    transactions,
    committed,
    owner,
    overwritten,
    version,
    writer,
    author,
    source,
    ...orders(),
    place,
    shownBy: longest,
    anomalies,
    doubt: '',
  };

  /** Lays out the orders; `place` becomes the place in all of it. */
  function orders(): Pick<Reading, 'order' | 'first' | 'settled' | 'run'> {
    const isLoose = (v: number) => place[v]! < 0 && author[v]! >= 0 && overwritten[writer[v]!] === 0;
    const from = new Int32Array(keys + 1);
    for (let k = 0; k < keys; k++) from[k + 1] = length[k]!;
    for (let v = 0; v < versions; v++) if (isLoose(v)) from[keyOf[v]! + 1]!++;
    for (let k = 0; k < keys; k++) from[k + 1]! += from[k]!;
    const order = new Int32Array(from[keys]!);
    const run = new Int32Array(from[keys]!);
    const settled = new Int32Array(keys);
    const next = new Int32Array(keys);
    for (let k = 0; k < keys; k++) {
      settled[k] = from[k]! + length[k]!;
      next[k] = from[k]! + length[k]!;
      run.fill(from[k]!, from[k]!, settled[k]!);
    }
    // Micro-operations stand in the order in which their transactions ended.
    for (let op = 0; op < micro.length; op++) {
      if (micro[op] !== MICRO.write) continue;
      const v = version[op]!;
      if (place[v]! >= 0 || !isLoose(v)) continue;
      const at = next[key[op]!]!++;
      order[at] = v;
      run[at] = at;
    }
    for (let v = 0; v < versions; v++) {
      if (place[v]! < 0) continue;
      place[v]! += from[keyOf[v]!]!;
      order[place[v]!] = v;
    }
    for (let at = 0; at < order.length; at++) place[order[at]!] = at;
    return { order, first: from, settled, run };
  }
}
