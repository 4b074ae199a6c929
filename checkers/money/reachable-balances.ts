import type { BankOperation } from './bank-operations.js';

/** Further transfers of which every choice is tried; beyond that only bounds are known. */
const MOST_CHOSEN = 16;
/** Transfers that are looked at for an explanation. */
const MOST_SUSPECTS = 1000;

/** Which balances an account can have at a replica, while operations begin and end. */
export interface Reach {
  begins(operation: BankOperation): void;
  ends(operation: BankOperation): void;
  /** Everything that has ended is now known everywhere. */
  settles(): void;
  /** What the account could hold at the operation's node while it was carried out, without its own change. */
  of(operation: BankOperation): Possible;
}

export interface Possible {
  /** What all that is certainly known there makes of the account. */
  must: number;
  least: number;
  most: number;
  /** How many further transfers may be known there. */
  optional: number;
  /** Whether some choice of them makes this balance; undefined: too many to say. */
  reaches(balance: number): boolean | undefined;
  /** One mistake with one transfer that explains an impossible balance. */
  explanation(balance: number): { why: string; rows: number[] } | undefined;
}

/** The writes to one account at one node since the system last came to rest. */
interface Replica {
  /** In the order in which they ended. */
  done: BankOperation[];
  /** What the first k of them pay in, and draw, by k. */
  paidIn: number[];
  drawn: number[];
  open: Set<BankOperation>;
  openPaidIn: number;
  openDrawn: number;
}

/** What had been done at an operation's node when it began. */
interface Before {
  must: number;
  done: number;
}

export function createReach(initial: Readonly<Record<string, number>>): Reach {
  const accounts = new Map<string, { everywhere: number; known: BankOperation[]; replicas: Map<string, Replica> }>();
  const under = new Map<BankOperation, Before>();

  function accountOf(name: string) {
    let account = accounts.get(name);
    if (account === undefined) {
      accounts.set(name, (account = { everywhere: initial[name] ?? 0, known: [], replicas: new Map() }));
    }
    return account;
  }

  function replicaOf({ account, at }: BankOperation): Replica {
    const { replicas } = accountOf(account);
    let replica = replicas.get(at);
    if (replica === undefined) replicas.set(at, (replica = newReplica()));
    return replica;
  }

  return {
    begins(operation) {
      const replica = replicaOf(operation);
      const must = accountOf(operation.account).everywhere + sumOf(replica);
      under.set(operation, { must, done: replica.done.length });
      const mayTakeEffect = operation.result === 'applied' || operation.result === '';
      if (operation.change !== 0 && mayTakeEffect) hold(replica, operation, 1);
    },
    ends(operation) {
      under.delete(operation);
      const replica = replicaOf(operation);
      if (operation.result !== 'applied' || !replica.open.has(operation)) return;
      hold(replica, operation, -1);
      replica.done.push(operation);
      replica.paidIn.push(replica.paidIn.at(-1)! + Math.max(operation.change, 0));
      replica.drawn.push(replica.drawn.at(-1)! + Math.min(operation.change, 0));
    },
    settles() {
      for (const account of accounts.values()) {
        for (const replica of account.replicas.values()) {
          account.everywhere += sumOf(replica);
          account.known.push(...replica.done.splice(0).slice(-MOST_SUSPECTS));
          replica.paidIn.length = 1;
          replica.drawn.length = 1;
        }
        if (account.known.length > MOST_SUSPECTS) account.known.splice(0, account.known.length - MOST_SUSPECTS);
      }
    },
    of: (operation) => possible(operation, under.get(operation)!, accountOf(operation.account), replicaOf(operation)),
  };
}

function newReplica(): Replica {
  return { done: [], paidIn: [0], drawn: [0], open: new Set(), openPaidIn: 0, openDrawn: 0 };
}

function sumOf({ paidIn, drawn }: Replica): number {
  return paidIn.at(-1)! + drawn.at(-1)!;
}

function hold(replica: Replica, operation: BankOperation, sign: 1 | -1): void {
  if (sign > 0) replica.open.add(operation);
  else replica.open.delete(operation);
  replica.openPaidIn += sign * Math.max(operation.change, 0);
  replica.openDrawn += sign * Math.min(operation.change, 0);
}

function possible(
  operation: BankOperation,
  { must, done }: Before,
  { known, replicas }: { known: readonly BankOperation[]; replicas: ReadonlyMap<string, Replica> },
  own: Replica,
): Possible {
  const from = (replica: Replica) => (replica === own ? done : 0);
  let [least, most, optional] = [must, must, 0];
  for (const replica of replicas.values()) {
    const { paidIn, drawn, openPaidIn, openDrawn } = replica;
    most += paidIn.at(-1)! - paidIn[from(replica)]! + openPaidIn;
    least += drawn.at(-1)! - drawn[from(replica)]! + openDrawn;
    optional += replica.done.length - from(replica) + replica.open.size;
  }
  if (own.open.has(operation)) {
    most -= Math.max(operation.change, 0);
    least -= Math.min(operation.change, 0);
    optional--;
  }

  function changes(): number[] {
    const found: number[] = [];
    for (const replica of replicas.values()) {
      for (const { change } of replica.done.slice(from(replica))) found.push(change);
      for (const write of replica.open) if (write !== operation) found.push(write.change);
    }
    return found;
  }

  return {
    must,
    least,
    most,
    optional,
    reaches(balance) {
      if (balance < least || balance > most) return false;
      if (optional > MOST_CHOSEN) return undefined;
      const sums = new Set([must]);
      for (const change of changes()) for (const sum of [...sums]) sums.add(sum + change);
      return sums.has(balance);
    },
    explanation(balance) {
      if (optional > 0) return undefined;
      const certain = [...known, ...own.done.slice(Math.max(0, done - MOST_SUSPECTS), done)];
      // The latest first: what went wrong last is what a reader will look for.
      for (const { change, tx, begin, end } of certain.toReversed()) {
        const what = `${change > 0 ? 'deposit' : 'withdrawal'} ${tx} of ${Math.abs(change)}`;
        const rows = [begin, end];
        if (balance === must - change) return { why: `that lacks the ${what}: it must be ${must}`, rows };
        if (balance === must + change) return { why: `that has the ${what} twice: it must be ${must}`, rows };
        if (balance === must - 2 * change) {
          return { why: `that has the ${what} with the wrong sign: it must be ${must}`, rows };
        }
      }
      return undefined;
    },
  };
}
