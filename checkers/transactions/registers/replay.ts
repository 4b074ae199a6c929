import { OUTCOME } from '../../../src/history/transactions.js';
import { beginOf, commitOf, type Problem, transactionOf } from './problem.js';
import { START } from './reading.js';

/**
 * What is wrong with an order of points as an answer to a problem, found by doing it; undefined if nothing is. It looks at
 * the reads, sessions and rows alone, at nothing that the search or what was forced made of them. Linear.
 */
export function findFlaw(problem: Problem, points: Int32Array): string | undefined {
  const { reading, family, order } = problem;
  const { all, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const current = new Int32Array(all.keys).fill(START);
  const committedAt = new Int32Array(all.keys).fill(-1);
  const begun = new Int32Array(all.count).fill(-1);
  const ended = new Int32Array(all.count).fill(-1);
  const lastOf = new Int32Array(all.sessions).fill(-1);
  let commits = 0;
  for (let i = 0; i < points.length; i++) {
    const t = transactionOf(problem, points[i]!);
    if (points[i] === beginOf(problem, t)) {
      if (begun[t]! >= 0) return `t${t} begins twice`;
      begun[t] = i;
      if (order !== 'none') {
        const before = lastOf[all.session[t]!]!;
        if (before > t || (before >= 0 && ended[before]! < 0)) return `t${t} is out of its session's order`;
        lastOf[all.session[t]!] = t;
      }
      for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
        const version = readFrom[r] === START ? START : all.version[readOp[r]!]!;
        if (current[all.key[readOp[r]!]!] !== version) return `t${t} reads something else`;
      }
    }
    if (points[i] === commitOf(problem, t)) {
      if (begun[t]! < 0 || ended[t]! >= 0) return `t${t} ends without having begun`;
      ended[t] = i;
      commits++;
      for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
        const key = all.key[writeOp[w]!]!;
        if (family === 'snapshot-isolation' && committedAt[key]! > begun[t]!) return `t${t} overlaps another writer`;
        current[key] = all.version[writeOp[w]!]!;
        committedAt[key] = i;
      }
    }
  }
  if (commits !== inOrder.length) return `${inOrder.length - commits} transactions are missing`;
  if (order !== 'real-time') return undefined;
  // Backwards: the earliest completion among those that commit after a begin.
  let earliest = Infinity;
  for (let i = points.length - 1; i >= 0; i--) {
    const t = transactionOf(problem, points[i]!);
    if (points[i] === beginOf(problem, t) && earliest < all.invoked[t]!) return `t${t} begins too early`;
    const isKnown = all.outcome[t] === OUTCOME.ok && all.completed[t]! >= 0;
    if (points[i] === commitOf(problem, t) && isKnown) earliest = Math.min(earliest, all.completed[t]!);
  }
  return undefined;
}
