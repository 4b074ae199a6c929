import type { Tally } from '../../../src/explore/tally.js';
import { generateColumns } from '../../generate/columns.js';
import { USUAL } from '../../generate/generate.js';
import type { Model } from '../../generate/log.js';
import { broken, STRENGTHS, type Strength, type StrengthName } from '../../generate/strengths.js';
import { judgedAndVerified, type Outcome, type Problem } from './judged.js';
import { tallyOfSeed } from './tally.js';

/** A log of a database of known strength keeps what that keeps, and may show what it does not keep. */
export function judgeStrength(seed: number, strength: StrengthName, model: Model): Tally {
  const { keeps }: Strength = STRENGTHS[strength];
  const breaks = broken(strength, model);
  const log = generateColumns({ ...USUAL, strength, model, seed });
  const outcomes: Outcome[] = [];
  const problems: Problem[] = [];
  const shown: string[] = [];
  const undecided: string[] = [];
  for (const level of [keeps, breaks]) {
    if (level === null) continue;
    const outcome = judgedAndVerified(log, level, seed);
    const { verdict, isProved, judged } = outcome;
    outcomes.push(outcome);
    if (verdict === 'unknown') undecided.push(`${level}: ${judged.unknown!.reason}`);
    if (verdict !== 'fail') continue;
    if (level === breaks) shown.push(`${level} fails${isProved ? '' : ', unproved'}`);
    else problems.push({ what: 'false alarm', summary: `${level} fails: ${judged.anomalies[0]!.rule}` });
  }
  return tallyOfSeed(seed, { outcomes, problems, shown, undecided });
}
