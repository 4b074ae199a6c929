import type { Reading } from './reading.js';

/** Every way to give the versions without a writer to unanswered writes of their keys; undefined: there are more than `most`. */
export function makersOf({ holes, writer }: Reading, most: number): Iterable<Map<number, number>> | undefined {
  const open = [...(holes?.versions ?? [])].flatMap(([k, versions]) => {
    const without = versions.filter((v) => writer[v]! < 0);
    return without.length === 0 ? [] : [{ without, able: holes!.candidates.get(k) ?? [] }];
  });
  const choices: number[][][] = [];
  let count = 1;
  for (const { without, able } of open) {
    for (let i = 0; i < without.length; i++) count *= Math.max(0, able.length - i);
    if (count > most) return undefined;
    choices.push(arrangements(able, without.length));
  }
  return products(choices, (chosen) => {
    return new Map(open.flatMap(({ without }, i) => without.map((v, n) => [v, chosen[i]![n]!] as const)));
  });
}

/** Every order of the loose runs of each key; undefined: there are more than `most`. */
export function ordersOf(
  begins: ReadonlyMap<number, readonly number[]>,
  most: number,
): Iterable<Map<number, readonly number[]>> | undefined {
  let count = 1;
  for (const runs of begins.values()) {
    for (let i = 2; i <= runs.length; i++) count *= i;
    if (count > most) return undefined;
  }
  const keys = [...begins.keys()];
  const choices = [...begins.values()].map((runs) => arrangements(runs, runs.length));
  return products(choices, (chosen) => new Map(keys.map((k, i) => [k, chosen[i]!])));
}

/** All ways to draw so many of the items, one after the other. */
function arrangements(items: readonly number[], length: number): number[][] {
  if (length === 0) return [[]];
  return items.flatMap((item, i) => arrangements(items.toSpliced(i, 1), length - 1).map((rest) => [item, ...rest]));
}

/** One of each, in all combinations. */
function* products<T, R>(choices: readonly T[][], make: (chosen: T[]) => R): Generator<R> {
  const at = choices.map(() => 0);
  if (choices.some((all) => all.length === 0)) return;
  for (;;) {
    yield make(choices.map((all, i) => all[at[i]!]!));
    let i = 0;
    while (i < at.length && ++at[i]! === choices[i]!.length) at[i++] = 0;
    if (i === at.length) return;
  }
}
