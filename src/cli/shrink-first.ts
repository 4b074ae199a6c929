import { CHECKERS } from '../../checkers/registry.js';
import { runTwice } from '../explore/determinism.js';
import { shrink } from '../explore/shrink.js';
import { isConfirmed, writeShrunk } from '../explore/write-shrunk.js';
import { forTerminal } from '../report/escape.js';
import { brokenRules } from '../run/judge-run.js';
import { withSeed } from '../scenario/overrides.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Console, progressOn } from './console.js';
import type { Found, ShrunkFile } from './exploration-text.js';
import type { ExploreFlags } from './explore.js';
import { noSuch, UsageError } from './usage-error.js';

/** The rules that --rule asks for. Throws UsageError where there is no such rule, or nothing is to be shrunk. */
export function rulesToShrink({ checks }: Scenario, { shrink: asked, rule: rules }: ExploreFlags): string[] {
  if (rules === undefined) return [];
  if (asked !== true) throw new UsageError('--rule says what to shrink, so it goes with --shrink.');
  const legal = checks.flatMap(({ name }) => Object.keys(CHECKERS[name]!.rules).map((rule) => `${name}/${rule}`));
  for (const rule of rules) if (!legal.includes(rule)) throw noSuch('rule', rule, legal, ' The scenario goes first.');
  return rules;
}

/**
 * Shrinks the first failure of each rule asked for, or else of the rule that failed first. Each file is run twice in
 * processes of its own before it is claimed.
 */
export async function shrinkFirst(
  { scenario, exploration: { tally } }: Found,
  asked: readonly string[],
  folder: string,
  console: Console,
): Promise<ShrunkFile[]> {
  const progress = progressOn(console);
  const firsts = Object.entries(tally.rules).sort(([, a], [, b]) => a.seeds[0]! - b.seeds[0]!);
  const rules = asked.length > 0 ? asked : firsts.slice(0, 1).map(([rule]) => rule);
  const files: ShrunkFile[] = [];
  try {
    for (const rule of rules) {
      const seed = tally.rules[rule]?.seeds[0];
      if (seed === undefined) {
        files.push({ rule, problem: 'no seed violated it' });
        continue;
      }
      const failing = withSeed(scenario, seed);
      const { result, divergence } = runTwice(failing);
      if (divergence !== undefined || !brokenRules(result.checks).includes(rule)) {
        files.push({ rule, problem: `seed ${seed} does not fail in the same way each time` });
        continue;
      }
      const shrunk = shrink(failing, rule, (text) => progress.show(forTerminal(`shrinking ${rule}: ${text}`)));
      if (shrunk === undefined) {
        files.push({ rule, problem: `seed ${seed} cannot be said in explicit steps` });
        continue;
      }
      const path = writeShrunk(shrunk, failing, folder);
      progress.show(`running ${forTerminal(path)} twice`);
      if (await isConfirmed(path)) files.push({ rule, path, shrunk });
      else files.push({ rule, problem: `${path} did not fail in the same way when it was run by itself` });
    }
  } finally {
    progress.clear();
  }
  return files;
}
