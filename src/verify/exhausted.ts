import { createTransactionsBuilder } from '../history/transactions/builder.js';
import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../history/transactions.js';
import { type Facts, factsOf } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';
import { orderBroken } from './orders.js';

/** What is wrong with the claim that no order of these transactions will do; undefined: nothing, every one was tried. */
export function somethingWillDo(facts: Facts, meaning: Meaning, chosen: readonly number[]): string | undefined {
  const { log, writer, owner } = facts;
  const members = [...chosen].sort((a, b) => a - b);
  if (members.length > 10) return 'it has more than 10 transactions';
  if (members.reduce((sum, t) => sum + log.first[t + 1]! - log.first[t]!, 0) > 10)
    return 'it has more than 10 micro-operations';
  const part = partOf(facts, members);
  for (let i = 0; i < part.versions; i++) {
    const by = owner[writer[Number(part.valueName(i))]!]!;
    if (!members.includes(by) && log.outcome[by] !== OUTCOME.fail)
      return `it lacks who wrote ${log.valueName(Number(part.valueName(i)))}, which it reads`;
  }
  const own = factsOf(part);
  let tries = 0;
  return search([]);

  function search(order: readonly number[]): string | undefined {
    if (++tries > 2e6) throw new CertificateError('it would take too long to try all orders again');
    if (orderBroken(own, meaning, order) !== undefined) return undefined;
    const rest = members.flatMap((_, t) => (order.includes(t) || part.outcome[t] === OUTCOME.fail ? [] : [t]));
    if (rest.every((t) => part.outcome[t] !== OUTCOME.ok))
      return `the order ${order.map((t) => members[t]).join(', ')} will do`;
    for (const t of rest) {
      const whole = search([...order, t]);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }
}

/** Some transactions of a log as a log of their own, in which values are the numbers of versions. */
function partOf({ log, version }: Facts, members: readonly number[]): Transactions {
  const builder = createTransactionsBuilder(log.model, log);
  const value = (v: number) => (v === UNKNOWN ? undefined : v === NOTHING ? null : v);
  for (const t of members) {
    builder.begin(log.session[t]!, log.outcome[t]!, log.invoked[t]!, log.completed[t]!);
    for (let op = log.first[t]!; op < log.first[t + 1]!; op++) {
      const [k, v] = [log.key[op]!, value(version[op]!)];
      if (log.micro[op] === MICRO.write) builder.write(k, v ?? undefined, value(log.replaced?.[op] ?? UNKNOWN));
      else if (log.list === undefined || v === undefined) builder.read(k, v);
      else builder.readList(k, [...log.lists!.subarray(log.list[op]!, log.list[op + 1]!)]);
    }
    builder.end();
  }
  return builder.done();
}
