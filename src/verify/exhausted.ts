import { partOf } from '../history/transactions/part-of.js';
import { MICRO, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { type Facts, factsOf } from './facts.js';
import { CertificateError, type Meaning, refusalOf, refuse } from './meaning.js';
import { checkOrder } from './orders.js';

/** Tries all orders of some transactions. Refused if one will do; not if none will. */
export function checkExhausted(facts: Facts, meaning: Meaning, chosen: readonly number[]): void {
  const members = [...new Set(chosen)].sort((a, b) => a - b);
  if (!(members.at(-1)! < facts.count)) refuse('it names transactions that the log has not');
  if (members.length > 10) refuse('it has more than 10 transactions');
  const part = factsOf(partOf(facts, members));
  if (part.version.some((v, op) => v === UNKNOWN && part.micro[op] === MICRO.write))
    refuse('nobody was told what it wrote');
  const absent = part.writer.findIndex((op, v) => op < 0 && facts.writer[Number(part.valueName(v))]! >= 0);
  if (absent >= 0) refuse(`it lacks who wrote ${facts.valueName(Number(part.valueName(absent)))}, which it reads`);
  const able = [...part.outcome.keys()].filter((t) => part.outcome[t] !== OUTCOME.fail);
  let tries = 0;
  search([]);

  function search(order: readonly number[]): void {
    if (++tries > 2e6) throw new CertificateError('it would take too long to try all orders again');
    if (refusalOf(() => checkOrder(part, meaning, order)) !== undefined) return;
    const rest = able.filter((t) => !order.includes(t));
    const isWhole = rest.every((t) => part.outcome[t] === OUTCOME.info);
    if (isWhole) refuse(`the order ${order.map((t) => members[t]).join(', ')} will do`);
    for (const t of rest) search([...order, t]);
  }
}
