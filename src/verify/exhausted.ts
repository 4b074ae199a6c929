import { OUTCOME, type Transactions, UNKNOWN } from '../history/transactions.js';
import { type Facts, factsOf } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';
import { orderBroken } from './orders.js';

/** What is wrong with the claim that no order of these transactions will do; undefined: nothing, every one was tried. */
export function somethingWillDo(
  { log, writer, owner, version }: Facts,
  meaning: Meaning,
  chosen: readonly number[],
): string | undefined {
  const members = [...chosen].sort((a, b) => a - b);
  const operations = members.flatMap((t) =>
    Array.from({ length: log.first[t + 1]! - log.first[t]! }, (_, i) => log.first[t]! + i),
  );
  if (operations.length > 10 || members.length > 10) return 'it has more than 10 micro-operations';
  const elements = operations.map((op) =>
    log.lists === undefined ? [] : [...log.lists.subarray(log.list![op]!, log.list![op + 1]!)],
  );
  const named = [
    ...new Set(
      operations
        .flatMap((op, i) => [version[op]!, log.replaced?.[op] ?? UNKNOWN, ...elements[i]!])
        .filter((v) => v >= 0),
    ),
  ];
  for (const v of named) {
    const by = writer[v]! < 0 ? undefined : owner[writer[v]!]!;
    if (by === undefined || (!members.includes(by) && log.outcome[by] !== OUTCOME.fail))
      return `it lacks who wrote ${log.valueName(v)}, which it reads`;
  }
  const number = (v: number) => (v < 0 ? v : named.indexOf(v));
  const of = (column: Int32Array, at: readonly number[]) => Int32Array.from(at, (i) => column[i]!);
  const sizes = (parts: readonly (readonly unknown[])[]) =>
    Int32Array.from([0, ...parts], (_, i) => parts.slice(0, i).flat().length);
  const part: Transactions = {
    ...log,
    count: members.length,
    outcome: Uint8Array.from(members, (t) => log.outcome[t]!),
    invoked: of(log.invoked, members),
    completed: of(log.completed, members),
    session: of(log.session, members),
    first: sizes(members.map((t) => operations.filter((op) => owner[op] === t))),
    micro: Uint8Array.from(operations, (op) => log.micro[op]!),
    key: of(log.key, operations),
    version: Int32Array.from(operations, (op) => number(version[op]!)),
    ...(log.replaced && { replaced: Int32Array.from(operations, (op) => number(log.replaced![op]!)) }),
    ...(log.lists && { list: sizes(elements), lists: Int32Array.from(elements.flat(), number) }),
    versions: named.length,
    keyOf: of(log.keyOf, named),
  };
  const facts = factsOf(part);
  const begins = new Int32Array(members.length);
  let tries = 0;
  return search([]);

  function search(order: readonly number[]): string | undefined {
    if (members.every((_, t) => part.outcome[t] !== OUTCOME.ok || order.includes(t)))
      return `the order ${order.map((t) => members[t]).join(', ')} will do`;
    for (let t = 0; t < members.length; t++) {
      if (order.includes(t) || part.outcome[t] === OUTCOME.fail) continue;
      const longer = [...order, t];
      for (begins[t] = order.length; begins[t]! >= 0; begins[t]!--) {
        if (++tries > 2e6) throw new CertificateError('it would take too long to try all orders again');
        const isSnapshot = meaning.family === 'snapshot-isolation';
        const isFine = orderBroken(facts, meaning, longer, isSnapshot ? begins : undefined) === undefined;
        const found = isFine ? search(longer) : undefined;
        if (found !== undefined) return found;
        if (isFine || !isSnapshot) break;
      }
    }
    return undefined;
  }
}
