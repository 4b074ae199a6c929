import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeAll } from '../../checkers/judge-all.js';
import { overallVerdict } from '../../checkers/run-verdict.js';
import { readHistory } from '../../src/history/files/read.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { branchBank } from '../../src/systems/branch-bank/system.js';

const GOLDEN = join(PACKAGE_ROOT, 'specs/branch-bank/golden');

/** What is said of an output of the golden input of a phase: the verdict, and each broken rule with its first sentence. */
function judged(phase: 1 | 2 | 3, change: (output: string) => string = (output) => output) {
  const input = { file: 'input.json', text: readFileSync(join(GOLDEN, `phase-${phase}.json`), 'utf8') };
  const text = change(readFileSync(join(GOLDEN, `phase-${phase}.out`), 'utf8'));
  const lines = branchBank.readOutput!(input, [{ file: 'output.json', text }]);
  const history = readHistory(Buffer.from(lines.join('\n')), 'output.json');
  const checks = judgeAll(history, history.header.checks);
  const said: Record<string, string> = {};
  for (const { checker, violations } of checks) {
    for (const { rule, summary } of violations) said[`${checker}/${rule}`] ??= summary;
  }
  return { verdict: overallVerdict(checks, history.header.checks).verdict, said };
}

test.each([1, 2, 3] as const)('what our own branches print in phase %d is right', (phase) => {
  expect(judged(phase)).toEqual({ verdict: 'pass', said: {} });
});

