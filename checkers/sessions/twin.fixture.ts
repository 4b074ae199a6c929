import type { EventLine } from '../../src/history/event.js';

/** The four guarantees read off their definitions, over all pairs of operations and all states: slow and obvious. */

/** One operation that ended `ok`, and what its state is known to contain: true, false, or undefined where untold. */
export interface TwinOperation {
  session: string;
  isWrite: boolean;
  /** Names of the writes that it made. */
  makes: string[];
  /** The state that it met, and that which it left. */
  before(write: string): boolean | undefined;
  after(write: string): boolean | undefined;
}

/** Which rules are broken, by checker. */
export function brokenGuarantees(operations: readonly TwinOperation[], writes: readonly string[]) {
  const broken = { ryw: false, mr: false, mwOrder: false, mwElsewhere: false, wfrOrder: false, wfrElsewhere: false };
  for (const [n, later] of operations.entries()) {
    const earlier = operations.slice(0, n).filter(({ session }) => session === later.session);
    const own = earlier.flatMap(({ makes }) => makes);
    const shown = writes.filter((write) => earlier.some(({ before }) => before(write) === true));
    const lacks = (due: string[]) => due.some((write) => later.before(write) === false);
    const isTornElsewhere = (due: string[]) =>
      operations.some(
        (other) =>
          other !== later &&
          later.makes.some((write) => other.after(write) === true) &&
          due.some((write) => other.after(write) === false),
      );
    if (later.isWrite) {
      broken.mwOrder ||= lacks(own);
      broken.wfrOrder ||= lacks(shown);
      broken.mwElsewhere ||= isTornElsewhere(own);
      broken.wfrElsewhere ||= isTornElsewhere(shown);
    } else {
      broken.ryw ||= lacks(own);
      broken.mr ||= lacks(shown);
    }
  }
  return broken;
}

/** A tiny history and what is known of it. */
export interface TwinRun {
  lines: EventLine[];
  operations: TwinOperation[];
  writes: string[];
}

export interface Choice {
  client: number;
  does: number;
  at: number;
  pick: number;
  /** What the state lacks, by chance. */
  lag: number;
}

const NODES = ['n1', 'n2', 'n3'];

/** Sets of writes: mostly all there are, sometimes fewer, sometimes with gaps, sometimes untold. */
export function playWriteSets(choices: readonly Choice[]): TwinRun {
  const run: TwinRun = { lines: [], operations: [], writes: [] };
  const accepted = [0, 0, 0];
  for (const [n, { client, does, at, pick, lag }] of choices.entries()) {
    const isWrite = does < 5;
    const session = `c${client + 1}`;
    const held = NODES.flatMap((node, k) => Array.from({ length: accepted[k]! }, (_, s) => `${node} ${s + 1}`));
    // Ten and more: nothing is missing.
    const missing = held.filter((_, k) => lag < 10 && (k + lag) % 5 === 0);
    const state = held.filter((write) => !missing.includes(write));
    const makes = isWrite ? [`${NODES[at]} ${++accepted[at]!}`] : [];
    run.writes.push(...makes);
    const isTold = pick !== 9 || lag < 10;
    const tx = `t${n}`;
    run.lines.push({
      v: 'client',
      k: 'invoke',
      node: session,
      body: JSON.stringify({ do: isWrite ? 'deposit' : 'query', at: NODES[at], ...(isWrite && { amount: 1, tx }) }),
    });
    const result = isWrite ? { result: 'applied', tx, write: [NODES[at], accepted[at]] } : reading(does);
    const told = isTold ? spellSet([...state, ...makes]) : {};
    run.lines.push({ v: 'client', k: 'ok', node: session, body: JSON.stringify({ ...result, balance: 0, ...told }) });
    run.operations.push({
      session,
      isWrite,
      makes,
      before: (write) => (isTold ? state.includes(write) : undefined),
      after: (write) => (isTold ? state.includes(write) || makes.includes(write) : undefined),
    });
  }
  return run;
}

function reading(does: number) {
  return { result: does === 9 ? 'refused' : 'read', account: 'bank' };
}

/** Not as compact as could be, where that is the same set. */
function spellSet(writes: string[]) {
  const seen: Record<string, number> = {};
  const also: [string, number][] = [];
  for (const node of NODES) {
    const numbers = writes.filter((write) => write.startsWith(`${node} `)).map((write) => Number(write.slice(3)));
    let upTo = 0;
    while (numbers.includes(upTo + 1)) upTo++;
    if (upTo > 0) seen[node] = upTo;
    for (const seq of numbers) if (seq > upTo) also.push([node, seq]);
  }
  return { seen, ...(also.length > 0 && { also }) };
}

const ACCOUNTS = ['a', 'b', 'd'];

