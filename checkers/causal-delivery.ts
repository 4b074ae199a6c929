import type { History } from '../src/history/history.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, unsupported } from './contract/findings.js';
import { judgeCausal } from './delivery/causal.js';
import { deliveriesOf } from './delivery/deliveries.js';
import { judgeDuplicates } from './delivery/duplicates.js';
import { judgeTotal } from './delivery/total.js';

/**
 * The order in which messages reach the application (Birman and Joseph 1987; Schiper, Eggli and Sandoz 1989): by sender,
 * by cause, or one order for all. Only what was delivered is compared, so that a message that was lost is never taken
 * for one that came in the wrong order.
 */
export const causalDelivery: Checker = {
  name: 'causal-delivery',
  says: 'messages reach each node in the order in which they were sent: by sender, by cause, or one order for all',
  rules: {
    fifo: { says: 'what one node sends to another is delivered in the order in which it was sent', kind: 'safety' },
    causal: { says: 'no message is delivered after one that was sent because of it', kind: 'safety' },
    total: { says: 'messages that several nodes deliver are delivered in one order everywhere', kind: 'safety' },
    duplicate: { says: 'no message is handed to the application of one node twice', kind: 'safety' },
  },
  needs: ['compared'],
  check,
};

function check(history: History): Findings {
  const { delivery, name } = history.header.spec;
  if (delivery === undefined) {
    return unsupported(causalDelivery, `the spec of ${name} does not say in which order its messages are delivered`);
  }
  const findings = createFindings(history);
  const deliveries = deliveriesOf(history, delivery, findings);
  if (deliveries === undefined) {
    const why = `the spec of ${name} names an event that delivers messages, and no fields by which they are told apart`;
    return unsupported(causalDelivery, why);
  }
  const compared =
    delivery.order === 'total'
      ? judgeTotal(history, deliveries, findings)
      : judgeCausal(history, deliveries, delivery.order, findings);
  judgeDuplicates(history, deliveries, findings);
  return findings.done({ deliveries: deliveries.count, messages: deliveries.messages, compared });
}
