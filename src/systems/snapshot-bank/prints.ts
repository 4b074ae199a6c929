import type { OriginalOperation, OriginalPrints } from '../system.js';
import type { BankConfig } from './config.js';

interface Collected {
  balance: number;
  channels: readonly ({ from: string; amount: number } | null)[] | undefined;
}

/** The prints of the original, one line a string. It prints nothing for what goes well, but receiving and snapshots. */
export function createPrints({ labels }: BankConfig, nodes: readonly string[]): OriginalPrints {
  const collected = new Map<string, Map<string, Collected>>();
  let last: Map<string, Collected> | undefined;
  const label = (node: string) => labels[node]!;
  const inOrder = [...nodes].sort((a, b) => label(a) - label(b));

  function received({ from, message, amount }: Record<string, unknown>): string {
    return `${label(from as string)} ${message} ${message === 'Transfer' ? amount : -1}`;
  }

  function collect(at: string, { snapshot, balance, channels }: Record<string, unknown>): void {
    const name = snapshot as string;
    if (!collected.has(name)) collected.set(name, new Map());
    last = collected.get(name)!;
    last.set(at, { balance, channels } as Collected);
  }

  function answered({ at, operation }: OriginalOperation, result: Record<string, unknown>): string[] {
    switch (operation) {
      case 'send':
        return result.result === 'refused' ? ['ERR_SEND'] : [];
      case 'receive':
        return [received(result)];
      case 'snapshot':
        return [`Started by Node ${label(at)}`];
      case 'collect':
        collect(at, result);
        return [];
      default:
        return [];
    }
  }

  /** Of a node that had nothing to collect yet there is nothing to print. */
  function snapshot(): string[] {
    const states: string[] = [];
    const channels: string[] = [];
    for (const node of inOrder) {
      const part = last?.get(node);
      if (part === undefined) continue;
      states.push(`node ${label(node)} = ${part.balance}`);
    }
    for (const from of inOrder) {
      for (const to of inOrder) {
        const channel = last?.get(to)?.channels?.find((one) => one?.from === from);
        if (channel != null) channels.push(`channel (${label(from)} -> ${label(to)}) = ${channel.amount}`);
      }
    }
    return ['---Node states', ...states, '---Channel states', ...channels];
  }

  return {
    started: () => [],
    observe() {},
    answered: (operation, answer) => ('result' in answer ? answered(operation, answer.result) : []),
    closing: () => [],
    print: snapshot,
  };
}
