import { parentPort, workerData } from 'node:worker_threads';
import type { Trouble } from '../trouble.js';
import { type ListeningBroker, listen } from './listen.js';
import type { BrokerUser, EmbeddedOptions } from './options.js';

/** Entry of the worker thread in which the embedded broker lives, and what it and the main thread say to each other. */

export type Order = { id: number; do: { add: BrokerUser } | { remove: string } | { cutAllBut: string } | 'stop' };
export type News = { listening: number } | { impossible: string } | { done: number } | { trouble: Trouble };

function tell(news: News): void {
  parentPort!.postMessage(news);
}

async function obey(broker: ListeningBroker, order: Order): Promise<void> {
  if (order.do === 'stop') await broker.close();
  else if ('add' in order.do) broker.addUser(order.do.add);
  else if ('remove' in order.do) broker.removeUser(order.do.remove);
  else broker.cutOthers(order.do.cutAllBut);
  tell({ done: order.id });
  if (order.do === 'stop') parentPort!.close();
}

listen(workerData as EmbeddedOptions, (trouble) => tell({ trouble })).then(
  (broker) => {
    parentPort!.on('message', (order: Order) => void obey(broker, order));
    tell({ listening: broker.port });
  },
  (error: Error) => tell({ impossible: error.message }),
);
