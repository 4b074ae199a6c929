import { type Budget, OutOfBudget, spend } from '../budget.js';
import { type Reading, START } from './reading.js';
import { type Forced, force } from './weak.js';

/** Sessions whose clocks are computed at a time. */
const TOGETHER = 16;

/**
 * causal (see weak.ts): for each read of x by t3 and each session, the last writer of x there that t3 had seen. What was
 * seen comes from vector clocks over sessions, computed along `order` (of which every edge leads forward), for so many sessions at a
 * time; what it wrote, from a table that moves along with them. n times the sessions.
 */
export function causalEdges(forced: Forced, reading: Reading, order: Int32Array, budget: Budget): void {
  const { all, sessionFirst, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const { key, count, sessions, session } = all;
  // By transaction: its place in its session, counted over all sessions.
  const place = new Int32Array(count);
  for (let i = 0; i < inOrder.length; i++) place[inOrder[i]!] = i;

  for (let begin = 0; begin < sessions; begin += TOGETHER) {
    const width = Math.min(TOGETHER, sessions - begin);
    if ((count + all.keys) * width > budget.cells) throw new OutOfBudget('seeing who had seen whom');
    spend(budget, (forced.graph.edges + readOp.length) * width, 'seeing who had seen whom');
    // By transaction and session: one past the place of the last transaction there that it had seen.
    const clock = clocks(begin, width);
    const lastWriter = new Int32Array(all.keys * width);
    for (let s = 0; s < sessions; s++) {
      const seen = sessionFirst.slice(begin, begin + width);
      for (let i = sessionFirst[s]!; i < sessionFirst[s + 1]!; i++) {
        const t3 = inOrder[i]!;
        const row = t3 * width;
        for (let c = 0; c < width; c++) {
          for (; seen[c]! < clock[row + c]!; seen[c]!++) note(inOrder[seen[c]!]!, c, true);
        }
        for (let r = readFirst[t3]!; r < readFirst[t3 + 1]!; r++) {
          const t1 = readFrom[r]!;
          const at = key[readOp[r]!]! * width;
          for (let c = 0; c < width; c++) {
            const t2 = lastWriter[at + c]! - 1;
            if (t2 < 0 || t2 === t1) continue;
            // What t1 had seen commits before it anyway.
            if (t1 !== START && clock[t1 * width + c]! > place[t2]!) continue;
            force(forced, t2, t1, readOp[r]!);
          }
        }
      }
      for (let c = 0; c < width; c++) {
        for (let i = sessionFirst[begin + c]!; i < seen[c]!; i++) note(inOrder[i]!, c, false);
      }
    }

    function note(t: number, c: number, isSeen: boolean): void {
      for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
        lastWriter[key[writeOp[w]!]! * width + c] = isSeen ? t + 1 : 0;
      }
    }
  }

  function clocks(begin: number, width: number): Int32Array {
    const clock = new Int32Array(count * width);
    for (let i = 0; i < order.length; i++) {
      const t = order[i]!;
      const row = t * width;
      const at = place[t]!;
      const s = session[t]!;
      if (at > sessionFirst[s]!) join(row, inOrder[at - 1]!);
      for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) if (readFrom[r] !== START) join(row, readFrom[r]!);
    }
    return clock;

    function join(row: number, from: number): void {
      const other = from * width;
      for (let c = 0; c < width; c++) if (clock[other + c]! > clock[row + c]!) clock[row + c] = clock[other + c]!;
      const c = session[from]! - begin;
      if (c >= 0 && c < width && clock[row + c]! <= place[from]!) clock[row + c] = place[from]! + 1;
    }
  }
}
