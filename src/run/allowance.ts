/**
 * What one life may publish: a hundred times more than any protocol asks for, and little enough that memory, disk and
 * judgement can bear it. Who goes beyond is cut off. specs/README.md tells authors of nodes.
 */
export const ALLOWANCE = {
  /** Messages and events, and how many more for each delivery that is not from itself. */
  publications: 100_000,
  perDelivery: 1000,
  /** Their bytes together. */
  bytes: 64 * 2 ** 20,
  bytesPerDelivery: 2 ** 20,
  /** How often the broker may catch it at what it may not do. */
  complaints: 100,
} as const;

/** What all lives of a run together may publish, in bytes: more than this no reader wants to judge at once. */
export const RUN_BYTES = 2 ** 31;

/** Keeps count of what each life does, and tells once when it is too much. */
export interface Allowance {
  /** It was handed a message of another. */
  delivered(node: string, life: number): void;
  /** Whether this publication may still be taken in. */
  publishes(node: string, life: number, bytes: number): boolean;
  /** Whether this complaint about it may still be taken in. */
  isCaught(node: string, life: number): boolean;
}

/** `cutOff` is called once for a life that has gone too far; `why` is the rest of a sentence about it. */
export function createAllowance(
  cutOff: (node: string, life: number, why: string) => void,
  runIsFull: (why: string) => void,
): Allowance {
  const accounts = new Map<string, Account>();
  let total = 0;

  function accountOf(node: string, life: number): Account {
    let account = accounts.get(node);
    if (account?.life !== life) {
      account = { life, publications: 0, bytes: 0, deliveries: 0, complaints: 0, isOver: false };
      accounts.set(node, account);
    }
    return account;
  }

  function end(node: string, account: Account, why: string): false {
    account.isOver = true;
    cutOff(node, account.life, why);
    return false;
  }

  return {
    delivered(node, life) {
      accountOf(node, life).deliveries++;
    },
    publishes(node, life, bytes) {
      const account = accountOf(node, life);
      if (account.isOver) return false;
      const { deliveries } = account;
      account.publications++;
      account.bytes += bytes;
      if (account.publications > ALLOWANCE.publications + deliveries * ALLOWANCE.perDelivery)
        return end(
          node,
          account,
          `was cut off: it published over ${account.publications - 1} messages and events, ${after(deliveries)}`,
        );
      if (account.bytes > ALLOWANCE.bytes + deliveries * ALLOWANCE.bytesPerDelivery)
        return end(
          node,
          account,
          `was cut off: it published over ${account.bytes - bytes} bytes, ${after(deliveries)}`,
        );
      const before = total;
      total += bytes;
      if (total > RUN_BYTES && before <= RUN_BYTES)
        runIsFull(`the nodes have published over ${RUN_BYTES} bytes, which is all that one run may record`);
      return true;
    },
    isCaught(node, life) {
      const account = accountOf(node, life);
      if (account.isOver) return false;
      if (++account.complaints <= ALLOWANCE.complaints) return true;
      return end(node, account, `was cut off: the broker had caught it ${ALLOWANCE.complaints} times`);
    },
  };
}

function after(deliveries: number): string {
  return deliveries === 1 ? 'when one had been delivered to it' : `when ${deliveries} had been delivered to it`;
}

interface Account {
  life: number;
  publications: number;
  bytes: number;
  deliveries: number;
  complaints: number;
  isOver: boolean;
}
