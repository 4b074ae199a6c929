import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openScenario } from '../run/open-scenario.js';
import { runInSimulation } from '../run/simulate.js';
import type { Scenario } from '../scenario/scenario.js';
import { runPool } from './pool.js';
import type { Shrunk } from './shrink.js';
import { yamlText } from './yaml-text.js';

/** The text of a shrunk scenario: what it shows and where it comes from, then the scenario. */
export function textOf({ rule, summary, document, from, operations, faults }: Shrunk, source: Scenario): string {
  const small = `${counted(operations, 'operation')}${faults === 0 ? '' : ` and ${counted(faults, 'fault')}`}`;
  return yamlText(document, [
    ...wrapped(`${rule}: ${summary}`),
    ...wrapped(
      `Found by touchstone explore in "${source.name}" with seed ${source.seed}, ` +
        `${operations < from ? `shrunk from ${counted(from, 'operation')} to ${small}` : `made plain: ${small}`}. It runs in simulation and expects what it shows; when the bug is mended, let it expect: pass.`,
    ),
  ]);
}

/** Writes a shrunk scenario into a folder; answers the path. */
export function writeShrunk(shrunk: Shrunk, source: Scenario, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const name = `${slug(source.name)}-${slug(shrunk.rule)}-seed-${source.seed}.yaml`;
  const path = join(folder, name);
  writeFileSync(path, textOf(shrunk, source));
  return path;
}

/** What came of a scenario file in a process of its own. */
export interface Confirmation {
  asExpected: boolean;
  /** SHA-256 of the history. */
  digest: string;
}

/** Runs the file twice, each time in a fresh process. True when both came out as the file expects, byte for byte alike. */
export async function isConfirmed(path: string): Promise<boolean> {
  const answers: Confirmation[] = [];
  for (let time = 0; time < 2; time++) {
    const work = [path];
    await runPool<string, Confirmation>({
      entry: 'src/explore/confirm-worker.ts',
      jobs: 1,
      next: () => work.shift(),
      take: (answer) => void answers.push(answer),
    });
  }
  return answers.length === 2 && answers.every((one) => one.asExpected && one.digest === answers[0]!.digest);
}

/** Runs a scenario file in this process. */
export function confirm(path: string): Confirmation {
  const { asExpected, bytes } = runInSimulation(openScenario(path));
  return { asExpected, digest: createHash('sha256').update(bytes!).digest('hex') };
}

function counted(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? '' : 's'}`;
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.replace(/^-|-$/g, '').slice(0, 60) || 'scenario';
}

/** Lines of at most 110 characters. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + word.length > 109) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
