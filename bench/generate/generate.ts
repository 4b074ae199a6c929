import { chanceOf, sequence } from '../../src/node/chance.js';
import { type Chain, newChain } from './chain.js';
import type { Database } from './database.js';
import type { Emit, LogEvent, Model } from './log.js';
import { STRENGTHS, type Strength, type StrengthName } from './strengths.js';
import { asked, type Running, type Step, wroteBefore } from './transaction.js';

/** What a log is made of. */
export interface Plan {
  strength: StrengthName;
  model: Model;
  seed: number;
  transactions: number;
  clients: number;
  /** Keys in use at a time. */
  keys: number;
  /** A key is replaced by a new one after so many writes. */
  writesPerKey: number;
  /** Micro-operations of a transaction: from 1 to this. */
  operations: number;
  /** Of all transactions, the share that fails of itself, and the share of which nobody hears. */
  fails: number;
  infos: number;
  /** Whether every write is of a key that the transaction has read before. */
  readsFirst?: boolean;
}

export const USUAL: Omit<Plan, 'strength' | 'model' | 'seed'> = {
  transactions: 100,
  clients: 10,
  keys: 6,
  writesPerKey: 24,
  operations: 4,
  fails: 0.03,
  infos: 0.02,
};

/** What a client does: nothing, or the transaction that it waits for, and how far that is. */
interface Client {
  life: number;
  count: number;
  running: Running | undefined;
  stage: 'invoked' | 'begun' | 'decided';
  hasCommitted: boolean;
}

/**
 * Simulates clients of a database, each doing one transaction after the other, all at once, and emits the log. At each
 * turn one client, drawn by lot, gets one step further: invoke, begin, commit, completion. In the end everything that
 * is open is finished, and a last client reads every key in use. The same plan gives the same log.
 */
export function generate(plan: Plan, emit: Emit): void {
  const { model, seed } = plan;
  const strength: Strength = STRENGTHS[plan.strength];
  const draw = (purpose: string) => sequence(chanceOf(seed, purpose, plan.strength));
  const [turn, fate, work] = [draw('turn'), draw('fate'), draw('work')];
  const database = strength.create({ model, clients: plan.clients, dice: draw('database') });
  const chains = Array.from({ length: plan.keys }, (_, at) => newChain(at + 1));
  const clients = Array.from({ length: plan.clients }, newClient);
  /** Transactions of which the client has given up hope, and which may yet commit. */
  const forgotten: Running[] = [];
  let keys = plan.keys;
  let invoked = 0;

  function newStep(at: number, isWrite: boolean): Step {
    let chain = chains[at]!;
    if (isWrite && chain.given >= plan.writesPerKey) chain = chains[at] = newChain(++keys);
    return { chain, isWrite, value: isWrite ? ++chain.given : 0, place: -1 };
  }

  function newSteps(): Step[] {
    const readsOnly = work() < 0.3;
    const steps: Step[] = [];
    for (let left = 1 + Math.floor(work() * plan.operations); left > 0; left--) {
      const at = Math.floor(work() * plan.keys);
      const isWrite = !readsOnly && work() < 0.6;
      const step = newStep(at, isWrite);
      const isRead = steps.some(({ chain }) => chain === step.chain);
      if (isWrite && plan.readsFirst === true && !isRead) steps.push({ ...step, isWrite: false, value: 0 });
      steps.push(step);
    }
    if (model !== 'append' || strength.isBlindAfterWrites !== true) return steps;
    return steps.filter(({ isWrite }, at) => isWrite || !wroteBefore(steps, at));
  }

  function tell(at: number, kind: LogEvent['kind'], running: Running): void {
    const operations = kind === 'ok' ? running.results : asked(running, model);
    emit({ kind, client: at, life: running.life, number: running.number, operations });
  }

  function invoke(client: Client, at: number, steps: Step[]): void {
    const readsOnly = steps.every((step) => !step.isWrite);
    const number = ++client.count;
    const fresh = { commit: -1, snapshot: -1, results: [], isOver: false };
    client.running = { client: at, life: client.life, number, steps, readsOnly, ...fresh };
    client.stage = 'invoked';
    tell(at, 'invoke', client.running);
  }

  function advance(client: Client, at: number): void {
    const running = client.running!;
    if (client.stage === 'invoked') {
      database.begin(running);
      client.stage = 'begun';
    } else if (client.stage === 'begun') {
      // The last client, which reads everything, has no luck of either kind.
      const luck = at < plan.clients ? fate() : 1;
      if (luck < plan.infos) {
        if (luck < plan.infos / 3) database.commit(running);
        else if (luck < (plan.infos * 2) / 3) forgotten.push(running);
        giveUp(client, at);
        return;
      }
      client.hasCommitted = luck < plan.infos + plan.fails ? false : database.commit(running);
      client.stage = 'decided';
    } else {
      tell(at, client.hasCommitted ? 'ok' : 'fail', running);
      running.isOver = true;
      client.running = undefined;
    }
  }

  function giveUp(client: Client, at: number): void {
    tell(at, 'info', client.running!);
    client.running!.isOver = true;
    client.running = undefined;
    client.life++;
  }

  while (invoked < plan.transactions || clients.some((client) => client.running !== undefined)) {
    const at = Math.floor(turn() * clients.length);
    const client = clients[at]!;
    if (client.running !== undefined) advance(client, at);
    else if (invoked < plan.transactions) {
      invoked++;
      invoke(client, at, newSteps());
    }
    if (forgotten.length > 0 && turn() < 0.1) commitForgotten(database, forgotten);
  }
  while (forgotten.length > 0) commitForgotten(database, forgotten);
  database.settle();
  readAll(chains, (steps) => {
    const last = newClient();
    invoke(last, plan.clients, steps);
    for (let stage = 0; stage < 3; stage++) advance(last, plan.clients);
  });

  function commitForgotten(database: Database, forgotten: Running[]): void {
    database.commit(forgotten.pop()!);
  }
}

function readAll(chains: readonly Chain[], read: (steps: Step[]) => void): void {
  read(chains.map((chain) => ({ chain, isWrite: false, value: 0, place: -1 })));
}

function newClient(): Client {
  return { life: 1, count: 0, running: undefined, stage: 'invoked', hasCommitted: false };
}
