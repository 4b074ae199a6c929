import { randomBytes } from 'node:crypto';
import { type Broker, type BrokerPlan, lifePermissions, lifeUser } from './broker.js';
import { startEmbeddedBroker } from './embedded/start.js';
import type { Credentials } from './nats-client.js';

/** The broker of a run that brings its own: started in a worker thread, each life let in with its own user. */
export async function startEmbedded(plan: BrokerPlan): Promise<Broker> {
  const harness = { user: 'harness', password: randomBytes(16).toString('hex') };
  const broker = await startEmbeddedBroker({ users: [{ ...harness, patient: true }] });
  const known = new Map<string, Promise<Credentials>>();

  async function letIn(node: string, life: number): Promise<Credentials> {
    const credentials = { user: lifeUser(node, life), password: randomBytes(16).toString('hex') };
    const { publish, subscribe } = lifePermissions(plan.run, node, life);
    await broker.addUser({ ...credentials, publish: { allow: publish }, subscribe: { allow: subscribe } });
    return credentials;
  }

  return {
    kind: 'embedded',
    url: broker.url,
    identities: 'enforced',
    harness,
    credentialsFor(node, life) {
      const user = lifeUser(node, life);
      if (!known.has(user)) known.set(user, letIn(node, life));
      return known.get(user)!;
    },
    cut: () => void broker.cutOthers(harness.user),
    onTrouble: broker.onTrouble,
    onDeath: broker.onDeath,
    stop: broker.stop,
  };
}
