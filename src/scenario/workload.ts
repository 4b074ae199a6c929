import type { System } from '../systems/system.js';
import type { Draft } from './draft.js';
import type { Workload } from './scenario.js';
import { spanAt } from './spans.js';

/** A workload with its defaults filled in; undefined where the scenario has none. */
export function resolveWorkload(
  draft: Draft,
  // biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
  system: System<any> | undefined,
  nodes: readonly string[],
): Workload | undefined {
  if (draft.value.workload === undefined) return undefined;
  const given = draft.value.workload as Partial<Record<string, unknown>>;
  const operations = Object.keys(system?.operations ?? {});
  const mix =
    (given.mix as Record<string, number> | undefined) ?? Object.fromEntries(operations.map((name) => [name, 1]));
  const amount = (given.amount as [number, number] | undefined) ?? [1, 10];
  if (system !== undefined && Object.values(mix).every((weight) => weight === 0)) {
    draft.complain({
      path: ['workload', 'mix'],
      message: 'every weight of the mix is 0',
      expected: 'at least one above 0',
    });
  }
  if (amount[0] > amount[1]) {
    const path = ['workload', 'amount'];
    draft.complain({ path, message: 'the range of amounts is upside down', expected: `[${amount[1]}, ${amount[0]}]` });
  }
  return {
    clients: (given.clients as number | undefined) ?? nodes.length,
    operations: (given.operations as number | undefined) ?? 100,
    mix,
    amount,
    think: spanAt(draft, ['workload', 'think'], given.think),
    route: (given.route as 'own' | 'any' | undefined) ?? 'own',
  };
}
