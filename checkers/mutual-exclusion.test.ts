import fc from 'fast-check';
import { historyFrom, minimalHeader } from '../src/history/files/from-lines.js';
import type { SystemSpec } from '../src/history/header.js';
import { choices, play, type TinyRun } from './contract/tiny-runs.fixture.js';
import { mutualExclusion } from './mutual-exclusion.js';

const SPEC = {
  ...minimalHeader().spec,
  mutualExclusion: {
    request: 'request',
    enter: 'enter',
    leave: 'leave',
    messages: { request: 'REQUEST', reply: 'REPLY', release: 'RELEASE' },
  },
} satisfies SystemSpec;

const EXCLUSION = ['overlap', 'physical-overlap'];

/** Nodes enter and leave as they please: whether that was safe is the question. */
function playSections(script: Parameters<typeof play>[0], evidence: boolean): TinyRun {
  const inside = [false, false, false];
  return play(script, {
    evidence,
    clockOf: () => 1,
    kindOf(node) {
      inside[node] = !inside[node];
      return inside[node] ? 'enter' : 'leave';
    },
  });
}

function judgeRun({ lines, nodes }: TinyRun) {
  const findings = mutualExclusion.check(historyFrom({ spec: SPEC, nodes, clients: [] }, lines), {});
  return {
    broken: findings.violations.filter(({ rule }) => EXCLUSION.includes(rule)),
    open: (findings.unjudged ?? []).filter(({ rule }) => EXCLUSION.includes(rule)),
  };
}

/** The definition: there is a consistent cut, one through which no message flows backwards, with two nodes inside. */
function someCutHasTwoInside(run: TinyRun, consumedAt: readonly number[]): boolean {
  const [a, b, c] = run.own.map((events) => events.length) as [number, number, number];
  for (let i = 0; i <= a; i++) {
    for (let j = 0; j <= b; j++) {
      for (let k = 0; k <= c; k++) {
        const cut = [i, j, k];
        const isConsistent = run.messages.every(
          ({ from, position, to }, m) => !(consumedAt[m]! >= 0 && consumedAt[m]! < cut[to]!) || position < cut[from]!,
        );
        if (isConsistent && cut.filter((size, node) => isInside(run, node, size)).length >= 2) return true;
      }
    }
  }
  return false;
}

function isInside(run: TinyRun, node: number, size: number): boolean {
  const last = run.own[node]!.slice(0, size).findLast(({ kind }) => kind !== 'send');
  return last?.kind === 'enter';
}

/** Positions at which the messages were consumed; -1: never. */
function consumption(run: TinyRun): number[] {
  const at = run.messages.map(() => -1);
  run.own.forEach((events) => {
    events.forEach(({ consumed }, position) => {
      for (const message of consumed) at[message] = position;
    });
  });
  return at;
}

test('with order evidence it finds an overlap exactly where some consistent cut has two nodes inside', () => {
  let unsafe = 0;
  fc.assert(
    fc.property(choices(16), (script) => {
      const run = playSections(script, true);
      const expected = someCutHasTwoInside(run, consumption(run));
      const { broken, open } = judgeRun(run);
      unsafe += Number(expected);
      expect({ unsafe: broken.length > 0, open }).toEqual({ unsafe: expected, open: [] });
    }),
    { seed: 1, numRuns: 1500 },
  );
  expect(unsafe > 100 && unsafe < 1400).toBe(true);
});

/** n1 enters, leaves and sends n2 a message, which is delivered: whether n2 knows of it when it enters is open. */
const HAND_OVER: [number, number, number][] = [
  [0, 70, 0],
  [0, 70, 0],
  [0, 0, 0],
  [0, 35, 0],
];

test('without order evidence it fails only what no consumption could save, and is silent only if none could break it', () => {
  const seen = { fail: 0, open: 0, silent: 0 };
  fc.assert(
    fc.property(fc.boolean(), choices(9), (handsOver, script) => {
      const run = playSections(handsOver ? [...HAND_OVER, ...script] : script, false);
      const verdicts = new Set(consumptions(run).map((at) => someCutHasTwoInside(run, at)));
      const { broken, open } = judgeRun(run);
      if (broken.length > 0) {
        seen.fail++;
        expect(verdicts).toEqual(new Set([true]));
      } else if (open.length > 0) seen.open++;
      else {
        seen.silent++;
        expect(verdicts).toEqual(new Set([false]));
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
  expect(Object.values(seen).every((count) => count > 25)).toBe(true);
});

test('a node enters too early exactly where some other node was not heard of since its request', () => {
  const seen = { early: 0, inTime: 0 };
  const spec = { ...SPEC, mutualExclusion: { ...SPEC.mutualExclusion, order: 'lamport' as const } };
  fc.assert(
    fc.property(choices(90, 60), (script) => {
      const steps = [0, 0, 0];
      const run = play(script, {
        evidence: true,
        clockOf: (_, pick) => pick,
        kindOf: (node) => ['request', 'enter', 'leave'][steps[node]!++ % 3]!,
      });
      const early = run.nodes.flatMap((_, node) => earlyEnters(run, node));
      const { violations } = mutualExclusion.check(historyFrom({ spec, nodes: run.nodes, clients: [] }, run.lines), {});
      const entered = run.own.flat().filter(({ kind }) => kind === 'enter').length;
      seen.early += early.length;
      seen.inTime += entered - early.length;
      expect(violations.filter(({ rule }) => rule === 'stale-reply').map(({ events }) => events.at(-1)!)).toEqual(
        early.sort((a, b) => a - b),
      );
    }),
    { seed: 1, numRuns: 300 },
  );
  expect(seen.early > 100 && seen.inTime > 50).toBe(true);
});

/** Rows of a node's enters before which some other node had sent it nothing with a later (clock, id) than the request. */
function earlyEnters(run: TinyRun, node: number): number[] {
  const rows = [...run.lines.keys()].filter(
    (row) => run.lines[row]!.node === run.nodes[node] && run.lines[row]!.k !== 'deliver',
  );
  return run.own[node]!.flatMap((event, position) => {
    if (event.kind !== 'enter') return [];
    const requested = run.own[node]!.findLastIndex(({ kind }, at) => kind === 'request' && at < position);
    const { clock } = run.own[node]![requested]!;
    const heard = run.own[node]!.slice(requested + 1, position + 1).flatMap(({ consumed }) => consumed);
    const others = [0, 1, 2].filter((other) => other !== node);
    const isHeard = (other: number) =>
      heard.some((message) => {
        const { from, position: sent } = run.messages[message]!;
        const stamp = run.own[from]![sent]!.clock;
        return from === other && (stamp > clock || (stamp === clock && other > node));
      });
    return others.every(isHeard) ? [] : [rows[position]!];
  });
}

/** All ways in which the messages may have been consumed: each at an own event after its delivery, or never. */
function consumptions(run: TinyRun): number[][] {
  let all: number[][] = [[]];
  for (const { to, deliveredBefore } of run.messages) {
    const options = [-1];
    for (let at = deliveredBefore; deliveredBefore >= 0 && at < run.own[to]!.length; at++) options.push(at);
    all = all.flatMap((sofar) => options.map((at) => [...sofar, at]));
  }
  return all;
}
