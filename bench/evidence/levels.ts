import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { openScenario } from '../../src/run/open-scenario.js';
import { withNodeCommand, withSeed } from '../../src/scenario/overrides.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** What nodes tell of themselves, and which checks cannot pass without the rest. Every other check has to pass. */
export interface Level {
  scenario(seed: number): Scenario;
  /** Checks that some runs leave unknown, and checks that no run can decide. */
  perhaps?: readonly string[];
  never?: readonly string[];
}

const ORDER_AND_CLOCKS = ['mutual-exclusion', 'lamport-clock'];

const EVENTS = ['mutual-exclusion', 'hash-chain', 'exactly-once'];
const CONTENTION = 'scenarios/mutex-ledger/reference-contention.yaml';
const ROUGH = 'bench/evidence/rough-links.yaml';

/** From all the evidence down to none. */
export const LEVELS: Readonly<Record<string, Level>> = {
  everything: { scenario: all(CONTENTION, 'events', 'seq', 'seen', 'clock') },
  'recv events in place of Ts-Seen': { scenario: all(CONTENTION, 'events', 'seq', 'recv', 'clock') },
  'no Ts-Seq': { scenario: all(CONTENTION, 'events', 'seen', 'clock') },
  'no Ts-Seen': {
    scenario: all(CONTENTION, 'events', 'seq', 'clock'),
    never: ['mutual-exclusion'],
    perhaps: ['lamport-clock'],
  },
  'no Ts-Seq, no Ts-Seen': {
    scenario: all(CONTENTION, 'events', 'clock'),
    never: ['mutual-exclusion'],
    perhaps: ['lamport-clock'],
  },
  'no clocks': { scenario: all(CONTENTION, 'events', 'seq', 'seen'), never: ORDER_AND_CLOCKS },
  'local events alone': { scenario: all(CONTENTION, 'events'), never: ORDER_AND_CLOCKS },
  'local events alone, rough links': { scenario: all(ROUGH, 'events'), never: ORDER_AND_CLOCKS },
  'local events alone from one of three': {
    scenario: among('scenarios/harness/example-without-evidence.yaml'),
    never: ORDER_AND_CLOCKS,
  },
  'no local events': { scenario: all(CONTENTION, 'seq', 'seen', 'clock'), never: EVENTS },
  'nothing at all': { scenario: all(CONTENTION), never: [...EVENTS, 'lamport-clock'] },
  'nothing at all, rough links': { scenario: all(ROUGH), never: [...EVENTS, 'lamport-clock'] },
};

function all(file: string, ...given: string[]): Level['scenario'] {
  const base = among(file);
  return (seed) => withNodeCommand(base(seed), ['python3', join(PACKAGE_ROOT, 'bench/evidence/witness.py'), ...given]);
}

function among(file: string): Level['scenario'] {
  return (seed) => withSeed(openScenario(join(PACKAGE_ROOT, file)), seed);
}
