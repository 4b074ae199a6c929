import type { Broker, BrokerPlan } from './broker.js';
import { startEmbedded } from './embedded-broker.js';
import { startServer } from './server.js';
import { useUrl } from './url.js';

/** Which broker a run uses: our own, a `nats-server` that is started for it, or one that is there already. */
export type BrokerChoice = 'embedded' | 'server' | URL;

/** Starts or reaches the broker of a run. Rejects with a sentence that says what to do. */
export function openBroker(choice: BrokerChoice, plan: BrokerPlan): Promise<Broker> {
  if (choice === 'embedded') return startEmbedded(plan);
  return choice === 'server' ? startServer(plan) : useUrl(choice);
}

/** Reads `--nats`: `embedded`, `server` or a URL. Throws with a sentence that says what was expected. */
export function parseBrokerChoice(text: string): BrokerChoice {
  if (text === 'embedded' || text === 'server') return text;
  const expected = 'expected "embedded", "server" or a URL such as nats://user:password@127.0.0.1:4222';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`"${text}" names no broker: ${expected}`);
  }
  if (!['nats:', 'tls:'].includes(url.protocol) || url.hostname === '')
    throw new Error(`"${text}" names no broker: ${expected}`);
  return url;
}