/** Versions of accounts, by transfers and reads: a read may lag, and so may what a transfer finds. */
export function playVersions(choices: readonly Choice[]): TwinRun {
  const run: TwinRun = { lines: [], operations: [], writes: [] };
  const newest = [0, 0, 0];
  for (const [n, { client, does, at, pick, lag }] of choices.entries()) {
    const isWrite = does < 5;
    const session = `c${client + 1}`;
    // Mostly the first account is one of them.
    const [from, to] = pick < 7 ? [0, 1 + (pick % 2)] : [1 + (pick % 2), 0];
    const body = { do: isWrite ? 'transfer' : 'balance', at: NODES[at], ...(isWrite && { amount: 1, tx: `t${n}` }) };
    run.lines.push({ v: 'client', k: 'invoke', node: session, body: JSON.stringify(body) });
    const found = (account: number) =>
      Math.max(0, newest[account]! - ((lag + 2 * account) % 7 < 2 ? 1 + (lag % 2) : 0));
    const touched = isWrite ? [from, to] : [from];
    const states = touched.map((account) => ({ account: ACCOUNTS[account]!, version: found(account) }));
    const legs = states.map(({ account, version }) => ({
      account,
      previous: version,
      version: version + 1,
      balance: 0,
    }));
    const makes = isWrite ? legs.map(({ account, version }) => `${account} ${version}`) : [];
    if (isWrite) for (const account of touched) newest[account] = Math.max(newest[account]!, found(account) + 1);
    run.writes.push(...makes);
    const result = isWrite ? { result: 'applied', legs } : { ...reading(does), ...states[0], balance: 0 };
    run.lines.push({ v: 'client', k: 'ok', node: session, body: JSON.stringify(result) });
    const contains = (write: string, own: number) => {
      const [account, version] = write.split(' ');
      const state = states.find((known) => known.account === account);
      return state === undefined ? undefined : Number(version) <= state.version + own;
    };
    run.operations.push({
      session,
      isWrite,
      makes,
      before: (write) => contains(write, 0),
      after: (write) => contains(write, isWrite ? 1 : 0),
    });
  }
  return run;
}

/** Balances alone: what they contain is known where exactly one choice of the only session's writes makes them. */
export function playBalances(choices: readonly Choice[]): TwinRun & { short: boolean; unclearReads: boolean } {
  const run = { lines: [], operations: [], writes: [], short: false, unclearReads: false } as ReturnType<
    typeof playBalances
  >;
  const amounts = [1, 2, 4, -3, 5, 7, -1, 2, 9, 3];
  const written = choices.map(({ does, client }, n) => ({ n, client, isWrite: does < 5 })).filter((w) => w.isWrite);
  const isSole = written.every(({ client }) => client === written[0]!.client);
  const changes: number[] = [];
  for (const [n, { client, does, at, pick, lag }] of choices.entries()) {
    const isWrite = does < 5;
    const session = `c${client + 1}`;
    const change = amounts[pick]!;
    const before = changes.map((_, k) => k).filter((k) => !(lag < 10 && (k + lag) % 3 === 0));
    const balance = before.reduce((sum, k) => sum + changes[k]!, 100);
    const isTold = !isWrite || pick > 2;
    const body = { do: 'op', at: NODES[at], ...(isWrite && { amount: Math.abs(change), change, tx: `t${n}` }) };
    run.lines.push({ v: 'client', k: 'invoke', node: session, body: JSON.stringify(body) });
    const told = isTold ? { balance: balance + (isWrite ? change : 0) } : {};
    const result = isWrite ? { result: 'applied', ...told } : { ...reading(does), ...told };
    run.lines.push({ v: 'client', k: 'ok', node: session, body: JSON.stringify(result) });
    const possible = isTold && isSole ? subsetsWith(changes, balance - 100) : [];
    const state = possible.length === 1 ? possible[0]! : undefined;
    const own = run.operations.filter((other) => other.session === session).flatMap(({ makes }) => makes);
    if (!isWrite && own.length > 0) {
      const holdAll = possible.filter((subset) => own.every((write) => subset.includes(Number(write))));
      run.short ||= isSole && holdAll.length === 0;
      run.unclearReads ||= state === undefined;
    }
    const makes = isWrite ? [`${changes.length}`] : [];
    if (isWrite) changes.push(change);
    run.writes.push(...makes);
    run.operations.push({
      session,
      isWrite,
      makes,
      before: (write) => state?.includes(Number(write)),
      after: (write) => (state === undefined ? undefined : state.includes(Number(write)) || makes.includes(write)),
    });
  }
  return run;
}

function subsetsWith(changes: readonly number[], sum: number): number[][] {
  const subsets: number[][] = [];
  for (let mask = 0; mask < 2 ** changes.length; mask++) {
    const subset = changes.map((_, k) => k).filter((k) => (mask >> k) & 1);
    if (subset.reduce((total, k) => total + changes[k]!, 0) === sum) subsets.push(subset);
  }
  return subsets;
}
