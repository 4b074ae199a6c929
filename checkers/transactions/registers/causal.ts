import { type Budget, OutOfBudget, spend } from '../budget.js';
import { type Reading, START } from './reading.js';
import { type Forced, force } from './weak.js';

/** Columns whose clocks are computed at a time. */
const TOGETHER = 16;

/** What a transaction has seen of the columns at hand: what its own row says, all that can be seen, or nothing. */
const SEEN = { some: 0, all: 1, nothing: 2 } as const;

/**
 * causal (see weak.ts): for each read of x by t3 from t1 and each session, the last writer of x there that t3 had seen, unless
 * t1 had seen it too. What was seen comes from vector clocks over sessions, computed along `order` (in which every edge leads
 * forward), for so many sessions at a time. Sessions that end together are taken together: who comes before them has seen nothing of
 * them, most of who comes after has seen all, and neither needs a row. At most n times the sessions.
 */
export function causalEdges(forced: Forced, reading: Reading, order: Int32Array, budget: Budget): void {
  const { all, readFirst, readOp, readFrom } = reading;
  const { key, count, sessions, session } = all;
  const columns = layColumns(reading, order);
  const { column, columnFirst, columnEnd, beginsAt, transaction, place } = columns;
  const { keyFirst, places } = writersByKey(reading, columns);
  const widest = Math.min(TOGETHER, sessions);
  if ((count + 2) * widest > budget.cells) throw new OutOfBudget('seeing who had seen whom');
  // By transaction and column: one past the place of the last transaction there that it had seen. Two more rows: all, nothing.
  const clock = new Int32Array((count + 2) * widest);
  const seen = new Uint8Array(count);

  for (let begin = 0; begin < sessions; begin += TOGETHER) {
    const width = Math.min(TOGETHER, sessions - begin);
    const isOne = width === sessions;
    const from = columnFirst[begin]!;
    const to = columnFirst[begin + width]!;
    let start = order.length;
    for (let c = 0; c < width; c++) {
      clock[count * width + c] = columnEnd[begin + c]!;
      clock[(count + 1) * width + c] = 0;
      start = Math.min(start, beginsAt[begin + c]!);
    }
    spend(budget, order.length, 'seeing who had seen whom');
    for (let i = 0; i < start; i++) seen[order[i]!] = SEEN.nothing;
    for (let i = start; i < order.length; i++) {
      const t = order[i]!;
      if (reading.included[t] === 0) continue;
      const own = column[session[t]!]! - begin;
      const isHere = own >= 0 && own < width;
      seen[t] = isHere ? SEEN.some : seenByThoseBefore(t);
      if (seen[t] === SEEN.nothing) continue;
      if (seen[t] === SEEN.some) computeRow(t);
      lookAtReads(t, isHere);
    }

    function rowOf(t: number): number {
      if (t === START || seen[t] === SEEN.nothing) return (count + 1) * width;
      return (seen[t] === SEEN.all ? count : t) * width;
    }

    function seenByThoseBefore(t: number): number {
      const at = place[t]!;
      let most: number = SEEN.nothing;
      if (at > columnFirst[column[session[t]!]!]!) most = seen[transaction[at - 1]!]!;
      for (let r = readFirst[t]!; most !== SEEN.all && r < readFirst[t + 1]!; r++) {
        if (readFrom[r] === START || seen[readFrom[r]!] === SEEN.nothing) continue;
        most = seen[readFrom[r]!]!;
      }
      return most;
    }

    function computeRow(t: number): void {
      const row = t * width;
      const at = place[t]!;
      for (let c = 0; c < width; c++) clock[row + c] = 0;
      if (at > columnFirst[column[session[t]!]!]!) join(row, transaction[at - 1]!);
      for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) if (readFrom[r] !== START) join(row, readFrom[r]!);
      spend(budget, width, 'seeing who had seen whom');
      const own = column[session[t]!]! - begin;
      if (own >= 0 && own < width) return;
      for (let c = 0; c < width; c++) if (clock[row + c]! < columnEnd[begin + c]!) return;
      seen[t] = SEEN.all;
    }

    function join(row: number, before: number): void {
      const other = rowOf(before);
      for (let c = 0; c < width; c++) if (clock[other + c]! > clock[row + c]!) clock[row + c] = clock[other + c]!;
      const c = column[session[before]!]! - begin;
      if (c >= 0 && c < width && clock[row + c]! <= place[before]!) clock[row + c] = place[before]! + 1;
    }

    function lookAtReads(t3: number, isHere: boolean): void {
      const row = rowOf(t3);
      for (let r = readFirst[t3]!; r < readFirst[t3 + 1]!; r++) {
        const t1 = readFrom[r]!;
        if (!isHere && t1 !== START && seen[t1] === SEEN.all) continue;
        const k = key[readOp[r]!]!;
        let low = isOne ? keyFirst[k]! : firstFrom(keyFirst[k]!, keyFirst[k + 1]!, from);
        const end = keyFirst[k + 1]!;
        if (low === end || places[low]! >= to) continue;
        spend(budget, width, 'seeing who had seen whom');
        const rowOfWriter = rowOf(t1);
        for (let c = 0; c < width; c++) {
          const limit = clock[row + c]!;
          // What t1 had seen commits before it anyway.
          if (limit <= clock[rowOfWriter + c]!) continue;
          low = firstFrom(low, end, limit);
          if (low === keyFirst[k] || places[low - 1]! < columnFirst[begin + c]!) continue;
          const t2 = transaction[places[low - 1]!]!;
          if (t2 !== t1 && places[low - 1]! >= clock[rowOfWriter + c]!) force(forced, t2, t1, readOp[r]!);
        }
      }
    }
  }

  /** Where, among these places, is the first one that is not below the limit. */
  function firstFrom(low: number, high: number, limit: number): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (places[middle]! < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Sessions as columns, by when they end, and each transaction's place in the columns laid end to end. */
interface Columns {
  column: Int32Array;
  columnFirst: Int32Array;
  /** One past the place of the last one in the column from which another session read: more than that nobody else can see. */
  columnEnd: Int32Array;
  /** Where in the order its first one is. */
  beginsAt: Int32Array;
  transaction: Int32Array;
  place: Int32Array;
}

function layColumns({ all, sessionFirst, inOrder, readFirst, readFrom }: Reading, order: Int32Array): Columns {
  const { sessions, session, count } = all;
  const at = new Int32Array(count);
  for (let i = 0; i < order.length; i++) at[order[i]!] = i;
  const endsAt = new Float64Array(sessions).fill(-1);
  for (let s = 0; s < sessions; s++) {
    if (sessionFirst[s + 1]! > sessionFirst[s]!) endsAt[s] = at[inOrder[sessionFirst[s + 1]! - 1]!]!;
  }
  const byEnd = Int32Array.from({ length: sessions }, (_, s) => s).sort((a, b) => endsAt[a]! - endsAt[b]! || a - b);
  const column = new Int32Array(sessions);
  const columnFirst = new Int32Array(sessions + 1);
  const columnEnd = new Int32Array(sessions);
  const beginsAt = new Int32Array(sessions);
  const transaction = new Int32Array(inOrder.length);
  const place = new Int32Array(count);
  let next = 0;
  for (let c = 0; c < sessions; c++) {
    const s = byEnd[c]!;
    column[s] = c;
    columnEnd[c] = columnFirst[c] = next;
    beginsAt[c] = sessionFirst[s + 1]! > sessionFirst[s]! ? at[inOrder[sessionFirst[s]!]!]! : order.length;
    for (let i = sessionFirst[s]!; i < sessionFirst[s + 1]!; i++) {
      place[inOrder[i]!] = next;
      transaction[next++] = inOrder[i]!;
    }
  }
  columnFirst[sessions] = next;
  for (let t = 0; t < count; t++) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      const from = readFrom[r]!;
      if (from === START || session[from] === session[t]) continue;
      const c = column[session[from]!]!;
      if (columnEnd[c]! <= place[from]!) columnEnd[c] = place[from]! + 1;
    }
  }
  return { column, columnFirst, columnEnd, beginsAt, transaction, place };
}

/** By key: the places of its writers, ascending: places[keyFirst[k] .. keyFirst[k + 1]). */
function writersByKey({ all, writeFirst, writeOp }: Reading, { transaction }: Columns) {
  const keyFirst = new Int32Array(all.keys + 1);
  for (let w = 0; w < writeOp.length; w++) keyFirst[all.key[writeOp[w]!]! + 1]!++;
  for (let k = 0; k < all.keys; k++) keyFirst[k + 1]! += keyFirst[k]!;
  const next = keyFirst.slice(0, all.keys);
  const places = new Int32Array(writeOp.length);
  for (let i = 0; i < transaction.length; i++) {
    const t = transaction[i]!;
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) places[next[all.key[writeOp[w]!]!]!++] = i;
  }
  return { keyFirst, places };
}
