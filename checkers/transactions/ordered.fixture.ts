import { createTransactionsBuilder } from '../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../src/history/transactions.js';

type Tells = Partial<Pick<Transactions, 'hasRealTime' | 'sessionsCount'>>;

/**
 * Lists in words, a transaction a line, in the order of completions: `0: a x 1; r x 2,1; r y -` is of session 0, appends 1
 * to x, reads x as [2, 1], and y as an empty list. `1 info: a x 1`; `1 fail: a x 1`; `2 4..7: r x 1` lasted from row 4 to 7;
 * those without rows all overlap.
 */
export function lists(lines: readonly string[], tells: Tells = {}): Transactions {
  const builder = createTransactionsBuilder('append', { hasRealTime: true, sessionsCount: false, ...tells });
  for (const { session, outcome, rows, operations } of parsed(lines)) {
    builder.begin(session, outcome, ...rows);
    for (const [kind, key, value] of operations) {
      if (kind === 'a') builder.write(key, Number(value));
      else if (outcome !== OUTCOME.ok) builder.read(key, undefined);
      else builder.readList(key, elements(value));
    }
    builder.end();
  }
  return builder.done();
}

/**
 * The same, told in versions: each append is a version that replaced the one before it in the longest list that anybody
 * read of the key, or, where nobody read it, the last that somebody read or that stands in a line before it.
 */
export function versions(lines: readonly string[], tells: Tells = {}): Transactions {
  const builder = createTransactionsBuilder('versioned', { hasRealTime: true, sessionsCount: false, ...tells });
  const all = parsed(lines);
  const orders = new Map<string, number[]>();
  for (const [kind, key, value] of all.flatMap(({ operations }) => operations)) {
    if (kind === 'r' && elements(value).length > (orders.get(key)?.length ?? -1)) orders.set(key, elements(value));
  }
  for (const [kind, key, value] of all.flatMap(({ operations }) => operations)) {
    const order = orders.get(key) ?? [];
    orders.set(key, order);
    if (kind === 'a' && !order.includes(Number(value))) order.push(Number(value));
  }
  for (const { session, outcome, rows, operations } of all) {
    builder.begin(session, outcome, ...rows);
    for (const [kind, key, value] of operations) {
      const order = orders.get(key)!;
      if (kind === 'a') builder.write(key, Number(value), order[order.indexOf(Number(value)) - 1] ?? null);
      else builder.read(key, outcome === OUTCOME.ok ? (elements(value).at(-1) ?? null) : undefined);
    }
    builder.end();
  }
  return builder.done();
}

/** Versions as they were told: `w x 3<2` made version 3 in place of version 2, `w x 1<-` of the start, `w x ?` was told nothing. */
export function told(lines: readonly string[], tells: Tells = {}): Transactions {
  const builder = createTransactionsBuilder('versioned', { hasRealTime: true, sessionsCount: false, ...tells });
  for (const { session, outcome, rows, operations } of parsed(lines)) {
    builder.begin(session, outcome, ...rows);
    for (const [kind, key, value] of operations) {
      const [version, replaced] = value.split('<').map((number) => (number === '-' ? null : Number(number)));
      if (value === '?') builder.write(key, undefined, undefined);
      else if (kind === 'w') builder.write(key, version!, replaced);
      else builder.read(key, outcome === OUTCOME.ok ? version : undefined);
    }
    builder.end();
  }
  return builder.done();
}

function parsed(lines: readonly string[]) {
  return lines.map((line, t) => {
    const [, session, outcome = 'ok', from, to, operations] =
      /^(\d+)(?: (ok|info|fail))?(?: (\d+)\.\.(\d+))?: (.*)$/.exec(line)!;
    const rows = from === undefined ? ([t, lines.length + t] as const) : ([Number(from), Number(to)] as const);
    return {
      session: Number(session),
      outcome: OUTCOME[outcome as 'ok'],
      rows,
      operations: operations!.split('; ').map((operation) => operation.split(' ') as [string, string, string]),
    };
  });
}

function elements(value: string): number[] {
  return value === '-' ? [] : value.split(',').map(Number);
}
