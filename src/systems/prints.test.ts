import { SYSTEMS } from './registry.js';

/** What each system can be told to print. */
const PRINTS: Record<string, string[]> = {
  'branch-bank': ['phase 1', 'phase 2', 'phase 3'],
  'mutex-ledger': ['blockchain', 'balance table', 'message log'],
  'snapshot-bank': ['snapshot'],
};

test.each(Object.values(SYSTEMS))(
  '$name: what it prints bears nodes of others, which may leave out any field',
  (system) => {
    const nodes = ['n1', 'n2'];
    for (const what of PRINTS[system.name]!) {
      const original = { phase: 2, customers: [1], branches: [1, 2] };
      const config = system.configure(system.name === 'branch-bank' ? { original } : {}, nodes);
      const prints = system.prints!(config, nodes);
      prints.started();
      for (const k of Object.keys(system.spec.events)) {
        for (const body of ['{}', '{"channels":[null]}'])
          prints.observe({ v: 'node', k, node: 'n1', life: 1, seq: 1, body });
      }
      for (const operation of Object.keys(system.operations)) {
        for (const result of ['applied', 'refused', 'read', 'received', 'collected']) {
          for (const more of [{}, { legs: [null] }, { snapshot: 's', channels: [null] }]) {
            const asked = { client: 'c1', at: 'n1', operation, arguments: {} };
            expect(Array.isArray(prints.answered(asked, { result: { result, ...more } }))).toBe(true);
          }
        }
      }
      expect(
        prints
          .closing()
          .concat(prints.print(what))
          .every((line) => typeof line === 'string'),
      ).toBe(true);
    }
  },
);
