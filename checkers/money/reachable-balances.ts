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
  /** In the order in which they ended, and what they come to. */
  done: BankOperation[];
  sum: number;
  open: Set<BankOperation>;
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
    if (replica === undefined) replicas.set(at, (replica = { done: [], sum: 0, open: new Set() }));
    return replica;
  }

  return {
    begins(operation) {
      const replica = replicaOf(operation);
      const must = accountOf(operation.account).everywhere + replica.sum;
      under.set(operation, { must, done: replica.done.length });
      const mayTakeEffect = operation.result === 'applied' || operation.result === '';
      if (operation.change !== 0 && mayTakeEffect) replica.open.add(operation);
    },
    ends(operation) {
      under.delete(operation);
      const replica = replicaOf(operation);
      if (operation.result !== 'applied' || !replica.open.delete(operation)) return;
      replica.done.push(operation);
      replica.sum += operation.change;
    },
    settles() {
      for (const account of accounts.values()) {
        for (const replica of account.replicas.values()) {
          account.everywhere += replica.sum;
          account.known.push(...replica.done.splice(0));
          replica.sum = 0;
        }
        if (account.known.length > MOST_SUSPECTS) account.known.splice(0, account.known.length - MOST_SUSPECTS);
      }
    },
    of(operation) {
      const { must, done } = under.get(operation)!;
      const account = accountOf(operation.account);
      const own = replicaOf(operation);
      const may: BankOperation[] = [];
      for (const replica of account.replicas.values()) {
        for (let k = replica === own ? done : 0; k < replica.done.length; k++) may.push(replica.done[k]!);
        for (const write of replica.open) if (write !== operation) may.push(write);
      }
      return possible(must, may, [...account.known, ...own.done.slice(Math.max(0, done - MOST_SUSPECTS), done)]);
    },
  };
}

function possible(must: number, may: readonly BankOperation[], certain: readonly BankOperation[]): Possible {
  const least = may.reduce((sum, { change }) => sum + Math.min(change, 0), must);
  const most = may.reduce((sum, { change }) => sum + Math.max(change, 0), must);
  return {
    must,
    least,
    most,
    optional: may.length,
    reaches(balance) {
      if (balance < least || balance > most) return false;
      if (may.length > MOST_CHOSEN) return undefined;
      const sums = new Set([must]);
      for (const { change } of may) for (const sum of [...sums]) sums.add(sum + change);
      return sums.has(balance);
    },
    explanation(balance) {
      if (may.length > 0) return undefined;
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
