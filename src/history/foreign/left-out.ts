import { type Tokens, tokenName } from '../transactions/tokens.js';
import { NONE, type OperationMap } from './operation-map.js';
import { lineOf, type Source } from './source.js';

/** Operations of clients that are of another kind than what is judged, by the token of their `:f`. */
export type LeftOut = Map<number, { count: number; first: number }>;

export function noteLeftOut(all: LeftOut, { f, start }: OperationMap): void {
  const same = all.get(f);
  if (same === undefined) all.set(f, { count: 1, first: start });
  else same.count++;
}

/** What there is to tell people of them, as a sentence; nothing where there are none. `what` they are not: "transaction". */
export function remarksOnLeftOut(all: LeftOut, source: Source, tokens: Tokens, what: string): string[] {
  if (all.size === 0) return [];
  const named = [...all].slice(0, LISTED).map(([f, { count, first }]) => {
    const plural = count === 1 ? 'in line' : 'from line';
    return `${count} ${functionName(tokens, f)} (${plural} ${lineOf(source, first)})`;
  });
  if (all.size > LISTED) named.push(`operations of ${all.size - LISTED} other kinds`);
  return [`left out what is no ${what}: ${named.join(', ')}`];
}

const LISTED = 4;

/** An operation's `:f` as people write it. */
export function functionName(tokens: Tokens, f: number): string {
  return f === NONE ? 'operations without :f' : tokenName(tokens, f);
}
