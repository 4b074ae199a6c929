import { historyFrom } from '../history/files/from-lines.js';
import { parseScenario } from '../scenario/parse.js';
import { unmetExpectations } from './expectations.js';
import { SCENARIO_WORLD } from './open-scenario.js';

const opening = 'scenario: t\nsystem: mutex-ledger\n';
const pay = (expect: string) =>
  `${opening}steps:\n  - {client: c1, at: n1, do: {transfer: {to: n2, amount: 4}}, as: t1, expect: ${expect}}\n`;

/** c1's transfer, which ends as given, and the final reads of two nodes. */
function history(end: { k: string; result?: object; why?: string } | undefined, finals: Record<string, number>[] = []) {
  const body = JSON.stringify({ do: 'transfer', at: 'n1', to: 'n2', amount: 4 });
  return historyFrom({ nodes: ['n1', 'n2', 'n3'], clients: ['c1'] }, [
    { v: 'client', k: 'invoke', node: 'c1', life: 1, op: 1, body },
    ...(end === undefined
      ? []
      : [
          {
            v: 'client' as const,
            k: end.k,
            node: 'c1',
            life: 1,
            op: 1,
            why: end.why,
            body: JSON.stringify(end.result ?? {}),
          },
        ]),
    ...finals.flatMap((balances, place) => {
      const accounts = Object.entries(balances).map(([account, balance]) => ({ account, version: 1, balance }));
      const own = { v: 'client' as const, node: 'harness', life: 1, op: place + 1 };
      return [
        { ...own, k: 'invoke', body: JSON.stringify({ do: 'dump', at: `n${place + 1}` }) },
        { ...own, k: 'ok', body: JSON.stringify({ accounts, more: false }) },
      ];
    }),
  ]);
}

const unmet = (text: string, past: ReturnType<typeof history>) =>
  unmetExpectations(parseScenario(text, 't.yaml', SCENARIO_WORLD), past).map(({ summary }) => summary);

const applied = { k: 'ok', result: { result: 'applied', balance: 6 } };
const refused = { k: 'ok', result: { result: 'refused', balance: 2 } };

test.each([
  ['ok', applied, []],
  ['ok', refused, ['t1 should have come to ok, but came to refused with result refused, balance 2']],
  ['refused', refused, []],
  ['{anyOf: [ok, refused]}', refused, []],
  ['{balance: {between: [5, 7]}}', applied, []],
  ['{balance: 7}', applied, ['t1 should have come to balance: 7, but came to ok with result applied, balance 6']],
  ['ok', { k: 'info', why: 'timeout' }, ['t1 should have come to ok, but came to info (timeout)']],
  ['fail', { k: 'fail', why: 'no' }, []],
  ['ok', undefined, ['t1 should have come to ok, but never ended']],
])('a step that expects %s', (expect_, end, expected) => {
  expect(unmet(pay(expect_), history(end))).toEqual(expected);
});

describe('finally', () => {
  const text = `${pay('ok')}finally:\n  anyOf:\n    - {balances: {n1: 6, n2: 14}}\n    - {balances: {n1: 10, n2: 10}}\n`;

  test('every node must show one of the allowed states', () => {
    expect(
      unmet(
        text,
        history(applied, [
          { n1: 6, n2: 14 },
          { n1: 10, n2: 10 },
        ]),
      ),
    ).toEqual([]);
    expect(
      unmet(
        text,
        history(applied, [
          { n1: 6, n2: 14 },
          { n1: 6, n2: 10 },
        ]),
      ),
    ).toEqual(['at the end n2 has {n1: 6, n2: 10}, where {n1: 6, n2: 14} or {n1: 10, n2: 10} was expected']);
  });

  test('accounts that are none are no account that was expected', () => {
    const history = historyFrom({ nodes: ['n1'] }, [
      { v: 'client', k: 'invoke', node: 'harness', life: 1, op: 1, body: JSON.stringify({ do: 'dump', at: 'n1' }) },
      {
        v: 'client',
        k: 'ok',
        node: 'harness',
        life: 1,
        op: 1,
        body: '{"accounts":[null,7,{"account":"n1","balance":5}]}',
      },
    ]);
    expect(unmet(`${opening}workload: {operations: 1}\nfinally: {balances: {n1: 6}}\n`, history)).toEqual([
      'at the end n1 has {n1: 5}, where {n1: 6} was expected',
    ]);
  });

  test('is unmet where no node answered', () => {
    expect(unmet(text, history(applied))).toEqual([
      'the final balances are not known: no node answered the final reads',
    ]);
  });
});
