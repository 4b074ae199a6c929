import type { RunResult } from '../run/result.js';
import { runInSimulation } from '../run/simulate.js';
import type { Scenario } from '../scenario/scenario.js';

/** Where two runs of the same scenario and seed first differ. */
export interface Divergence {
  seed: number;
  /** Index of the event; -1: the header. */
  row: number;
  /** Whose event it is; where the two are of different nodes, whose came earlier. */
  node?: string;
  /** The two lines of the histories; absent where one run had ended. */
  first?: string;
  second?: string;
}

/**
 * Runs a scenario twice and compares the histories byte by byte. A node program may draw on nothing but its context:
 * one that looks at a real clock, throws dice of its own, or keeps something from run to run comes out differently.
 */
export function runTwice(scenario: Scenario): { result: RunResult; divergence?: Divergence } {
  const result = runInSimulation(scenario);
  const again = runInSimulation(scenario);
  const divergence = firstDivergence(result.bytes!, again.bytes!);
  return divergence === undefined ? { result } : { result, divergence: { seed: scenario.seed, ...divergence } };
}

/** The first line in which two histories differ; undefined: they are equal. */
export function firstDivergence(first: Uint8Array, second: Uint8Array): Omit<Divergence, 'seed'> | undefined {
  if (Buffer.from(first).equals(second)) return undefined;
  const [a, b] = [linesOf(first), linesOf(second)];
  const line = a.findIndex((text, place) => text !== b[place]);
  const place = line < 0 ? a.length : line;
  const [event] = [a[place], b[place]].flatMap(eventIn).sort((one, other) => one.t - other.t);
  return {
    row: event?.i ?? -1,
    ...(event?.node !== undefined && { node: event.node }),
    ...(a[place] !== undefined && { first: a[place] }),
    ...(b[place] !== undefined && { second: b[place] }),
  };
}

function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString().trimEnd().split('\n');
}

/** Nothing where the line is no event, as the header and checkpoints are none. */
function eventIn(line: string | undefined): { i: number; t: number; node?: string }[] {
  const found = line === undefined ? {} : JSON.parse(line);
  return typeof found.i === 'number' ? [found] : [];
}
