import type { Transactions } from '../../src/history/transactions.js';
import { createBudget } from './budget.js';
import { judgeOrdered } from './judge-ordered.js';
import { includes, LEVELS, type Level } from './levels.js';
import { lists, versions } from './ordered.fixture.js';
import { allows } from './twin.fixture.js';

/**
 * What the theory says of small histories, one a line: what it is (* where versions cannot tell it, or tell it otherwise);
 * the weakest levels that it breaks, which breaks all that include one of them, and no other; what it is called there;
 * which levels it breaks where sessions count at every one (`=`: the same); and the transactions, as in ordered.fixture.ts.
 */
const TABLE = `
Adya 1999, 3.1 and 4.4: what PL-1 and PL-2 rule out, and the conditions on every history
G0                             | read-committed | G0 | = | 0: a x 1; a y 1 / 1: a x 2; a y 2 / 2: r x 1,2; r y 2,1
a write between two of another | read-committed | G0 | = | 0: a x 1; a x 3 / 1: a x 2 / 2: r x 1,2,3
G1a                            | read-committed | G1a | = | 0 fail: a x 1 / 1: r x 1
dirty update                   | read-committed | dirty-update | = | 0 fail: a x 1 / 1: a x 2 / 2: r x 1,2
dirty update behind an info *  | read-committed | dirty-update | = | 0 fail: a x 1 / 1 info: a x 2 / 2: a x 3 / 3: r x 1,2,3
no update of what was aborted  | read-committed | G1a | = | 0: a x 1 / 1 fail: a x 2 / 2: r x 1,2
G1b                            | read-committed | G1b | = | 0: a x 1; a x 2 / 1: r x 1 / 2: r x 1,2
G1b, and nobody reads the rest | read-committed | G1b | = | 0: a x 1; a x 2 / 1: r x 1
G1c                            | read-committed | G1c | = | 0: a x 1; r y 1 / 1: a y 1; r x 1
G1c of ww and wr               | read-committed | G1c | = | 0: a x 1; r y 1 / 1: a x 2; a y 1 / 2: r x 1,2
internal                       | read-committed | internal | = | 0: a x 1; r x -
own elements not at the end *  | read-committed | internal | = | 0: a x 1; r x 1,2 / 1: a x 2
future read                    | read-committed | future-read | = | 0: r x 1; a x 1
future read, another behind *  | read-committed | future-read | = | 0: r x 1,2; a x 1 / 1: a x 2
thin air                       | read-committed | thin-air | = | 0: r x 7
Kingsbury and Alvaro 2020: what lists show besides
duplicate *                    | read-committed | duplicate-elements | = | 0: a x 1 / 1: r x 1,1
two orders *                   | read-committed | incompatible-order | = | 0: a x 1 / 1: a x 2 / 2: r x 1 / 3: r x 2,1
two orders, by own elements *  | read-committed | incompatible-order | = | 0: a x 1 / 1: a x 2; r x 2 / 2: r x 1,2
two who see themselves first * | read-committed | incompatible-order | = | 0: a x 1; r x 1 / 1: a x 2; r x 2
own, own again, and another *  | read-committed | incompatible-order | = | 0: a x 1 / 1: a x 2; r x 2; a x 3; r x 2,3 / 2: r x 2,1,3
torn apart *                   | read-committed | incompatible-order | = | 0: a x 1; a x 2 / 1: r x 2
turned round *                 | read-committed | incompatible-order | = | 0: a x 1; a x 2 / 1: r x 2,1
own elements before unread *   | read-committed | G1c | = | 0: a x 1; a y 1 / 1: a x 2; r x 2; r y 1
own elements, and more of them | | | = | 0: a x 1 / 1: a x 2; r x 1,2; a x 3; r x 1,2,3; a x 4 / 2: r x 1,2,3,4
own elements behind an info *  | | | = | 0 info: a x 1 / 1: a x 2; r x 1,2
Cerone, Bernardi and Gotsman 2015 (INT); Bailis et al. 2014 (fractured reads)
two reads                      | read-atomic | non-repeatable-read | = | 0: a x 1 / 1: r x -; r x 1
two reads, own between *       | read-atomic | non-repeatable-read | = | 0: a x 1 / 1: r x -; a x 2; r x 1,2
two reads, only own between    | | | = | 0: a x 1 / 1: r x 1; a x 2; r x 1,2
fractured read                 | read-atomic | fractured-read | = | 0: a x 1; a y 1 / 1: r x 1; r y -
fractured read of unread *     | read-atomic | fractured-read | = | 0: a x 1; a y 1 / 1: r y 1; r x -; a x 2
Biswas and Enea 2019 (CC); Terry et al. 1994 (session guarantees)
writes follow reads            | causal snapshot-isolation | G-single | = | 0: a x 1 / 1: r x 1; a y 1 / 2: r y 1; r x -
read your writes               | causal | G-single-session | read-atomic | 0 0..1: a x 1 / 0 2..3: r x -
monotonic reads                | causal | G-single-session | causal snapshot-isolation | 1 1..2: r x 1 / 0 0..9: a x 1 / 1 3..10: r x -
monotonic writes               | causal | G-single-session | causal snapshot-isolation | 0 0..1: a x 1 / 0 2..3: a y 1 / 1 4..5: r y 1; r x -
writes of a session turned     | causal | G0-session | read-committed | 0 0..1: a x 1 / 0 2..3: a x 2 / 1 4..5: r x 2,1
read of a later write          | causal | G1c-session | read-committed | 0 0..1: r x 1 / 0 2..3: a x 1
Burckhardt et al. 2015 (prefix); Cerone and Gotsman 2016 (snapshot isolation)
long fork                      | prefix snapshot-isolation | long-fork | = | 0: a x 1 / 1: a y 1 / 2: r x 1; r y - / 3: r y 1; r x -
long fork of sessions          | prefix | G-nonadjacent-session | prefix snapshot-isolation | 0 0..2: a x 1 / 1 1..3: a y 1 / 0 4..8: r y - / 1 5..9: r x -
lost update                    | snapshot-isolation | lost-update | = | 0: r x -; a x 1 / 1: r x -; a x 2 / 2: r x 1,2
lost update that nobody read * | snapshot-isolation | lost-update | = | 0: r x -; a x 1 / 1: r x -; a x 2
lost update, own read *        | snapshot-isolation | lost-update | = | 0: r x -; a x 1; r x 1 / 1: r x -; a x 2
a write over an unseen one     | snapshot-isolation | G-single | = | 0: a x 1; a y 1 / 1: r y -; a x 2 / 2: r x 1,2
no two rw in a row             | snapshot-isolation | G-nonadjacent | = | 0: a x 1; a z 1 / 1: r y -; a x 2 / 2: a y 1 / 3: r y 1; r z - / 4: r x 1,2
Berenson et al. 1995 (write skew); Fekete, O'Neil and O'Neil 2004 (a reader)
write skew                     | serializable | write-skew | = | 0: r x -; a y 1 / 1: r y -; a x 1
write skew of three            | serializable | G2-item | = | 0: r x -; a y 1 / 1: r y -; a z 1 / 2: r z -; a x 1
a reader                       | serializable | G2-item | = | 0: r x -; r y -; a x 1 / 1: r y -; a y 1 / 2: r x -; r y 1 / 3: r x 1; r y 1
Daudjee and Salem 2004 and 2006 (sessions); Papadimitriou 1979 and Adya 1999, 4.3 (real time)
write skew over a session      | strong-session-serializable | G2-item-session | serializable | 0 1..2: a y 1 / 0 3..4: r x - / 1 0..9: r y -; a x 1
write skew over time           | strict-serializable | G2-item-realtime | = | 0 0..2: a y 1 / 2 3..4: r x - / 1 1..9: r y -; a x 1
a stale read                   | strict-snapshot-isolation | G-single-realtime | = | 0 0..1: a x 1 / 1 2..3: r x -
not stale: they overlap        | | | = | 0 0..2: a x 1 / 1 1..3: r x -
not stale: nobody knows when   | | | = | 1 2..3: r x - / 2 4..5: r x 1 / 0 info 0..9: a x 1
writes turned                  | strict-snapshot-isolation | G0-realtime | = | 0 0..1: a x 2 / 1 2..3: a x 1 / 2 4..5: r x 1,2
a read before the write        | strict-snapshot-isolation | G1c-realtime | = | 0 0..1: r x 1 / 1 2..3: a x 1
`;

