import { createTransactionsBuilder } from '../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../src/history/transactions.js';

/** Small random histories of transactions, from databases of all sorts: what each transaction sees is a matter of luck. */

export interface Shape {
  model: Transactions['model'];
  transactions: number;
  sessions: number;
  keys: number;
  /** Micro-operations of a transaction, at most. */
  operations: number;
  sessionsCount?: boolean;
  /** Whether every transaction is ok. */
  isSure?: boolean;
}

/** Whole numbers below n, the same ones for the same seed (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, cut to 32 bits). */
export function dice(seed: number): (n: number) => number {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x9e3779b9) | 0;
    let x = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) % n;
  };
}

interface Plan {
  session: number;
  outcome: number;
  invoked: number;
  completed: number;
  operations: { isWrite: boolean; key: number }[];
}

/** One write as the database did it. */
interface Done {
  key: number;
  value: number;
  replaced: number | null;
  /** How many commits there had been, this one included; Infinity: it took no effect. */
  commit: number;
  isLast: boolean;
}

export function randomTransactions(seed: number, shape: Shape): Transactions {
  const roll = dice(seed);
  const plans = planned(roll, shape);
  const builder = createTransactionsBuilder(shape.model, {
    hasRealTime: true,
    sessionsCount: shape.sessionsCount ?? false,
  });
  // Some histories are all luck, others but a little.
  const luck = [0, 0, 12, 4, 1][roll(5)]!;
  const lag = roll(10);
  const done: Done[][] = [];
  const newest = new Map<number, number>();
  let commits = 0;
  let value = 0;
  for (const plan of plans) {
    const hasEffect = plan.outcome === OUTCOME.ok || (plan.outcome === OUTCOME.info && roll(2) === 0);
    if (hasEffect) commits++;
    done.push(
      plan.operations
        .filter((operation) => operation.isWrite)
        .map(({ key }, i, all) => {
          const replaced = newest.get(key) ?? null;
          if (hasEffect) newest.set(key, value + 1);
          const isLast = all.slice(i + 1).every((other) => other.key !== key);
          return { key, value: ++value, replaced, commit: hasEffect ? commits : Infinity, isLast };
        }),
    );
  }
  const everything = done.flat();
  commits = 0;
  for (const [t, plan] of plans.entries()) {
    builder.begin(plan.session, plan.outcome, plan.invoked, plan.completed);
    if (plan.outcome === OUTCOME.ok) commits++;
    // By how much what it sees is behind: not at all, by its own duration, or by luck: for all it reads, for a key, for a read.
    const begun = plans.filter((other, i) => i < t && other.completed >= 0 && other.completed < plan.invoked).length;
    const seen = lag === 0 ? t : lag === 1 ? begun : t - roll(t + 1);
    const behind = Array.from({ length: shape.keys }, () => roll(lag < 6 ? 3 : t + 1));
    const written = new Map<number, number[]>();
    let next = 0;
    for (const { isWrite, key } of plan.operations) {
      const own = written.get(key) ?? [];
      if (isWrite) {
        const write = done[t]![next++]!;
        written.set(key, [...own, write.value]);
        const isTold = plan.outcome !== OUTCOME.info;
        if (shape.model === 'versioned' && !isTold) builder.write(key, undefined, undefined);
        else if (shape.model === 'versioned') builder.write(key, write.value, write.replaced);
        else builder.write(key, write.value);
        continue;
      }
      if (plan.outcome !== OUTCOME.ok) {
        builder.read(key, undefined);
        continue;
      }
      const upTo = lag < 3 ? seen : lag === 3 ? t - roll(t + 1) : Math.max(0, (lag === 4 ? begun : t) - behind[key]!);
      // A list with elements of one's own is often all that there is.
      const isAll = shape.model === 'append' && own.length > 0 && roll(2) === 0;
      const visible = done
        .slice(0, isAll ? t : upTo)
        .flatMap((writes) => writes.filter((w) => w.key === key && w.commit < Infinity));
      const values = [...visible.map((write) => write.value), ...own];
      const isLucky = luck > 0 && roll(luck) === 0;
      if (shape.model === 'append') {
        const all = everything.filter((write) => write.key === key);
        if (isLucky && roll(2) === 0) values.splice(roll(values.length + 1), 1 + roll(2));
        else if (isLucky && all.length > 0) values.splice(roll(values.length + 1), 0, all[roll(all.length)]!.value);
        builder.readList(key, values);
        continue;
      }
      const any = everything.filter((write) => write.key === key && (write.isLast || roll(4) === 0));
      const lucky = isLucky ? any[roll(any.length + 1)]?.value : values.at(-1);
      builder.read(key, lucky ?? null);
    }
    builder.end();
  }
  return builder.done();
}

/** Who does what when; in the order of completions. */
function planned(roll: (n: number) => number, shape: Shape): Plan[] {
  const plans: Plan[] = [];
  const open: Plan[] = [];
  const free = Array.from({ length: shape.sessions }, (_, session) => session);
  let sessions = shape.sessions;
  let begun = 0;
  for (let row = 0; begun < shape.transactions || open.length > 0; row++) {
    if (begun < shape.transactions && free.length > 0 && (open.length === 0 || roll(2) === 0)) {
      begun++;
      const operations = Array.from({ length: 1 + roll(shape.operations) }, () => ({
        isWrite: roll(2) === 0,
        key: roll(shape.keys),
      }));
      const session = free.splice(roll(free.length), 1)[0]!;
      open.push({ session, outcome: OUTCOME.ok, invoked: row, completed: -1, operations });
      continue;
    }
    const plan = open.splice(roll(open.length), 1)[0]!;
    const luck = shape.isSure ? 2 : roll(8);
    plan.outcome = luck === 0 ? OUTCOME.info : luck === 1 ? OUTCOME.fail : OUTCOME.ok;
    // A session ends with a transaction of which nobody knows.
    free.push(plan.outcome === OUTCOME.info ? sessions++ : plan.session);
    plan.completed = plan.outcome === OUTCOME.info && roll(2) === 0 ? -1 : row;
    plans.push(plan);
  }
  return [...plans.filter((plan) => plan.completed >= 0), ...plans.filter((plan) => plan.completed < 0)];
}
