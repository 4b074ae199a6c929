import { type Chain, lastSeen } from './chain.js';
import { type CreateDatabase, type Database, type Setting, written } from './database.js';
import { apply } from './transaction.js';

const REPLICAS = 3;
/** How often a replica hears of another's next commit, when there is one, at each step of a transaction. */
const HEARS = 0.25;

/** Replicas that tell each other of their commits when everything before them is there; clients keep to one. */
export const causal: CreateDatabase = (setting) => replicas(setting, false);
/** The same, and of two writers of a key who do not know of each other only one commits: parallel snapshot isolation. */
export const longFork: CreateDatabase = (setting) => replicas(setting, true);

function replicas({ model, dice }: Setting, firstWins: boolean): Database {
  /** By commit (from 1): its replica, its number there, and how many of each replica's commits come before it. */
  const origin: number[] = [0];
  const ordinal: number[] = [0];
  const before: number[][] = [[]];
  /** By replica: its commits, and how many of each replica's it holds. */
  const made: number[][] = Array.from({ length: REPLICAS }, () => []);
  const holds = Array.from({ length: REPLICAS }, () => new Array<number>(REPLICAS).fill(0));
  let isSettled = false;

  const isHeld = (held: readonly number[], commit: number) => ordinal[commit]! <= held[origin[commit]!]!;

  /** Joins the commit and all before it to what is held. */
  function pull(held: number[], commit: number): void {
    for (let r = 0; r < REPLICAS; r++) held[r] = Math.max(held[r]!, before[commit]![r]!);
    held[origin[commit]!] = Math.max(held[origin[commit]!]!, ordinal[commit]!);
  }

  function hear(replica: number): void {
    const held = holds[replica]!;
    const other = Math.floor(dice() * REPLICAS);
    const next = made[other]![held[other]!];
    if (next !== undefined && before[next]!.every((count, r) => r === other || count <= held[r]!)) pull(held, next);
  }

  const last = ({ commits }: Chain) => commits.at(-1);

  return {
    begin(running) {
      const replica = running.client % REPLICAS;
      const held = holds[replica]!;
      for (let n = 0; n < REPLICAS; n++) if (dice() < HEARS) hear(replica);
      if (isSettled) for (const own of made) if (own.length > 0) pull(held, own.at(-1)!);
      for (const step of running.steps) {
        if (!step.isWrite) step.place = lastSeen(step.chain, (commit) => isHeld(held, commit));
      }
      running.snapshot = 0;
      if (firstWins) {
        const ahead = [...written(running)].some((chain) => last(chain) !== undefined && !isHeld(held, last(chain)!));
        running.snapshot = ahead ? -1 : origin.length - 1;
      }
    },
    commit(running) {
      const replica = running.client % REPLICAS;
      const held = holds[replica]!;
      const heads = [...written(running)].flatMap((chain) => last(chain) ?? []);
      if (firstWins && heads.some((commit) => commit > running.snapshot)) return false;
      if (running.readsOnly) {
        apply(running, model, 0);
        return true;
      }
      // A list is read in the order of its commits: who appends to it must know what stands before.
      if (model === 'append') for (const commit of heads) pull(held, commit);
      const commit = origin.length;
      before.push([...held]);
      origin.push(replica);
      ordinal.push(held[replica]! + 1);
      made[replica]!.push(commit);
      held[replica]!++;
      apply(running, model, commit);
      return true;
    },
    settle: () => void (isSettled = true),
  };
}
