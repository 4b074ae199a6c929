import { readHistory } from '../history/files/read.js';
import { memorySink } from '../history/files/sinks.js';
import type { History } from '../history/history.js';
import { createSimulator } from '../hosts/sim/simulator.js';
import type { NodeProgram } from '../node/program.js';
import { parseScenario } from '../scenario/parse.js';
import type { Scenario } from '../scenario/scenario.js';
import type { System } from '../systems/system.js';
import { createConduct } from './conduct.js';
import { headerOf } from './header.js';

/**
 * A system for tests: one node that keeps what it is given in a log on its disk, well or badly, and is killed again and
 * again while clients give it things.
 */
export type VaultKind = 'syncs-first' | 'answers-first' | 'keeps-torn-tail';

/** What became of the things that were answered for. */
export interface VaultOutcome {
  answered: number;
  /** Answered for, and gone at the end. */
  lost: string[];
  crashes: number;
  history: History;
}

const SCENARIO = `scenario: a vault that is killed
system: vault
host: sim
nodes: {count: 1}
workload: {clients: 2, operations: 8, think: {uniform: [0ms, 2ms]}}
faults:
  - {random: {every: {uniform: [2ms, 20ms]}, of: {crash: 1}, for: 1ms}}
limits: {timeout: 20ms, quiet: 10ms, settle: 1s}
`;

/** Runs a vault in simulation and compares what it answered for with what it still has at the end. */
export function tryVault(kind: VaultKind, seed: number): VaultOutcome {
  const scenario = { ...planned(), seed };
  const sink = memorySink();
  const header = headerOf(scenario, VAULT, { run: `sim-${seed}`, host: 'sim', identities: 'enforced' });
  const conduct = createConduct({ scenario, system: VAULT, header, sink });
  const programs = { n1: programOf(kind) as NodeProgram<never> };
  const simulator = createSimulator({ seed, programs, inbox: scenario.network.inbox }, conduct.listener);
  conduct.begin(simulator);
  simulator.run(conduct.finished);
  return judge(readHistory(sink.bytes(), 'vault'));
}

let parsed: Scenario | undefined;

function planned(): Scenario {
  const checkers = { none: { rules: ['none'] } };
  return (parsed ??= parseScenario(SCENARIO, 'vault.yaml', { checkers, systems: { vault: VAULT } }));
}

function judge(history: History): VaultOutcome {
  const answered: string[] = [];
  let kept: Set<string> | undefined;
  let crashes = 0;
  for (let row = 0; row < history.length; row++) {
    const { v, k } = history.kinds[history.kind[row]!]!;
    if (v === 'run' && k === 'crash') crashes++;
    if (v !== 'client' || k !== 'ok') continue;
    const { result, accounts } = history.body(row) as { result?: string; accounts?: { account: string }[] };
    if (result === 'applied') answered.push(history.txName(history.tx[history.ref[row]!]!));
    if (accounts !== undefined) kept = new Set(accounts.map(({ account }) => account));
  }
  if (kept === undefined) throw new Error('the vault was not asked at the end what it has');
  return { answered: answered.length, lost: answered.filter((tx) => !kept.has(tx)), crashes, history };
}

const VAULT: System = {
  name: 'vault',
  says: 'keeps what it is given',
  spec: {
    name: 'vault',
    observation: 'chain',
    messages: {},
    events: {},
    background: [],
    tolerates: { loss: false, duplication: false, reordering: false, crashes: true },
    checks: [],
  },
  configSchema: { type: 'object', additionalProperties: false },
  configure: () => ({}),
  accounts: () => ({}),
  program: programOf('syncs-first'),
  mutants: {
    'answers-first': {
      program: programOf('answers-first'),
      bug: 'it answers before the disk has synced',
      kills: [],
    },
    'keeps-torn-tail': {
      program: programOf('keeps-torn-tail'),
      bug: 'it writes on behind the torn end of its log, where nobody reads',
      kills: [],
    },
  },
  operations: {
    put: {
      says: 'gives it something to keep',
      arguments: { type: 'object', additionalProperties: false },
      draw: () => ({}),
      request: (_args, tx) => ({ type: 'put', tx }),
      outcome: ({ type }) => (type === 'put_ok' ? { result: { result: 'applied' } } : undefined),
    },
  },
};

function programOf(kind: VaultKind): NodeProgram<Record<string, unknown>> {
  return (node) => {
    const { things, length } = read(node.disk.contents());
    if (kind !== 'keeps-torn-tail') node.disk.truncate(length);
    return {
      put(message) {
        const { tx } = message.body as unknown as { tx: string };
        things.add(tx);
        node.disk.append(spell(tx));
        if (kind === 'answers-first') {
          node.reply(message, { type: 'put_ok' });
          node.disk.sync(() => {});
        } else {
          node.disk.sync((error) => {
            if (error === undefined) node.reply(message, { type: 'put_ok' });
          });
        }
      },
      dump(message) {
        const accounts = [...things].sort().map((account) => ({ account, version: 1, balance: 0 }));
        node.reply(message, { type: 'dump_ok', accounts, more: false });
      },
      outcome(message) {
        const { tx } = message.body as unknown as { tx: string };
        node.reply(message, { type: 'outcome_ok', tx, outcome: things.has(tx) ? 'applied' : 'unknown' });
      },
    };
  };
}

/** A record: its length, its bytes, and their sum, so that a part of one is known for what it is. */
function spell(tx: string): Uint8Array {
  const text = Buffer.from(tx);
  return Uint8Array.of(text.length, ...text, sum(text));
}

/** The records of a log up to the first that is not whole, and where that one begins. */
function read(log: Uint8Array): { things: Set<string>; length: number } {
  const things = new Set<string>();
  let at = 0;
  while (at < log.length) {
    const text = log.subarray(at + 1, at + 1 + log[at]!);
    const end = at + 1 + log[at]!;
    if (end >= log.length || log[end] !== sum(text)) break;
    things.add(Buffer.from(text).toString());
    at = end + 1;
  }
  return { things, length: at };
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => (total * 31 + byte) & 255, 7);
}
