import type { Broker, BrokerPlan } from './broker.js';

export async function startServer(_plan: BrokerPlan): Promise<Broker> {
  throw new Error('not yet');
}
