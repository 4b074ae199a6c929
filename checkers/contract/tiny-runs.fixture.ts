import fc from 'fast-check';
import type { EventLine } from '../../src/history/event.js';

/** Tiny random runs, for comparing checkers with slow and obvious twins. */

/** One own event of a node. Positions are indices into the node's list. */
export interface TinyEvent {
  kind: string;
  clock: number;
  /** Messages consumed before it, as indices into `messages`. */
  consumed: number[];
}

export interface TinyMessage {
  from: number;
  /** Position of the send at its node. */
  position: number;
  to: number;
  /** Position of the first own event of the receiver that comes after the delivery. */
  deliveredBefore: number;
}

export interface TinyRun {
  nodes: string[];
  own: TinyEvent[][];
  messages: TinyMessage[];
  lines: EventLine[];
}

/** What happens next: at which node, what, and a free number. */
type Choice = [node: number, act: number, pick: number];

export const choices = (most: number, least = 0): fc.Arbitrary<Choice[]> =>
  fc.array(fc.tuple(fc.nat(2), fc.nat(99), fc.nat(9)), { minLength: least, maxLength: most });

/**
 * Plays the choices. Acts: send to another node, hand over the oldest message on a link, or a local event of a kind
 * that `kindOf` names by the node's state; own events consume some of what was delivered, in order. `seen` tells
 * whether nodes give order evidence, `clockOf` what they claim.
 */
export function play(
  script: readonly Choice[],
  how: { kindOf(node: number, pick: number): string; clockOf(node: number, pick: number): number; evidence: boolean },
): TinyRun {
  const nodes = ['n1', 'n2', 'n3'];
  const run: TinyRun = { nodes, own: [[], [], []], messages: [], lines: [] };
  const inFlight: number[] = [];
  const delivered: number[][] = [[], [], []];
  const consumed = [0, 0, 0];

  function own(node: number, kind: string, pick: number): EventLine {
    const more = Math.min(delivered[node]!.length - consumed[node]!, pick % 3);
    const clock = how.clockOf(node, pick);
    const before = delivered[node]!.slice(consumed[node]!, consumed[node]! + more);
    consumed[node]! += more;
    run.own[node]!.push({ kind, clock, consumed: before });
    return { v: 'node', k: kind, node: nodes[node]!, clock, ...(how.evidence ? { seen: consumed[node]! } : {}) };
  }

  for (const [node, act, pick] of script) {
    if (act < 35) {
      const to = (node + 1 + (pick % 2)) % 3;
      const line = own(node, 'send', pick);
      const position = run.own[node]!.length - 1;
      inFlight.push(run.messages.push({ from: node, position, to, deliveredBefore: -1 }) - 1);
      run.lines.push({ ...line, v: 'relay', k: 'send', to: nodes[to]!, type: `m${run.messages.length}` });
    } else if (act < 70) {
      const message = inFlight.splice(pick % Math.max(inFlight.length, 1), 1)[0];
      if (message === undefined) continue;
      const { from, position, to } = run.messages[message]!;
      run.messages[message]!.deliveredBefore = run.own[to]!.length;
      delivered[to]!.push(message);
      run.lines.push({ v: 'relay', k: 'deliver', node: nodes[to]!, from: nodes[from]!, fromSeq: position + 1 });
    } else run.lines.push(own(node, how.kindOf(node, pick), pick));
  }
  return run;
}

/** For each own event, by node and position, all that happened before it or is it: a set of `node:position`. */
export function pasts(run: TinyRun): Set<string>[][] {
  const known: Set<string>[][] = run.own.map(() => []);
  const past = (node: number, position: number): Set<string> => {
    const done = known[node]![position];
    if (done !== undefined) return done;
    const all = new Set([`${node}:${position}`]);
    if (position > 0) for (const event of past(node, position - 1)) all.add(event);
    for (const message of run.own[node]![position]!.consumed) {
      const { from, position: sent } = run.messages[message]!;
      for (const event of past(from, sent)) all.add(event);
    }
    known[node]![position] = all;
    return all;
  };
  for (const [node, events] of run.own.entries()) for (const position of events.keys()) past(node, position);
  return known;
}
