import { MICRO, NOTHING, type Transactions } from '../../src/history/transactions.js';
import type { DirectAnomaly } from './judged.js';
import type { Reading } from './reading.js';

/** What is known of the versions before they are put in order. */
interface Known {
  committed: Uint8Array;
  owner: Int32Array;
  writer: Int32Array;
  /** By version that the log tells: a micro-operation that saw it, or -1. */
  seenBy: Int32Array;
  /** How many versions beyond those of the log were made. */
  made: number;
}

/** Follows which version replaced which: the runs of each key, those from its start first. See Reading.order. */
export function linkChains(
  transactions: Transactions,
  { committed, owner, writer, seenBy, made }: Known,
  anomalies: DirectAnomaly[],
): Pick<Reading, 'order' | 'first' | 'settled' | 'run' | 'place' | 'doubt'> {
  const { micro, key, keys, keyOf, version, versions: told } = transactions;
  const replaced = transactions.replaced!;
  const versions = told + made;
  const keyAt = (v: number) => (v < told ? keyOf[v]! : key[writer[v]!]!);
  const exists = (v: number) =>
    v >= told || seenBy[v]! >= 0 || (writer[v]! >= 0 && committed[owner[writer[v]!]!] === 1);

  /** By version: the one that replaced it; by key: the one that replaced nothing; and who is such a one. */
  const next = new Int32Array(versions).fill(-1);
  const start = new Int32Array(keys).fill(-1);
  const follows = new Uint8Array(versions);
  for (let op = 0; op < micro.length; op++) {
    const v = version[op]!;
    const old = replaced[op]!;
    if (micro[op] !== MICRO.write || v < 0 || old < NOTHING || writer[v] !== op || !exists(v)) continue;
    // What an aborted write replaced nobody need have made.
    if (old >= 0 && !exists(old)) continue;
    if (old === v) {
      const says = `made version ${transactions.valueName(v)} in place of itself`;
      anomalies.push({ rule: 'incompatible-order', operations: [op], says });
      continue;
    }
    const rival = old === NOTHING ? start[key[op]!]! : next[old]!;
    if (rival >= 0) {
      anomalies.push(fork(op, writer[rival]!, old));
      continue;
    }
    if (old === NOTHING) start[key[op]!] = v;
    else next[old] = v;
    follows[v] = 1;
  }

  function fork(op: number, rival: number, old: number): DirectAnomaly {
    const what = old === NOTHING ? 'the state at the start' : `version ${transactions.valueName(old)}`;
    return { rule: 'lost-update', operations: [rival, op], says: `replaced ${what}, which another write replaced too` };
  }

  // Count, then lay out: the run from the start, then the others in the order in which they were seen.
  const first = new Int32Array(keys + 1);
  for (let v = 0; v < versions; v++) if (exists(v)) first[keyAt(v) + 1]!++;
  for (let k = 0; k < keys; k++) first[k + 1]! += first[k]!;
  const order = new Int32Array(first[keys]!);
  const run = new Int32Array(first[keys]!);
  const place = new Int32Array(versions).fill(-1);
  const end = first.slice(0, keys);
  const runs = new Int32Array(keys);
  const layOut = (from: number) => {
    const k = keyAt(from);
    const begin = end[k]!;
    for (let v = from; v >= 0 && place[v]! < 0; v = next[v]!) {
      place[v] = end[k]!;
      run[end[k]!] = begin;
      order[end[k]!++] = v;
    }
  };
  for (let k = 0; k < keys; k++) if (start[k]! >= 0) layOut(start[k]!);
  const settled = end.slice();
  const starts: number[] = [];
  for (let v = 0; v < versions; v++) if (exists(v) && follows[v] === 0 && place[v]! < 0) starts.push(v);
  // Who saw a version, or made it, stands in the order of completions; what nobody saw comes last.
  const seen = (v: number) => (v >= told ? micro.length : seenBy[v]! >= 0 ? seenBy[v]! : writer[v]!);
  starts.sort((a, b) => seen(a) - seen(b) || a - b);
  for (const v of starts) {
    runs[keyAt(v)]!++;
    layOut(v);
  }
  for (let v = 0; v < versions; v++) {
    if (!exists(v) || place[v]! >= 0) continue;
    const operations = [writer[v]!];
    for (let w = next[v]!; w !== v; w = next[w]!) operations.push(writer[w]!);
    anomalies.push({ rule: 'incompatible-order', operations, says: 'made a version that replaces its own successor' });
    layOut(v);
  }
  const unsure = runs.findIndex((count) => count > 1);
  const doubt =
    unsure < 0 ? '' : `the versions of ${transactions.keyName(unsure)} have gaps, and nothing tells their order`;
  return { order, first, settled, run, place, doubt };
}
