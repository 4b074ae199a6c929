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

/** From all the evidence down to none. */
export const LEVELS: Readonly<Record<string, Level>> = {
  'everything (Ts-Seq, Ts-Seen, clocks)': { scenario: all('seq', 'seen', 'clock') },
  'recv events in place of Ts-Seen': { scenario: all('seq', 'recv', 'clock') },
  'no Ts-Seq': { scenario: all('seen', 'clock') },
  'no Ts-Seen': { scenario: all('seq', 'clock'), never: ['mutual-exclusion'], perhaps: ['lamport-clock'] },
  'clocks only': { scenario: all('clock'), never: ['mutual-exclusion'], perhaps: ['lamport-clock'] },
  'no clocks': { scenario: all('seq', 'seen'), never: ORDER_AND_CLOCKS },
  nothing: { scenario: all(), never: ORDER_AND_CLOCKS },
  'nothing from one of three': { scenario: among('harness/example-without-evidence.yaml'), never: ORDER_AND_CLOCKS },
};

function all(...given: string[]): Level['scenario'] {
  const base = among('mutex-ledger/reference-contention.yaml');
  return (seed) => withNodeCommand(base(seed), ['python3', join(PACKAGE_ROOT, 'bench/evidence/witness.py'), ...given]);
}

function among(file: string): Level['scenario'] {
  return (seed) => withSeed(openScenario(join(PACKAGE_ROOT, 'scenarios', file)), seed);
}
