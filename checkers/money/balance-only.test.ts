import fc from 'fast-check';
import { historyFrom } from '../../src/history/files/from-lines.js';
import { judge } from '../contract/judge.js';
import { moneyConservation } from '../money-conservation.js';

/** What happens next: somebody asks, somebody is told, or everything comes to rest. */
type Act =
  | { ask: number; at: number; change: number }
  | { tell: number; result: 'applied' | 'refused'; balance: number }
  | 'rest';

const acts = fc.array(
  fc.oneof(
    fc.record({ ask: fc.nat(2), at: fc.nat(1), change: fc.integer({ min: -3, max: 3 }) }),
    fc.record({
      tell: fc.nat(2),
      result: fc.constantFrom('applied' as const, 'refused' as const),
      balance: fc.integer({ min: 0, max: 16 }),
    }),
    fc.constant('rest' as const),
  ),
  { maxLength: 14 },
);

interface Write {
  at: number;
  change: number;
  begin: number;
  end: number;
  result: string;
  balance: number;
}

const INITIAL = 8;

/** Drops what cannot be: a client that asks twice, is told without asking, or rest while somebody waits. */
function sound(plan: readonly Act[]): { plan: Act[]; writes: Write[]; rests: number[] } {
  const open = new Map<number, Write>();
  const kept: Act[] = [];
  const writes: Write[] = [];
  const rests: number[] = [];
  for (const act of plan) {
    const now = kept.length;
    if (act === 'rest') {
      if (open.size > 0) continue;
      rests.push(now);
    } else if ('ask' in act) {
      if (open.has(act.ask)) continue;
      const write = { at: act.at, change: act.change, begin: now, end: Infinity, result: '', balance: -1 };
      open.set(act.ask, write);
      writes.push(write);
    } else {
      const write = open.get(act.tell);
      if (write === undefined) continue;
      open.delete(act.tell);
      Object.assign(write, {
        end: now,
        result: write.change < 0 ? act.result : 'applied',
        balance: write.change === 0 ? act.balance : -1,
      });
    }
    kept.push(act);
  }
  return { plan: kept, writes, rests };
}

/** By definition: tries every choice of transfers for everything that was told. */
function twin({ writes, rests }: ReturnType<typeof sound>): string[] {
  const broken: string[] = [];
  for (const one of writes.filter(({ end }) => end < Infinity).toSorted((a, b) => a.end - b.end)) {
    const rested = rests.filter((rest) => rest < one.begin).at(-1) ?? -1;
    const others = writes.filter(
      (write) => write !== one && write.change !== 0 && write.begin < one.end && write.result !== 'refused',
    );
    const isCertain = (write: Write) =>
      write.result === 'applied' && write.end < one.begin && (write.at === one.at || write.end < rested);
    const certain = others.filter(isCertain);
    const maybe = others.filter((write) => !isCertain(write));
    const balances = Array.from({ length: 2 ** maybe.length }, (_, choice) =>
      [...certain, ...maybe.filter((_write, k) => (choice >> k) & 1)].reduce((sum, w) => sum + w.change, INITIAL),
    );
    if (one.change === 0 && !balances.includes(one.balance)) broken.push('balance');
    if (one.change < 0 && one.result === 'applied' && !balances.some((b) => b >= -one.change)) broken.push('overdraft');
    if (one.change < 0 && one.result === 'refused' && !balances.some((b) => b < -one.change)) broken.push('refusal');
  }
  return broken;
}

function historyOf({ plan, writes }: ReturnType<typeof sound>) {
  const ops = [0, 0, 0];
  const lines = plan.map((act, now) => {
    if (act === 'rest') return { v: 'run' as const, k: 'settled' };
    const who = 'ask' in act ? act.ask : act.tell;
    const node = `c${who + 1}`;
    if ('ask' in act) {
      const body = JSON.stringify({ do: 'x', at: `n${act.at + 1}`, change: act.change, tx: `t${now}` });
      return { v: 'client' as const, k: 'invoke', node, op: ++ops[who]!, body };
    }
    const { change, result, balance } = writes.find(({ end }) => end === now)!;
    const body = JSON.stringify(change === 0 ? { result: 'read', balance } : { result });
    return { v: 'client' as const, k: 'ok', node, op: ops[who]!, body };
  });
  const header = { accounts: { savings: INITIAL }, nodes: ['n1', 'n2'], clients: ['c1', 'c2', 'c3'] };
  return historyFrom(withSpec(header), lines);
}

function withSpec<T extends object>(header: T) {
  const tolerates = { loss: false, duplication: false, reordering: false, crashes: false };
  const rest = { messages: {}, events: {}, background: [], tolerates, checks: [] };
  return { ...header, spec: { name: 'test', observation: 'balance-only' as const, ...rest } };
}

test('says what trying every choice of transfers says', () => {
  let broken = 0;
  fc.assert(
    fc.property(acts, (random) => {
      const run = sound(random);
      const expected = twin(run);
      broken += expected.length > 0 ? 1 : 0;
      const { violations } = judge(moneyConservation, historyOf(run));
      expect(violations.map(({ rule }) => rule)).toEqual(expected);
    }),
    { seed: 1, numRuns: 1500 },
  );
  expect(broken).toBeGreaterThan(150);
});
