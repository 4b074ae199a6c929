import type { History } from '../../src/history/history.js';
import { type FindingsBuilder, step } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import type { Deliveries } from './deliveries.js';
import { overtaking } from './overtaking.js';
import { spellMessage } from './tell.js';

/**
 * Whether one order of all messages agrees with the order in which each process delivered its own: whether the chains of
 * deliveries, put together, have no cycle (Kahn 1962). O(deliveries); only where there is a cycle, the two messages that
 * come in two orders are looked for pair by pair of processes. Answers how many messages several processes delivered.
 */
export function judgeTotal(history: History, deliveries: Deliveries, findings: FindingsBuilder): number {
  const chains = chainsOf(history, deliveries);
  const places = new Int32Array(history.length);
  for (let k = 0; k < deliveries.count; k++) places[deliveries.sent[k]!]!++;
  const compared = places.reduce((sum, count) => sum + Number(count > 1), 0);
  if (!hasCycle(history, deliveries, chains)) return compared;
  let told = false;
  for (const [p, first] of chains.entries()) {
    for (const second of chains.slice(p + 1)) told = judgePair(history, deliveries, first, second, findings) || told;
  }
  if (!told) tellCycle(history, deliveries, chains, findings);
  return compared;
}

/** By process that delivered something: its deliveries. */
function chainsOf(history: History, { count, at }: Deliveries): number[][] {
  const byProcess = new Map<number, number[]>();
  for (let k = 0; k < count; k++) {
    const p = history.process[at[k]!]!;
    const chain = byProcess.get(p);
    if (chain === undefined) byProcess.set(p, [k]);
    else chain.push(k);
  }
  return [...byProcess.values()];
}

/** Takes messages away of which no other must come first, until none is left or all that are wait for each other. */
function hasCycle(history: History, { sent, count }: Deliveries, chains: number[][]): boolean {
  const heads = chains.map(() => 0);
  const waiting = new Int32Array(history.length);
  for (let k = 0; k < count; k++) waiting[sent[k]!]!++;
  const atHead = new Int32Array(history.length);
  const chainsWith = new Map<number, number[]>();
  const ready: number[] = [];
  let taken = 0;

  function arrive(chain: number): void {
    const delivery = chains[chain]![heads[chain]!];
    if (delivery === undefined) return;
    const message = sent[delivery]!;
    const others = chainsWith.get(message);
    if (others === undefined) chainsWith.set(message, [chain]);
    else others.push(chain);
    if (++atHead[message]! === waiting[message]) ready.push(message);
  }

  for (const chain of chains.keys()) arrive(chain);
  for (let message = ready.pop(); message !== undefined; message = ready.pop()) {
    for (const chain of chainsWith.get(message)!) {
      taken++;
      heads[chain]!++;
      arrive(chain);
    }
    chainsWith.delete(message);
  }
  return taken < count;
}

/** Tells the first two messages that two processes deliver in different orders; false where there are none. */
function judgePair(
  history: History,
  deliveries: Deliveries,
  first: readonly number[],
  second: readonly number[],
  findings: FindingsBuilder,
): boolean {
  const { at, sent } = deliveries;
  const placeInFirst = new Map(first.map((k, place) => [sent[k]!, place]));
  let before: number | undefined;
  for (const k of second) {
    const place = placeInFirst.get(sent[k]!);
    if (place === undefined) continue;
    if (before !== undefined && placeInFirst.get(sent[before]!)! > place) {
      const rows = [first[place]!, first[placeInFirst.get(sent[before]!)!]!, before, k].map((d) => at[d]!);
      const excuse = overtaking(history, deliveries, Math.max(...rows));
      if (excuse !== undefined) {
        findings.unjudged('total', 'precondition', excuse);
        return true;
      }
      const [p, q] = [rows[0]!, rows[2]!].map((row) => nameOf(history, history.process[row]!));
      const [m, n] = [spellMessage(history, sent[k]!), spellMessage(history, sent[before]!)];
      findings.violation(
        'total',
        `${p} was given ${m} before ${n}, and ${q} the other way round`,
        step(`${p} was given ${m}`, rows[0]!),
        step(`${p} was given ${n}`, rows[1]!),
        step(`${q} was given ${n}`, rows[2]!),
        step(`${q} was given ${m}`, rows[3]!),
      );
      return true;
    }
    before = k;
  }
  return false;
}

/** No two processes disagree on any two messages, and yet there is no order for all: a cycle over three or more. */
function tellCycle(history: History, deliveries: Deliveries, chains: number[][], findings: FindingsBuilder): void {
  const { at, sent } = deliveries;
  /** By message: the deliveries of it, each with the chain and the place. */
  const whereabouts = new Map<number, { chain: number; place: number }[]>();
  chains.forEach((chain, c) => {
    chain.forEach((k, place) => {
      const known = whereabouts.get(sent[k]!);
      if (known === undefined) whereabouts.set(sent[k]!, [{ chain: c, place }]);
      else known.push({ chain: c, place });
    });
  });
  // From a message that is on a cycle or behind one, predecessors lead round a cycle.
  const state = new Map<number, 'open' | 'done'>();
  for (const start of whereabouts.keys()) {
    const stack = [{ message: start, edges: predecessors(start), by: -1 }];
    if (state.has(start)) continue;
    state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const edge = top.edges.pop();
      if (edge === undefined) {
        state.set(top.message, 'done');
        stack.pop();
      } else if (state.get(edge.message) === 'open') {
        const from = stack.findIndex(({ message }) => message === edge.message);
        const deliveriesOnCycle = [...stack.slice(from + 1).map(({ by }) => by), edge.by];
        return tell(deliveriesOnCycle);
      } else if (!state.has(edge.message)) {
        state.set(edge.message, 'open');
        stack.push({ message: edge.message, edges: predecessors(edge.message), by: edge.by });
      }
    }
  }

  /** What some process delivered right before `message`; `by`: the delivery of it there. */
  function predecessors(message: number): { message: number; by: number }[] {
    return whereabouts.get(message)!.flatMap(({ chain, place }) => {
      const k = place === 0 ? undefined : chains[chain]![place - 1]!;
      return k === undefined ? [] : [{ message: sent[k]!, by: chains[chain]![place]! }];
    });
  }

  function tell(cycle: readonly number[]): void {
    const rows = cycle.map((k) => at[k]!);
    const excuse = overtaking(history, deliveries, Math.max(...rows));
    if (excuse !== undefined) return findings.unjudged('total', 'precondition', excuse);
    findings.violation(
      'total',
      `no one order of messages agrees with what ${cycle.length} nodes were given: each puts one before the next, in a circle`,
      ...cycle.map((k) =>
        step(
          `${nameOf(history, history.process[at[k]!]!)} was given ${spellMessage(history, sent[k]!)} after another of them`,
          at[k]!,
        ),
      ),
    );
  }
}
