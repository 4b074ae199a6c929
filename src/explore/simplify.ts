import type { Case, Given, PlannedOperation } from './draft-case.js';
import type { Trial } from './trial.js';

/** Plainer networks, faults and surroundings, each to be tried on its own. */
export function simplerSchedules({ network, faults, ...rest }: Case): Partial<Case>[] {
  return [
    ...(faults.length > 0 ? [{ faults: [] }] : []),
    ...(faults.length > 1 && faults.length <= 6 ? faults.map((fault) => ({ faults: [fault] })) : []),
    ...without(network).map((some) => ({ network: some })),
    ...simplerSurroundings(rest),
  ];
}

/** What the scenario says of the system and of its own patience, with one thing left out. */
export function simplerSurroundings({ limits, config }: Pick<Case, 'limits' | 'config'>): Partial<Case>[] {
  return [...without(limits).map((rest) => ({ limits: rest })), ...without(config).map((rest) => ({ config: rest }))];
}

/** The map without one of its keys, for each of them. */
function without(map: Given): Given[] {
  return Object.keys(map).map((gone) => Object.fromEntries(Object.entries(map).filter(([key]) => key !== gone)));
}

/** Plainer forms of all operations together. */
export function simplerOperations({ inSequence, operations }: Case): ((draft: Case) => Case)[] {
  const last = Math.max(...operations.map(({ after }) => after));
  const first = Math.min(...operations.map(({ after }) => after));
  return [
    ...(inSequence ? [] : [(draft: Case) => ({ ...draft, inSequence: true })]),
    ...(last > 0 ? [(draft: Case) => mapped(draft, (one) => ({ ...one, after: 0 }))] : []),
    ...(first > 0 ? [(draft: Case) => mapped(draft, (one) => ({ ...one, after: one.after - first }))] : []),
    (draft) => mapped(draft, (one) => ({ ...one, client: `c${one.at.slice(1)}` })),
  ];
}

/** The case with its clients called c1, c2, ... in the order in which they come up. */
export function withNewClients({ operations, faults, ...rest }: Case): Case {
  const clients = [...new Set(operations.map(({ client }) => client))];
  const renamed = new Map(clients.map((client, i) => [client, `c${i + 1}`]));
  return {
    ...rest,
    operations: operations.map((one) => ({ ...one, client: renamed.get(one.client)! })),
    faults: withNames(faults, renamed),
  };
}

/** The case without the nodes that nobody asks, pays, or aims at, the others numbered anew. */
export function withoutSpareNodes(draft: Case, trial: Trial): Case | undefined {
  let best: Case | undefined;
  for (let place = draft.nodes.length - 1; place >= 0 && (best ?? draft).nodes.length > 1; place--) {
    const smaller = withoutNode(best ?? draft, place);
    const found = smaller && trial.search(smaller, 4);
    if (found !== undefined) best = found;
  }
  return best;
}

/** Undefined where something still names the node. */
function withoutNode(draft: Case, place: number): Case | undefined {
  const gone = draft.nodes[place]!.id;
  const { nodes, operations, faults } = draft;
  if (JSON.stringify(faults).includes(`"${gone}"`) || operations.some(({ at }) => at === gone)) return undefined;
  const kept = nodes.filter(({ id }) => id !== gone);
  const retargeted = operations.map((one) => {
    const other = kept.find(({ id }) => id !== one.at)?.id ?? one.at;
    const args = Object.entries(one.arguments).map(([name, value]) => [name, value === gone ? other : value]);
    return { ...one, arguments: Object.fromEntries(args) };
  });
  const renamed = new Map(kept.map(({ id }, i) => [id, `n${i + 1}`]));
  return {
    ...draft,
    nodes: kept.map(({ run }, i) => ({ id: `n${i + 1}`, run })),
    operations: withNames(retargeted, renamed),
    faults: withNames(faults, renamed),
  };
}

/** A part of a document with other names wherever one of these stands alone. */
function withNames<Part>(part: Part, names: ReadonlyMap<string, string>): Part {
  return JSON.parse(JSON.stringify(part), (_key, value) => names.get(value as string) ?? value);
}

/** An aimed fault that strikes every such message on its link; all on its link; all that its sender sends. */
export function broaderThan({ when, ...what }: Given): Given[] {
  const { message, from, to } = (when ?? {}) as Given;
  if (from === undefined || to === undefined) return [];
  return [
    { when: { message, from, to }, ...what },
    { at: '0ms', ...what, only: { from, to } },
    { at: '0ms', ...what, only: { from } },
  ];
}

/** Plainer numbers, from the plainest on: times and amounts of single operations, and times of single faults. */
export function simplerValues({ operations, faults }: Case): ((draft: Case) => Case)[] {
  return [
    ...operations.flatMap((_, i) => [
      ...TIMES.map((time) => (draft: Case) => {
        const one = draft.operations[i]!;
        return one.after > time(one.after) ? at(draft, i, { after: time(one.after) }) : draft;
      }),
      ...AMOUNTS.map((amount) => (draft: Case) => {
        const { arguments: args } = draft.operations[i]!;
        const smaller = Object.entries(args).map(([name, value]) => [
          name,
          typeof value === 'number' && value > amount ? amount : value,
        ]);
        return at(draft, i, { arguments: Object.fromEntries(smaller) });
      }),
    ]),
    ...faults.flatMap((_, i) =>
      ['at', 'for', 'delay'].flatMap((key) =>
        DURATIONS.map((duration) => (draft: Case) => {
          const given = draft.faults[i]![key];
          if (typeof given !== 'string' || DURATIONS.includes(given) || given === '0ms') return draft;
          return { ...draft, faults: draft.faults.map((one, j) => (j === i ? { ...one, [key]: duration } : one)) };
        }),
      ),
    ),
    (draft) => ({ ...draft, seed: 1 }),
  ];
}

/** Ascending, so that the smallest that will do is taken and the rest leave it alone. */
const AMOUNTS = [1, 2, 5, 10];
const TIMES = [0, 1e8, 1e7, 1e6, 1e5].map((unit) => (ns: number) => (unit === 0 ? 0 : Math.floor(ns / unit) * unit));
const DURATIONS = ['1ms', '2ms', '5ms', '10ms', '20ms', '50ms', '100ms', '200ms', '500ms', '1s'];

function mapped(draft: Case, change: (one: PlannedOperation) => PlannedOperation): Case {
  return { ...draft, operations: draft.operations.map(change) };
}

function at(draft: Case, place: number, change: Partial<PlannedOperation>): Case {
  return { ...draft, operations: draft.operations.map((one, i) => (i === place ? { ...one, ...change } : one)) };
}
