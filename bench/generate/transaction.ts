import type { Chain } from './chain.js';
import type { Micro, Model } from './log.js';

/** A micro-operation in a simulated database. */
export interface Step {
  readonly chain: Chain;
  readonly isWrite: boolean;
  /** Of a write in the models `append` and `register`. */
  readonly value: number;
  /** Of a read: the place in the chain that it found, once it has read; -1: the start. */
  place: number;
}

/** A transaction under way. */
export interface Running {
  readonly client: number;
  life: number;
  readonly number: number;
  readonly steps: readonly Step[];
  readonly readsOnly: boolean;
  /** Its commit's number; -1: it has none (yet). */
  commit: number;
  /** The last commit that its snapshot holds, where it has a snapshot. */
  snapshot: number;
  /** What its reads found, filled when it commits. */
  results: Micro[];
  /** Its completion stands in the log. */
  isOver: boolean;
}

/** What it asks for. */
export function asked({ steps }: Running, model: Model): Micro[] {
  return steps.map(({ chain, isWrite, value }) => ({
    isWrite,
    key: chain.key,
    value: isWrite && model !== 'versioned' ? value : undefined,
  }));
}

/** Whether an earlier step of the transaction wrote the same key. */
export function wroteBefore(steps: readonly Step[], at: number): boolean {
  for (let n = 0; n < at; n++) if (steps[n]!.isWrite && steps[n]!.chain === steps[at]!.chain) return true;
  return false;
}

/**
 * Appends what the transaction wrote to the chains, as the commit `commit`, and fills `results`: reads find the places
 * they read, and what the transaction itself had written before.
 */
export function apply(running: Running, model: Model, commit: number): void {
  const { steps } = running;
  running.commit = commit;
  running.results = steps.map(({ chain, isWrite, value, place }, at): Micro => {
    const { key, values, commits } = chain;
    if (isWrite) {
      const replaced = values.at(-1) ?? null;
      values.push(model === 'versioned' ? values.length + 1 : value);
      commits.push(commit);
      return { isWrite, key, value: values.at(-1)!, ...(model === 'versioned' && { replaced }) };
    }
    const own = ownValues(running, at);
    if (model === 'append') {
      const list = [...values.slice(0, place + 1), ...own];
      return { isWrite, key, value: list.at(-1) ?? null, list };
    }
    if (own.length > 0) return { isWrite, key, value: model === 'versioned' ? values.at(-1)! : own.at(-1)! };
    return { isWrite, key, value: place < 0 ? null : values[place]! };
  });
}

/** What it wrote to the key of a step before that step. */
function ownValues({ steps }: Running, at: number): number[] {
  const { chain } = steps[at]!;
  return steps.slice(0, at).flatMap((step) => (step.isWrite && step.chain === chain ? [step.value] : []));
}
