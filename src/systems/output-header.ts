import { FORMAT, type Header } from '../history/header.js';

/** The header of a history told from what somebody's own program printed: of no run of ours, and without faults. */
export function outputHeader({
  spec,
  accounts,
  nodes,
  clients,
  checks,
}: Pick<Header, 'spec' | 'accounts' | 'nodes' | 'clients' | 'checks'>): Header {
  return {
    touchstone: 'history',
    format: FORMAT,
    tool: 'output',
    run: 'output',
    sealed: false,
    host: 'import',
    system: spec.name,
    spec,
    config: {},
    accounts,
    nodes,
    clients,
    seed: 0,
    checks,
    conditions: { loss: false, duplication: false, reordering: false, crashes: false },
    scenario: null,
    identities: 'trusted',
  };
}
