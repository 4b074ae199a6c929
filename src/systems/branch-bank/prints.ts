import { decimal } from '../decimal.js';
import type { OriginalOperation, OriginalPrints } from '../system.js';
import type { BranchConfig } from './config.js';
import { createEventLog } from './event-log.js';

type Answer = { result: Record<string, unknown> } | { why: string };

/**
 * The prints of the original: JSON, all at the end, each entry of the outermost list on a line of its own. Phase 1 has an
 * object a customer, phase 3 one an event, phase 2 three lists: the customers' events, the branches', and all together.
 */
export function createPrints(config: BranchConfig, nodes: readonly string[]): OriginalPrints {
  const original = config.original ?? { phase: 1 as const, customers: [], branches: nodes.map((_node, i) => i + 1) };
  const log = createEventLog(original, nodes);
  const balances = new Map<string, number>(nodes.map((node) => [node, config.initialBalance]));
  /** What each customer received, and all of it in the order of the file, as JSON. */
  const received = original.customers.map((): string[] => []);
  const oneByOne: string[] = [];

  function responseTo({ operation, at }: OriginalOperation, answer: Answer): string {
    const branch = original.phase === 3 ? `,"branch":${original.branches[nodes.indexOf(at)]}` : '';
    return `{"interface":"${operation}"${branch},${outcomeOf(operation, answer)}}`;
  }

  function outcomeOf(operation: string, answer: Answer): string {
    if (!('result' in answer)) return '"result":"fail"';
    const { result, balance } = answer.result;
    if (operation === 'query') return `"balance":${decimal(balance as number, config.decimals)}`;
    return `"result":"${result === 'applied' ? 'success' : 'fail'}"`;
  }

  function inPhase(phase: number): string[] {
    if (phase === 3) return listOf(oneByOne);
    if (phase === 1) return listOf(original.customers.map((id, place) => recv(id, received[place]!)));
    const lists = [log.customers(), log.branches(), log.all()];
    return lists.flatMap((list) => listOf(list.map((entry) => JSON.stringify(entry))));
  }

  return {
    started: () => [],
    observe(event) {
      if (original.phase === 2) log.observe(event);
      if (event.v !== 'node' || event.k !== 'apply' || event.body === undefined) return;
      const text = typeof event.body === 'string' ? event.body : Buffer.from(event.body).toString();
      balances.set(event.node!, (JSON.parse(text) as { balance: number }).balance);
    },
    answered(operation, answer) {
      const place = Number(operation.client?.slice(1)) - 1;
      const response = responseTo(operation, answer);
      received[place]?.push(response);
      oneByOne.push(recv(original.customers[place]!, [response]));
      return [];
    },
    closing: () =>
      nodes.map((node, place) => {
        const balance = decimal(balances.get(node)!, config.decimals);
        return `Branch ${original.branches[place] ?? place + 1}: ${balance}`;
      }),
    print: (what) => inPhase(Number(what.replace('phase ', ''))),
  };
}

function recv(customer: number, responses: readonly string[]): string {
  return `{"id":${customer},"recv":[${responses.join(',')}]}`;
}

/** A JSON list with a line for each entry. */
function listOf(entries: readonly string[]): string[] {
  const last = entries.length - 1;
  if (last < 0) return ['[]'];
  return entries.map((entry, i) => `${i === 0 ? '[' : ''}${entry}${i === last ? ']' : ','}`);
}
