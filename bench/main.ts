import { benchReading } from './reading.js';
import { benchRelaying } from './relaying.js';
import { benchSessions } from './sessions.js';
import { benchSimulating } from './simulating.js';
import { benchSnapshots } from './snapshots.js';
import { benchAimedTransactions, benchTransactions } from './transactions.js';

/** `npm run bench [-- NAME...]`: every benchmark, or those named. What is compared is measured side by side in one run. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  reading: () => benchReading(1_000_000),
  relaying: benchRelaying,
  sessions: () => benchSessions(1_000_000),
  simulating: benchSimulating,
  transactions: benchTransactions,
  'transactions-aims': benchAimedTransactions,
  snapshots: () => benchSnapshots(1_000_000),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark is named ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(2);
}
for (const name of names.length === 0 ? Object.keys(BENCHES) : names) {
  console.log(`\n${name}`);
  await BENCHES[name]!();
}
