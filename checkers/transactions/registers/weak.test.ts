import { createBudget } from '../budget.js';
import { randomTransactions } from '../random-transactions.fixture.js';
import { agreeingReads } from './agreeing-reads.js';
import { addEdge, createGraph, outgoing, topologicalOrder } from './graph.js';
import { type Reading, readReading, START } from './reading.js';
import { forcedEdges } from './weak.js';

/** The axioms as they are written down: every t3, every read of it, every other writer. */
function isKeptByTheBook(reading: Reading, family: 'read-committed' | 'read-atomic' | 'causal', sessions: boolean) {
  const { all, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const transactions = [...inOrder];
  const reads = (t: number) => Array.from({ length: readFirst[t + 1]! - readFirst[t]! }, (_, i) => readFirst[t]! + i);
  const writes = (t: number, key: number) =>
    [...writeOp.subarray(writeFirst[t]!, writeFirst[t + 1]!)].some((op) => all.key[op] === key);
  const follows = (a: number, b: number) =>
    (sessions && all.session[a] === all.session[b] && a < b) || reads(b).some((r) => readFrom[r] === a);
  const reaches = transactions.map((a) => {
    const reached = new Set([a]);
    for (const b of reached) for (const c of transactions) if (follows(b, c)) reached.add(c);
    return reached;
  });
  const graph = createGraph(all.count);
  for (const a of transactions) for (const b of transactions) if (follows(a, b)) addEdge(graph, a, b, 0, 0);
  for (const t3 of transactions) {
    for (const r of reads(t3)) {
      for (const [i, t2] of transactions.entries()) {
        if (t2 === t3 || t2 === readFrom[r] || !writes(t2, all.key[readOp[r]!]!)) continue;
        const isSeen =
          family === 'causal'
            ? reaches[i]!.has(t3)
            : family === 'read-atomic'
              ? follows(t2, t3)
              : reads(t3).some((earlier) => earlier < r && readFrom[earlier] === t2);
        if (!isSeen) continue;
        if (readFrom[r] === START) return false;
        addEdge(graph, t2, readFrom[r]!, 0, 0);
      }
    }
  }
  return topologicalOrder(graph, outgoing(graph)).length === graph.nodes;
}

test.each(['read-committed', 'read-atomic', 'causal'] as const)('%s: the few edges say what all would', (family) => {
  const kept = [0, 0];
  for (let seed = 0; seed < 60; seed++) {
    const history = randomTransactions(1000 + seed, {
      model: 'register',
      transactions: 20 + (seed % 20),
      sessions: 1 + (seed % 20),
      keys: 2 + (seed % 12),
      operations: 1 + (seed % 4),
      sessionsCount: true,
    });
    const reading = readReading(history);
    if (family !== 'read-committed' && agreeingReads(reading).length > 0) continue;
    const sessions = family === 'causal' || seed % 2 === 0;
    const { graph, contradictions } = forcedEdges(reading, family, sessions, createBudget());
    const isAcyclic = topologicalOrder(graph, outgoing(graph)).length === graph.nodes;
    const isKept = isAcyclic && contradictions.length === 0;
    expect({ seed, isKept }).toEqual({ seed, isKept: isKeptByTheBook(reading, family, sessions) });
    kept[Number(isKept)]!++;
  }
  expect(Math.min(...kept)).toBeGreaterThan(3);
});
