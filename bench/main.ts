import { Command } from 'commander';
import { benchReading } from './reading.js';
import { benchRelaying } from './relaying.js';
import { benchSessions } from './sessions.js';
import { benchSimulating } from './simulating.js';
import { benchSnapshots } from './snapshots.js';
import { benchTransactions, type Chosen } from './transactions.js';
import { wholeNumber } from './whole-number.js';

/** Every benchmark, by the name that `npm run bench -- NAME` takes. */
const BENCHES: Readonly<Record<string, (chosen: Chosen) => Promise<void>>> = {
  reading: () => benchReading(1_000_000),
  relaying: benchRelaying,
  sessions: () => benchSessions(1_000_000),
  simulating: benchSimulating,
  snapshots: () => benchSnapshots(1_000_000),
  transactions: benchTransactions,
};

const HELP = `
The rows of transactions go by words, of which --only takes any:
  append, versioned, register; 10k, 100k, 1M; the levels; aims: what an aim speaks of
  hostile, and the names of the hostile logs
Examples:
  npm run bench -- transactions
  npm run bench -- transactions --only aims
  npm run bench -- transactions --only 1M register causal
  npm run bench -- transactions --only hostile
Only a whole run writes bench/results/transactions-bench.json.
`;

/** `npm run bench [-- NAME...]`: every benchmark, or those named. What is compared is measured side by side in one run. */
await new Command('npm run bench --')
  .argument('[names...]', `any of: ${Object.keys(BENCHES).join(', ')} (all, unless named)`)
  .option('--only <words...>', 'of transactions: the rows that go by all of these words')
  .option('--seed <n>', 'of transactions: the seed of the generated logs', wholeNumber, 1)
  .addHelpText('after', HELP)
  .action(async (names: string[], chosen: Chosen, program: Command) => {
    const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
    if (unknown.length > 0)
      program.error(`no benchmark is named ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`, {
        exitCode: 2,
      });
    for (const name of names.length === 0 ? Object.keys(BENCHES) : names) {
      console.log(`\n${name}`);
      await BENCHES[name]!(chosen);
    }
  })
  .parseAsync();
