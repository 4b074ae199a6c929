import type { Certificate } from '../../src/history/certificate.js';
import { partOf } from '../../src/history/transactions/part-of.js';
import { MICRO, type Transactions, UNKNOWN } from '../../src/history/transactions.js';
import { answerOf, type Case, caseOf } from './case.js';
import { none } from './certify.js';
import type { Level } from './levels.js';
import { readLists } from './read-lists.js';
import { settleDoubt } from './unsure.js';

/** Transactions of which somebody else can try every order. */
const TRIED = 10;

/** The proof that no way to order some transactions will do: them and whom they read, where these are few and fail by themselves. */
export function certifyExhausted({ reading, budget }: Case, level: Level, against: readonly number[]): Certificate {
  const { transactions } = reading;
  if (transactions.model !== 'append')
    return none(level, 'every way to say who made which version was tried, and somebody else cannot know that');
  const members = withWriters(transactions, reading.owner, reading.writer, against);
  if (members.length > TRIED)
    return none(level, `every order was tried and none will do, but no ${TRIED} transactions at most show it`);
  const part = caseOf(readLists(partOf(transactions, members)), budget);
  const settled = answerOf(part, level).holds ? settleDoubt(part, level) : undefined;
  const holds = settled !== undefined && 'order' in settled;
  if (holds)
    return none(level, 'every way was tried and none will do, but a part of the transactions does not show it');
  return { kind: 'exhausted', level, transactions: members };
}

function withWriters(
  { first, micro, version, list, lists }: Transactions,
  owner: Int32Array,
  writer: Int32Array,
  against: readonly number[],
): number[] {
  const members = new Set(against);
  for (const t of members) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] !== MICRO.read || version[op] === UNKNOWN || lists === undefined) continue;
      for (let i = list![op]!; i < list![op + 1]!; i++)
        if (writer[lists[i]!]! >= 0) members.add(owner[writer[lists[i]!]!]!);
    }
  }
  return [...members].sort((a, b) => a - b);
}
