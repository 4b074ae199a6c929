import { balancesOf, forEveryNode, initialBalanceSchema, refuseOthers } from '../for-every-node.js';

/** What every node receives in `init`. */
export interface BankConfig {
  /** Money of each node's account at the start, in minor units. */
  balances: Record<string, number>;
  /** Nodes consume what other nodes send them only when a client tells them to. */
  manual: boolean;
  /** Nodes that take part only from when a client creates them. */
  late: string[];
  /** What the original calls each node. */
  labels: Record<string, number>;
}

const USUAL_BALANCE = 100;

/** JSON Schema of `config` in a scenario. */
export const CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    initialBalance: initialBalanceSchema(USUAL_BALANCE),
    manual: {
      description: 'Whether nodes consume what other nodes send them only when a client tells them to.',
      type: 'boolean',
      default: false,
    },
    late: {
      description: 'Nodes that take part only from when a client asks them to (create); all others from the start.',
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      default: [],
    },
    labels: {
      description: 'What each node is called in prints: whole numbers. Those of n1, n2, ... unless given.',
      type: 'object',
      additionalProperties: { type: 'integer', minimum: 0 },
    },
  },
};

/** Fills in defaults and gives every node's account its balance. Throws ConfigError where it speaks of other nodes. */
export function configure(given: Record<string, unknown>, nodes: readonly string[]): BankConfig {
  const balances = balancesOf((given.initialBalance ?? USUAL_BALANCE) as number | Record<string, number>, nodes);
  const late = (given.late ?? []) as string[];
  for (const [place, name] of late.entries()) refuseOthers(name, nodes, 'late', place);
  const usual = Object.fromEntries(nodes.map((node, place) => [node, place + 1]));
  const labels = forEveryNode('labels', (given.labels ?? usual) as Record<string, number>, nodes);
  return { balances, manual: (given.manual ?? false) as boolean, late, labels };
}
