import type { Broker } from '../src/wire/broker.js';
import { findServer } from '../src/wire/find-server.js';
import { openBroker } from '../src/wire/open-broker.js';
import { bareRig, NODES, ourRig, type Rig, RUN } from './relaying/rigs.js';

const MESSAGES = 64 * 1024;
const ROUNDS = 3;

/** What stands between the two nodes, in the order of the table. */
const RIGS: readonly (readonly [string, (broker: Broker) => Promise<Rig>])[] = [
  ['a relay that only forwards', bareRig],
  ['ours', (broker) => ourRig(broker, false)],
  ['ours, recording to a file', (broker) => ourRig(broker, true)],
];

/**
 * Messages a second from one node process to another, 150 bytes of JSON each, over each broker: all rigs take turns,
 * so that what else the machine does strikes them alike. Prints the best of each and what it is of the bare one.
 */
export async function benchRelaying(): Promise<void> {
  const kinds = findServer() === undefined ? (['embedded'] as const) : (['embedded', 'server'] as const);
  for (const kind of kinds) {
    const best = RIGS.map(() => 0);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, [, build]] of RIGS.entries()) best[i] = Math.max(best[i]!, await measure(kind, build));
    }
    console.log(`messages/s between two node processes, ${kind === 'server' ? 'nats-server' : 'embedded broker'}`);
    for (const [i, [name]] of RIGS.entries()) {
      const before = i === 0 ? '' : `  ${percent(best[i]! / best[0]!)} of the bare one`;
      const step = i === 2 ? `, ${percent(best[2]! / best[1]!)} of not recording` : '';
      console.log(`  ${name.padEnd(28)}${Math.round(best[i]!).toString().padStart(8)}${before}${step}`);
    }
  }
  console.log('  aim: ours within 20% of the bare one, recording within a further 15%');
}

async function measure(kind: 'embedded' | 'server', build: (broker: Broker) => Promise<Rig>): Promise<number> {
  const broker = await openBroker(kind, { run: RUN, nodes: NODES });
  const rig = await build(broker);
  try {
    await rig.ask('n1', { type: 'reset' });
    await rig.ask('n2', { type: 'reset' });
    await rig.ask('n1', { type: 'go', count: MESSAGES / 4 });
    await rig.ask('n2', { type: 'reset' });
    const begin = performance.now();
    await rig.ask('n1', { type: 'go', count: MESSAGES });
    return (MESSAGES * 1000) / (performance.now() - begin);
  } finally {
    await rig.close();
    await broker.stop();
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`;
}
