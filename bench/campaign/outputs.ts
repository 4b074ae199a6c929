import { judgeAll } from '../../checkers/judge-all.js';
import { overallVerdict } from '../../checkers/run-verdict.js';
import { printsOf, scenarioOfInput } from '../../src/cli/original-input.js';
import { newTally, type Tally } from '../../src/explore/tally.js';
import { readHistory } from '../../src/history/files/read.js';
import { SCENARIO_WORLD } from '../../src/run/open-scenario.js';
import { runInSimulation } from '../../src/run/simulate.js';
import { withSeed } from '../../src/scenario/overrides.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { readCommands } from '../../src/systems/snapshot-bank/commands.js';
import { readOutput } from '../../src/systems/snapshot-bank/outputs/read-output.js';
import { snapshotBank } from '../../src/systems/snapshot-bank/system.js';
import { withMoneyMoved, withOneNumberChanged } from '../outputs/altered.js';
import { everyOutput } from '../outputs/every-order.js';
import { randomScript } from '../outputs/random-script.js';
import type { Campaign } from './campaign.js';

/** What the simulator prints for a script. */
export function printedFor(script: string, seed: number): string {
  const input = snapshotBank.readInput!(script, 'script');
  const document = JSON.stringify(scenarioOfInput('snapshot-bank', input, 'script'));
  const scenario = withSeed(parseScenario(document, 'script', SCENARIO_WORLD), seed);
  const { log, stepRows } = runInSimulation(scenario);
  const prints = snapshotBank.prints!(snapshotBank.configure(input.config, input.nodes), input.nodes);
  return [...printsOf(input, prints, log!, stepRows)].join('\n');
}

/** Whether the judge of outputs takes a text for what the script can have printed. */
export function accepts(script: string, output: string): { verdict: string; because: string } {
  const lines = readOutput({ file: 'script', text: script }, [{ file: 'output', text: output }]);
  const history = readHistory(Buffer.from(lines.join('\n')), 'output');
  return overallVerdict(judgeAll(history, history.header.checks), history.header.checks);
}

const PRINTED = 'as printed';
const CHANGED = 'one number changed';
const MOVED = 'money moved';

/**
 * What the simulator prints for random scripts is accepted; with one number changed, or money moved between two, it is refused
 * exactly when no order of the receipts prints it, which is found out by trying all.
 */
export const outputs: Campaign = {
  says: 'printed outputs are accepted, changed ones refused exactly when no order of receipts prints them',
  seeds: 1000,
  cases: () => [PRINTED, CHANGED, MOVED],
  once: (name) => (seed) => {
    const script = randomScript(seed);
    const printed = printedFor(script, seed);
    if (name === PRINTED) return tallyOf(seed, 'pass', accepts(script, printed));
    const changed = name === CHANGED ? withOneNumberChanged(printed, seed) : withMoneyMoved(printed, seed);
    const isPossible = everyOutput(readCommands(script, 'script')).has(changed);
    return tallyOf(seed, isPossible ? 'pass' : 'fail', accepts(script, changed));
  },
  judge(name, { runs, asExpected, pass, firstOdd }) {
    const wrong =
      asExpected === runs
        ? []
        : [`${name}: ${runs - asExpected} of ${runs} judged wrongly; seed ${firstOdd?.seed}: ${firstOdd?.because}`];
    const isIdle = name === MOVED && runs >= 100 && (pass === 0 || pass === runs);
    return isIdle ? [...wrong, `${name}: ${pass} of ${runs} were possible: nothing was tried`] : wrong;
  },
};

/** `pass` counts what was accepted, `asExpected` what was judged as trying all orders says. */
function tallyOf(
  seed: number,
  expected: 'pass' | 'fail',
  { verdict, because }: { verdict: string; because: string },
): Tally {
  const tally = newTally();
  tally.runs = 1;
  tally.pass = verdict === 'pass' ? 1 : 0;
  if (verdict === expected) tally.asExpected = 1;
  else tally.firstOdd = { seed, because: `expected ${expected}, judged ${verdict}: ${because}` };
  return tally;
}