const ALL = Object.keys(LEVELS) as Level[];

const rows = TABLE.split('\n').flatMap((line) => {
  const [what, breaks, rule, counting, lines] = line.split(' | ').map((cell) => cell.trim());
  if (lines === undefined) return [];
  const isOfLists = what!.endsWith('*');
  return [{ what: what!, breaks: breaks!, rule, counting: counting === '=' ? breaks! : counting!, lines, isOfLists }];
});

describe.each([
  { how: 'lists', of: lists, rows },
  { how: 'versions', of: versions, rows: rows.filter(({ isOfLists }) => !isOfLists) },
])('in $how', ({ of, rows }) => {
  test.each(rows)('$what', ({ lines, breaks, rule, counting }) => {
    const transactions = lines.split(' / ');
    expect(outcome(of(transactions), rule!)).toEqual(expected(breaks));
    expect(outcome(of(transactions, { sessionsCount: true }), rule!)).toEqual(expected(counting));
  });
});

/** By level: whether it holds, as judged and by the twin, and if not, whether by that name. */
function outcome(log: Transactions, rule: string): string[] {
  return ALL.map((level) => {
    const { anomalies, unknown } = judgeOrdered(log, level, createBudget());
    const isNamed = anomalies.some((anomaly) => anomaly.rule === rule);
    const judged =
      unknown !== undefined ? 'unknown' : anomalies.length === 0 ? 'holds' : isNamed ? 'broken' : 'misnamed';
    return `${level}: ${judged}, twin ${allows(log, level) ? 'holds' : 'broken'}`;
  });
}

function expected(breaks: string): string[] {
  const weakest = breaks.split(' ').filter((level) => level !== '') as Level[];
  return ALL.map((level) => {
    const verdict = weakest.some((broken) => includes(level, broken)) ? 'broken' : 'holds';
    return `${level}: ${verdict}, twin ${verdict}`;
  });
}
