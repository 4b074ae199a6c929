import type { History } from '../../src/history/history.js';
import { type FindingsBuilder, step } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import { messagePath } from '../contract/message-path.js';
import type { Deliveries } from './deliveries.js';
import { overtaking } from './overtaking.js';

/**
 * Tells that delivery `k` came too late: delivery `earlier`, at the same process, was of a message that was sent because
 * of it, or by the same sender after it.
 */
export function tellTooLate(
  history: History,
  deliveries: Deliveries,
  k: number,
  earlier: number,
  findings: FindingsBuilder,
): void {
  const [late, first] = [deliveries.sent[k]!, deliveries.sent[earlier]!];
  const row = deliveries.at[k]!;
  const isFifo = history.process[late] === history.process[first];
  const rule = isFifo ? 'fifo' : 'causal';
  const excuse = overtaking(history, deliveries, row);
  if (excuse !== undefined) return findings.unjudged(rule, 'precondition', excuse);
  const receiver = nameOf(history, history.process[row]!);
  const [m, n] = [spellMessage(history, late), spellMessage(history, first)];
  const path = isFifo ? [] : (messagePath(history, deliveries, late, first) ?? []);
  findings.violation(
    rule,
    isFifo
      ? `${receiver} was given ${n} before ${m}, which the same node had sent earlier`
      : `${receiver} was given ${n} before ${m}, without which it would not have been sent`,
    step(`${m} was sent`, late),
    ...path.map((sent) => step(`${spellMessage(history, sent)} went out after it, and knew of it`, sent)),
    step(`${n} was sent`, first),
    step(`${receiver} was given ${n}`, deliveries.at[earlier]!),
    step(`${receiver} was given ${m}`, row),
  );
}

/** `the Transfer t17 of n1`. */
export function spellMessage(history: History, sent: number): string {
  const tx = history.txName(history.tx[sent]!);
  const type = history.types[history.type[sent]!];
  return `the ${type} ${tx === '' ? `${history.seq[sent]}` : tx} of ${nameOf(history, history.process[sent]!)}`;
}
