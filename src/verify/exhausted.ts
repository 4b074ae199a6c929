import { createTransactionsBuilder } from '../history/transactions/builder.js';
import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../history/transactions.js';
import { type Facts, factsOf } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';
import { orderBroken } from './orders.js';

/** What is wrong with the claim that no order of these transactions will do; undefined: nothing, every one was tried. */
export function somethingWillDo(facts: Facts, meaning: Meaning, chosen: readonly number[]): string | undefined {
  const { log, writer, owner } = facts;
  const members = [...chosen].sort((a, b) => a - b);
  if (members.reduce((sum, t) => sum + log.first[t + 1]! - log.first[t]!, 0) > 10)
    return 'it has more than 10 micro-operations';
  if (members.length > 10) return 'it has more than 10 transactions';
  const named = new Set<number>();
  const part = partOf(facts, members, named);
  for (const v of named) {
    const by = writer[v]! < 0 ? -1 : owner[writer[v]!]!;
    if (!members.includes(by) && log.outcome[by] !== OUTCOME.fail)
      return `it lacks who wrote ${log.valueName(v)}, which it reads`;
  }
  const own = factsOf(part);
  const begins = new Int32Array(members.length);
  const isSnapshot = meaning.family === 'snapshot-isolation';
  let tries = 0;
  return search([]);

  function search(order: readonly number[]): string | undefined {
    const isWhole = members.every((_, t) => part.outcome[t] !== OUTCOME.ok || order.includes(t));
    if (isWhole) return `the order ${order.map((t) => members[t]).join(', ')} will do`;
    for (let t = 0; t < members.length; t++) {
      if (order.includes(t) || part.outcome[t] === OUTCOME.fail) continue;
      // A begin concerns nobody else: one that will do is as good as any.
      for (begins[t] = order.length; begins[t]! >= 0; begins[t]!--) {
        if (++tries > 2e6) throw new CertificateError('it would take too long to try all orders again');
        if (orderBroken(own, meaning, [...order, t], isSnapshot ? begins : undefined) === undefined) {
          const whole = search([...order, t]);
          if (whole !== undefined) return whole;
          break;
        }
        if (!isSnapshot) break;
      }
    }
    return undefined;
  }
}

/** Some transactions of a log as a log of their own; `named` takes all versions that they speak of. */
function partOf({ log, version }: Facts, members: readonly number[], named: Set<number>): Transactions {
  const builder = createTransactionsBuilder(log.model, log);
  const value = (v: number) => {
    if (v >= 0) named.add(v);
    return v === UNKNOWN ? undefined : v === NOTHING ? null : v;
  };
  for (const t of members) {
    builder.begin(log.session[t]!, log.outcome[t]!, log.invoked[t]!, log.completed[t]!);
    for (let op = log.first[t]!; op < log.first[t + 1]!; op++) {
      const k = log.key[op]!;
      const list = log.list === undefined ? undefined : [...log.lists!.subarray(log.list[op]!, log.list[op + 1]!)];
      if (log.micro[op] === MICRO.write)
        builder.write(k, value(version[op]!) ?? undefined, value(log.replaced?.[op] ?? UNKNOWN));
      else if (list === undefined || version[op] === UNKNOWN) builder.read(k, value(version[op]!));
      else
        builder.readList(
          k,
          list.map((v) => value(v)!),
        );
    }
    builder.end();
  }
  return builder.done();
}
