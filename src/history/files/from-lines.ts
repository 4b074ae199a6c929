import { type EventLine, HARNESS } from '../event.js';
import { FORMAT, type Header, type SystemSpec } from '../header.js';
import type { History } from '../history.js';
import { readHistory } from './read.js';

/** An event as a test writes it: what an unsealed log may leave out can be left out. `t` in ns. */
export type HandWritten = EventLine & { i?: number; t?: number };

/**
 * A history of hand-written events, for tests: an unsealed log, read like any other. Of the header only what matters
 * need be given; without `nodes` and `clients` the clients are those of client events and all whose name is `c` and
 * digits, the nodes all others that do something. Throws HistoryError, with lines counted from 1, the header's.
 */
export function historyFrom(header: Partial<Header>, events: readonly HandWritten[]): History {
  const clients = header.clients ?? clientsOf(events);
  const nodes = header.nodes ?? nodesOf(events, clients);
  const text = [
    JSON.stringify({ ...minimalHeader(), ...header, nodes, clients, sealed: false }),
    ...events.map(lineOf),
  ];
  return readHistory(Buffer.from(text.join('\n')), 'history');
}

/** A header of a system about which nothing is known. */
export function minimalHeader(): Header {
  const spec: SystemSpec = {
    name: 'test',
    observation: 'chain',
    messages: {},
    events: {},
    background: [],
    tolerates: { loss: false, duplication: false, reordering: false, crashes: false },
    checks: [],
  };
  return {
    touchstone: 'history',
    format: FORMAT,
    tool: '0.0.0',
    run: 'test',
    sealed: false,
    host: 'import',
    system: 'test',
    spec,
    config: {},
    accounts: {},
    nodes: [],
    clients: [],
    seed: 0,
    checks: [],
    conditions: { loss: false, duplication: false, reordering: false, crashes: false },
    scenario: null,
    identities: 'enforced',
  };
}

/** One line, its body as it is. */
function lineOf({ body, ...rest }: HandWritten): string {
  const line = JSON.stringify(rest);
  return body === undefined ? line : `${line.slice(0, -1)},"body":${Buffer.from(body as string).toString()}}`;
}

function clientsOf(events: readonly HandWritten[]): string[] {
  const names = new Set<string>();
  for (const { v, node, from, to } of events) {
    if (v === 'client' && node !== undefined) names.add(node);
    for (const name of [node, from, to]) if (name !== undefined && /^c\d+$/.test(name)) names.add(name);
  }
  return [...names];
}

function nodesOf(events: readonly HandWritten[], clients: readonly string[]): string[] {
  const names = new Set(events.flatMap(({ node, from }) => [node, from]));
  return [...names].filter((name) => name !== undefined && name !== HARNESS && !clients.includes(name)) as string[];
}
