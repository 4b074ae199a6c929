import type { Block } from '../../history/block-hash.js';
import type { OriginalOperation, OriginalPrints } from '../system.js';
import type { LedgerConfig } from './config.js';
import type { Leg } from './ledger.js';
import { createMessageLog } from './message-log.js';
import { dollars, shortDollars } from './money.js';

/** What a script may print, and what it is called there. */
export const PRINTS = ['blockchain', 'balance table', 'message log'] as const;

/**
 * The prints of the original, one line a string. Each client had a terminal of its own; here they come one after the
 * other. Without a client, the chain and the table are those of the longest copy that any node has reported.
 */
export function createPrints(config: LedgerConfig, nodes: readonly string[]): OriginalPrints {
  const chains = new Map<string, Block[]>(nodes.map((node) => [node, []]));
  const log = createMessageLog(nodes);
  const money = (minor: number) => dollars(minor, config.decimals);
  const number = (node: string) => nodes.indexOf(node) + 1;

  function copyOf(node: string | undefined): Block[] {
    if (node !== undefined) return chains.get(node)!;
    return [...chains.values()].reduce((longest, chain) => (chain.length > longest.length ? chain : longest));
  }

  function blockchain(chain: readonly Block[]): string {
    const pays = ({ from, to, amount }: Block) =>
      `|Client<${number(from)}> pays Client<${number(to)}> ${money(amount)}|`;
    return chain.map(pays).join(' -> ');
  }

  function balanceTable(chain: readonly Block[]): string {
    const table = { ...config.balances };
    for (const { from, to, amount } of chain) {
      table[from]! -= amount;
      table[to]! += amount;
    }
    return nodes.map((node) => ` Client ${number(node)}: ${money(table[node]!)}`).join(',');
  }

  function transferAnswered(result: Record<string, unknown>, amount: number): string[] {
    if (result.result === 'refused') {
      const balance = money(result.balance as number);
      return [
        `Balance before: ${balance}`,
        'Cannot perform transaction: Transaction amount is higher than the balance!',
        'Transaction FAILED!',
        `Balance after: ${balance}`,
      ];
    }
    const legs = (result.legs ?? []) as (Leg | null)[];
    const own = legs.find((leg) => leg?.account === result.account);
    if (own == null) return ['Transaction SUCCESS!'];
    return [
      `Balance before: ${money(own.balance + amount)}`,
      'Transaction SUCCESS!',
      `Balance after: ${money(own.balance)}`,
    ];
  }

  function shown({ operation, arguments: args }: OriginalOperation, result: Record<string, unknown>): string[] {
    if (operation === 'balance') return [`Balance: ${money(result.balance as number)}`];
    return transferAnswered(result, args.amount as number);
  }

  return {
    started: () => nodes.map((node) => `Balance: ${shortDollars(config.balances[node]!, config.decimals)}`),
    observe(event) {
      log.observe(event);
      if (event.v !== 'node' || event.k !== 'block' || event.body === undefined) return;
      const text = typeof event.body === 'string' ? event.body : Buffer.from(event.body).toString();
      chains.get(event.node!)?.push(JSON.parse(text) as Block);
    },
    answered: (operation, answer) =>
      'result' in answer
        ? shown(operation, answer.result)
        : [`Cannot perform transaction: ${answer.why}!`, 'Transaction FAILED!'],
    closing: () => [blockchain(copyOf(undefined)), 'Balance Table', balanceTable(copyOf(undefined))],
    print(what, node) {
      if (what === 'blockchain') return [blockchain(copyOf(node))];
      if (what === 'balance table') return ['Balance Table', balanceTable(copyOf(node))];
      return (node === undefined ? nodes : [node]).flatMap((one) => [`Client ${number(one)}`, ...log.lines(one)]);
    },
  };
}
