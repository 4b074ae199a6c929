import type { NodeProgram } from '../../node/program.js';
import { SYSTEMS } from '../../systems/registry.js';
import { connectNats } from '../../wire/nats-client.js';
import { createLife } from '../node-life.js';
import { createFileDisk } from './file-disk.js';
import { claimHeaders, deliveryOf } from './order-headers.js';

/** Entry of a process that is one life of one of our own node programs: `child.js SYSTEM reference|mutant:NAME`. */

async function main(): Promise<void> {
  const [systemName, which] = process.argv.slice(2) as [string, string];
  const program = programOf(systemName, which);
  const node = need('TOUCHSTONE_NODE');
  const out = need('TOUCHSTONE_OUT');
  const events = need('TOUCHSTONE_EVENTS');
  const user = process.env.TOUCHSTONE_NATS_USER;
  const credentials = user === undefined ? undefined : { user, password: need('TOUCHSTONE_NATS_PASSWORD') };
  const client = await connectNats(need('TOUCHSTONE_NATS_URL'), credentials, node);
  let over = false;

  /** What was published before leaves before the process does. */
  async function leave(code: number, lastWords?: string): Promise<void> {
    if (over) return;
    over = true;
    if (lastWords !== undefined) process.stderr.write(`${lastWords}\n`);
    setTimeout(() => process.exit(code), 1000).unref();
    await client.close();
    process.exit(code);
  }

  /** The program's code runs only in here: what it throws ends the life. */
  function live(action: () => void): void {
    if (over) return;
    try {
      action();
    } catch (error) {
      void leave(1, (error as Error).stack ?? String(error));
    }
  }

  const life = createLife(node, program, {
    publish: (to, payload, seq, seen) => client.publish(`${out}.${to}`, payload, claimHeaders(seq, seen)),
    report: (payload, seq, seen) => client.publish(events, payload, claimHeaders(seq, seen)),
    arm(ms, action) {
      const timer = setTimeout(() => live(action), ms);
      return { cancel: () => clearTimeout(timer) };
    },
    now: () => Math.round(performance.now() * 1e6),
    disk: createFileDisk(need('TOUCHSTONE_DATA_DIR'), live),
  });

  client.onEnd((why) => void leave(1, `${node} lost its broker: ${why}`));
  client.onComplaint((complaint) => process.stderr.write(`${node}: the broker says: ${complaint}\n`));
  process.on('SIGTERM', () => void leave(0));
  client.subscribe(need('TOUCHSTONE_IN'), (message) => {
    const text = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength).toString('utf8');
    live(() => life.consume(deliveryOf(message), text));
  });
}

function programOf(systemName: string, which: string): NodeProgram<never> {
  const system = Object.hasOwn(SYSTEMS, systemName) ? SYSTEMS[systemName] : undefined;
  if (system === undefined) throw new Error(`there is no system "${systemName}"`);
  if (which === 'reference') return system.program;
  const name = which.slice('mutant:'.length);
  if (!Object.hasOwn(system.mutants, name)) throw new Error(`${systemName} has no mutant "${name}"`);
  return system.mutants[name]!.program;
}

function need(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; this program is started by touchstone`);
  return value;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
