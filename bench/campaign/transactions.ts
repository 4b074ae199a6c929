import type { Tally } from '../../src/explore/tally.js';
import { USUAL } from '../generate/generate.js';
import type { Model } from '../generate/log.js';
import { broken, STRENGTHS, type Strength, type StrengthName } from '../generate/strengths.js';
import type { Campaign } from './campaign.js';
import { compareWithTwin, TINY } from './transactions/against-twin.js';
import { judgeFormats } from './transactions/formats.js';
import { judgeKnots } from './transactions/knots.js';
import { judgeStrength } from './transactions/strength.js';
import { compareModels, hideVersions } from './transactions/told-less.js';
import { wholeOf } from './transactions/whole.js';

const MODELS: readonly Model[] = ['append', 'register', 'versioned'];
const NAMES = Object.keys(STRENGTHS) as StrengthName[];
/** From so many seeds on, a database must have shown what it does not keep. */
const ENOUGH = 200;

const CASES: Readonly<Record<string, (seed: number) => Tally>> = {
  ...Object.fromEntries(MODELS.map((model) => [`twin ${model}`, (seed: number) => compareWithTwin(seed, model)])),
  ...Object.fromEntries(
    NAMES.flatMap((name) =>
      ((STRENGTHS[name] as Strength).models ?? MODELS).map((model) => [
        `${name} ${model}`,
        (seed: number) => judgeStrength(seed, name, model),
      ]),
    ),
  ),
  'fast and general': compareModels,
  'versions hidden': hideVersions,
  'knots append': (seed) => judgeKnots(seed, 'append'),
  'knots register': (seed) => judgeKnots(seed, 'register'),
  formats: (seed) =>
    judgeFormats({ ...USUAL, strength: NAMES[seed % NAMES.length]!, model: MODELS[seed % MODELS.length]!, seed }),
};

/**
 * The serializability family: against the slow twin, on databases of known strength, and between the algorithms; every
 * certificate goes to the verifier, which must accept it and reject it altered.
 */
export const transactions: Campaign = {
  says: `every level agrees with its twin on ${TINY * MODELS.length} tiny histories a seed, keeps what databases keep, and proves it`,
  seeds: 1000,
  cases: () => Object.keys(CASES),
  once: (name) => CASES[name]!,
  judge(name, { runs, rules, broken: problems, undecided }) {
    const [strength, model] = name.split(' ') as [StrengthName, Model];
    const found = Object.entries(problems).map(
      ([what, { runs, seeds, summary }]) => `${name}: ${what} in ${runs} seeds, first ${seeds[0]}: ${summary}`,
    );
    const mustShow = Object.hasOwn(STRENGTHS, strength) && broken(strength, model) !== null;
    if (mustShow && runs >= ENOUGH && Object.keys(rules).length === 0)
      found.push(`${name}: ${runs} seeds, and none shows it`);
    const open = Object.values(undecided).reduce((sum, { runs }) => sum + runs, 0);
    // A seed of tiny histories has many of them, of which one may be undecided.
    if (open > runs / (strength.startsWith('twin') ? 1 : 4))
      found.push(`${name}: undecided in ${open} of ${runs} seeds`);
    return found;
  },
  whole: (tallies) => wholeOf(tallies, ENOUGH),
};
