import { spawnSync } from 'node:child_process';
import { compiledEntry } from '../../src/package-root.js';
import type { Measured, Verified } from './measure.js';

/** Seconds after which a process is given up: reading, judging, parsing and verifying together. */
export const PATIENCE = 240;

/** What was measured of one row; of what did not end in time, or for want of memory, nothing but why. */
export type Outcome = Partial<Measured & Verified> & { problem?: string };

/** Measures one file at one level, in a process of its own. */
export function measureInChild(file: string, level: string): Outcome {
  const entry = compiledEntry('bench/transactions/measure.ts');
  const options = { encoding: 'utf8', timeout: PATIENCE * 1000, killSignal: 'SIGKILL' } as const;
  const { stdout, stderr, signal, status } = spawnSync(process.execPath, [entry, file, level], options);
  const told: Outcome[] = stdout.split('\n').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []));
  const found: Outcome = Object.assign({}, ...told);
  if (status === 0) return found;
  const without = told.length === 0 ? 'no verdict' : 'not verified';
  const why = signal === null ? `ended with ${status}: ${stderr.slice(0, 300)}` : `within ${PATIENCE} s`;
  return { ...found, problem: `${without} (${why})` };
}