describe('refused, with the reason', () => {
  test('a receive clock below its send clock', () => {
    const sent = '"logical_clock":4,"interface":"propogate_deposit","comment":"event_recv from branch 1"';
    expect(judged(2, (output) => output.replaceAll(sent, sent.replace('4', '3')))).toEqual({
      verdict: 'fail',
      said: { 'lamport-clock/receive': 'branch-2 took in a message of clock 3 and then claimed clock 3' },
    });
  });

  test('all clocks equal', () => {
    const { verdict, said } = judged(2, (output) => output.replaceAll(/"logical_clock":\d+/g, '"logical_clock":1'));
    expect(verdict).toBe('fail');
    expect(said['lamport-clock/program-order']).toBe('the clock of branch-1 did not go up: 1, then 1');
  });

  test('a propagation received by its own sender', () => {
    const relabelled = (output: string) =>
      output.replaceAll(/\{"id":(\d),"type":"branch","events":.*/g, (line, id) =>
        line.replaceAll(/recv from branch \d/g, `recv from branch ${id}`),
      );
    const { verdict, said } = judged(2, relabelled);
    expect(verdict).toBe('fail');
    expect(said['protocol/misprint']).toBe(
      'branch-1 lists the propagation of request 4 as received from itself: branch-2 is its sender',
    );
  });

  test('all balances 0', () => {
    const zeros = (output: string) => output.replaceAll(/"balance":\d+/g, '"balance":0');
    expect(judged(1, zeros).said['money-conservation/balance']).toBe(
      'customer-1 was told at branch-1 that the account holds 0, but it must be 300',
    );
    expect(judged(3, zeros).said['read-your-writes/stale-read']).toBe(
      'customer-1 read 0 at branch-2 without its own deposit customer-1-1 of 250, made at branch-1',
    );
  });

  test('a read answered by the wrong branch', () => {
    expect(judged(3, (output) => output.replace('"branch":2', '"branch":1')).said).toEqual({
      'protocol/misprint': "customer-1's query (event 2) went to branch-2; the output says that branch-1 answered",
    });
  });

  test('a failed withdrawal propagated', () => {
    const heard = '"interface":"withdraw","comment":"event_recv from customer 2"},';
    const sent =
      '{"customer-request-id":3,"logical_clock":3,"interface":"propogate_withdraw","comment":"event_sent to branch 1"},';
    expect(judged(2, (output) => output.replace(heard, heard + sent)).said['money-conservation/overdraft']).toBe(
      'branch-2 carried out the withdrawal request-3 of 5000, although the account could hold no more than 415 there',
    );
  });

  test('propagations missing', () => {
    const without = (output: string) => output.replaceAll(/,?\n?\{[^{}]*event_recv from branch \d"\}/g, '');
    const { verdict, said } = judged(2, without);
    expect(verdict).toBe('fail');
    expect(Object.keys(said)).toContain('exactly-once/everywhere');
  });

  test('a withdrawal logged as a deposit, lists that do not agree, an order that cannot be', () => {
    const logged = (output: string) =>
      output.replace(
        '"interface":"withdraw","comment":"event_recv from customer 1"',
        '"interface":"deposit","comment":"event_recv from customer 1"',
      );
    expect(judged(2, logged).said['protocol/misprint']).toBe(
      'branch-1 lists request 2 as a deposit; the input says withdraw',
    );
    const lacking = (output: string) => `${output.slice(0, output.lastIndexOf(',\n'))}]\n`;
    expect(judged(2, lacking).said['protocol/misprint']).toBe(
      'the list of all events lacks one of branch-3: request 5 (query) with clock 2, hears customer customer-3',
    );
  });

  test('answers that are missing, of another kind, or no numbers', () => {
    expect(
      judged(1, (output) => output.replace('{"interface":"deposit","result":"success"},', '')).said[
        'protocol/misprint'
      ],
    ).toBe('the output has 1 answers for the 2 events of customer-2');
    expect(judged(3, (output) => output.replace('"balance":250', '"balance":"much"')).said['protocol/misprint']).toBe(
      `customer-1's query (event 2) has no balance: found "much"`,
    );
  });
});

test('what cannot be read at all is a mistake with its place', () => {
  expect(() => judged(2, (output) => output.split('\n').slice(0, 3).join('\n'))).toThrow(
    'output.json:1: the events of branches are not there',
  );
  expect(() => judged(1, () => '')).toThrow('output.json:1: the output is empty');
});

describe('the form of 2021, events by their stages', () => {
  const input = JSON.stringify([
    { id: 1, type: 'customer', events: [{ id: 1, interface: 'deposit', money: 50 }] },
    { id: 2, type: 'customer', events: [{ id: 2, interface: 'withdraw', money: 500 }] },
    ...[1, 2, 3].map((id) => ({ id, type: 'branch', balance: 100 })),
  ]);
  const of = (id: number, name: string, clock: number) => ({ id, name, clock });
  const lists = () => [
    {
      pid: 1,
      data: [
        of(1, 'deposit_request', 2),
        of(1, 'deposit_execute', 3),
        of(1, 'deposit_propagate_response', 6),
        of(1, 'deposit_propagate_response', 7),
        of(1, 'deposit_response', 8),
      ],
    },
    {
      pid: 2,
      data: [
        of(2, 'withdraw_request', 2),
        of(2, 'withdraw_execute', 3),
        of(2, 'withdraw_response', 4),
        of(1, 'deposit_propagate_request', 5),
        of(1, 'deposit_propagate_execute', 6),
      ],
    },
    { pid: 3, data: [of(1, 'deposit_propagate_request', 4), of(1, 'deposit_propagate_execute', 5)] },
  ];

  function judged2021(change: (output: ReturnType<typeof lists>) => unknown[] = (output) => output) {
    const text = JSON.stringify(change(lists()));
    const lines = branchBank.readOutput!({ file: 'input.json', text: input }, [{ file: 'output.json', text }]);
    const history = readHistory(Buffer.from(lines.join('\n')), 'output.json');
    const checks = judgeAll(history, history.header.checks);
    const said = checks.flatMap((c) => c.violations.map(({ rule, summary }) => `${c.checker}/${rule}: ${summary}`));
    return { verdict: overallVerdict(checks, history.header.checks).verdict, said };
  }

  test('is judged as well', () => {
    expect(judged2021()).toEqual({ verdict: 'pass', said: [] });
    const byEvent = { eventid: 1, data: lists().flatMap(({ data }) => data.filter(({ id }) => id === 1)) };
    const other = { eventid: 2, data: lists()[1]!.data.slice(0, 3) };
    expect(judged2021((output) => [...output, byEvent, other])).toEqual({ verdict: 'pass', said: [] });
    expect(judged2021((output) => [...output, byEvent, { ...other, data: other.data.slice(1) }]).said).toEqual([
      'protocol/misprint: the lists by event lack one of event 2 with clock 2',
    ]);
  });

  test('a clock below its cause, a missing propagation, a wrong name', () => {
    const early = judged2021((output) => {
      output[2]!.data[0]!.clock = 3;
      return output;
    });
    expect(early.said).toEqual([
      'lamport-clock/receive: branch-3 took in a message of clock 3 and then claimed clock 3',
    ]);
    const response = judged2021((output) => {
      output[0]!.data[3]!.clock = 6;
      output[0]!.data[2]!.clock = 5;
      return output;
    });
    expect(response.said.map((line) => line.split(':')[0])).toEqual(['lamport-clock/receive', 'lamport-clock/receive']);
    expect(judged2021((output) => output.slice(0, 2)).said).toEqual([
      'protocol/misprint: the output has no events of branch-3',
      'protocol/misprint: branch-1 hears of event 1, which nobody has sent it',
    ]);
    expect(
      judged2021((output) => [{ pid: 3, data: [of(1, 'withdraw_propagate_request', 4)] }, ...output.slice(0, 2)])
        .said[0],
    ).toBe('protocol/misprint: branch-3 lists event 1 as a withdraw; the input says deposit');
  });
});
