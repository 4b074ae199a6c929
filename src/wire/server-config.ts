import { type BrokerPlan, lifePermissions, lifeUser } from './broker.js';
import type { Credentials } from './nats-client.js';

/** Lives of one node that a nats-server knows beforehand: its users are fixed when it starts. */
export const LIVES_PER_NODE = 100;

/** Name of the account that a run's users share, and of the one that hears what happens to their connections. */
export const RUN_ACCOUNT = 'RUN';
const SYSTEM_ACCOUNT = 'SYS';

export interface ServerUsers {
  harness: Credentials;
  system: Credentials;
  /** By user name. */
  lives: Map<string, Credentials>;
}

/** Users for the harness and for every life; `password` makes a fresh one at each call. */
export function planUsers(plan: BrokerPlan, password: () => string): ServerUsers {
  const lives = new Map<string, Credentials>();
  for (const node of plan.nodes) {
    for (let life = 1; life <= LIVES_PER_NODE; life++) {
      const user = lifeUser(node, life);
      lives.set(user, { user, password: password() });
    }
  }
  return {
    harness: { user: 'harness', password: password() },
    system: { user: 'system', password: password() },
    lives,
  };
}

/**
 * The configuration of a nats-server for one run: a loopback socket on a port of its choice, which it tells in a file,
 * and nobody may do more than the run needs. Its format is a superset of JSON.
 */
export function serverConfig(plan: BrokerPlan, users: ServerUsers, folder: string): string {
  const lives = plan.nodes.flatMap((node) =>
    Array.from({ length: LIVES_PER_NODE }, (_, i) => {
      const { publish, subscribe } = lifePermissions(plan.run, node, i + 1);
      const permissions = { publish: { allow: publish }, subscribe: { allow: subscribe } };
      return { ...users.lives.get(lifeUser(node, i + 1))!, permissions };
    }),
  );
  const config = {
    host: '127.0.0.1',
    port: -1,
    ports_file_dir: folder,
    max_payload: 8 * 1024 * 1024,
    max_pending: 256 * 1024 * 1024,
    max_subscriptions: 10_000,
    // A node that is stopped for a while is not cut off.
    write_deadline: '60s',
    accounts: {
      [SYSTEM_ACCOUNT]: { users: [users.system] },
      [RUN_ACCOUNT]: { users: [users.harness, ...lives] },
    },
    system_account: SYSTEM_ACCOUNT,
  };
  return JSON.stringify(config, null, 1);
}
