import type { History } from '../../src/history/history.js';
import { type FindingsBuilder, step } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import type { Deliveries } from './deliveries.js';
import { spellMessage } from './tell.js';

/** Messages that a node handed to its application more than once. */
export function judgeDuplicates(history: History, deliveries: Deliveries, findings: FindingsBuilder): void {
  for (const { row, before, sent } of deliveries.again) {
    const receiver = nameOf(history, history.process[row]!);
    const copies = history.header.spec.tolerates.duplication ? -1 : secondCopy(history, sent, row);
    if (copies >= 0) {
      const why = `the network delivered a message twice (event ${copies}), and ${history.header.system} takes for granted that this does not happen`;
      findings.unjudged('duplicate', 'precondition', why);
      continue;
    }
    findings.violation(
      'duplicate',
      `${receiver} handed ${spellMessage(history, sent)} to its application twice`,
      step('it was sent', sent),
      step('the first time', before),
      step('the second time', row),
    );
  }
}

/** Row of the second delivery of one send to the process of event `row`, or -1. */
function secondCopy(history: History, sent: number, row: number): number {
  const deliver = history.kindOf('relay', 'deliver');
  let copies = 0;
  for (let at = sent; at < row; at++) {
    if (history.kind[at] !== deliver || history.ref[at] !== sent || history.process[at] !== history.process[row])
      continue;
    if (++copies === 2) return at;
  }
  return -1;
}
