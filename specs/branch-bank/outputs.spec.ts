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
    expect(judged(2, (output) => output.replace(heard, heard + sent)).said).toMatchObject({
      'money-conservation/overdraft':
        'branch-2 carried out the withdrawal request-3 of 5000, although the account could hold no more than 415 there',
      'protocol/misprint':
        'branch-2 passes on the withdrawal of request 3 (5000), although it held 400 at most by what it lists before that',
    });
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

/** What is said of an output for an input of our own. */
function judgedOf(input: unknown[], output: unknown[]) {
  const { verdict, said } = judgedByCheck(input, output);
  return { verdict, said };
}

/** The same, with the verdict of each check. */
function judgedByCheck(input: unknown[], output: unknown[]) {
  const lines = branchBank.readOutput!({ file: 'input.json', text: JSON.stringify(input) }, [
    { file: 'output.json', text: JSON.stringify(output) },
  ]);
  const history = readHistory(Buffer.from(lines.join('\n')), 'output.json');
  const checks = judgeAll(history, history.header.checks);
  const said = checks.flatMap((c) => c.violations.map(({ rule, summary }) => `${c.checker}/${rule}: ${summary}`));
  const by = Object.fromEntries(checks.map(({ checker, verdict }) => [checker, verdict]));
  return { verdict: overallVerdict(checks, history.header.checks).verdict, by, said };
}

describe('two branches and their clocks', () => {
  const branches = [1, 2].map((id) => ({ id, type: 'branch', balance: 10 }));
  const request = (id: number, name: string, money: number) => ({ 'customer-request-id': id, interface: name, money });
  const customer = (...requests: object[]) => ({ id: 1, type: 'customer', 'customer-requests': requests });
  const idle = { id: 2, type: 'customer', 'customer-requests': [] };
  const event = (id: number, clock: number | string, name: string, comment: string) => ({
    'customer-request-id': id,
    logical_clock: clock,
    interface: name,
    comment,
  });
  const asks = { id: 1, type: 'customer', events: [event(1, 1, 'deposit', 'event_sent from customer 1')] };
  const hears = event(1, 2, 'deposit', 'event_recv from customer 1');
  const sends = (clock: number) => event(1, clock, 'propogate_deposit', 'event_sent to branch 2');
  const gets = (clock: number) => event(1, clock, 'propogate_deposit', 'event_recv from branch 1');
  const branch = (id: number, ...events: object[]) => ({ id, type: 'branch', events });
  const deposit = [customer(request(1, 'deposit', 10)), idle, ...branches];

  test('a customer without requests may be listed', () => {
    const output = [asks, { id: 2, type: 'customer', events: [] }, branch(1, hears, sends(3)), branch(2, gets(4))];
    expect(judgedOf(deposit, output)).toEqual({ verdict: 'pass', said: [] });
  });

  test.each([
    [
      'nothing received',
      [hears, sends(3)],
      [],
      'branch-2 lists no receipt of the propagation of request 1 that branch-1 sends it',
    ],
    [
      'sent twice',
      [hears, sends(3), sends(4)],
      [gets(5)],
      'branch-2 lists no receipt of the propagation of request 1 that branch-1 sends it',
    ],
    [
      'sent before it was heard',
      [sends(2), { ...hears, logical_clock: 3 }],
      [gets(4)],
      'branch-1 propagates request 1 before it has received it',
    ],
    [
      'a clock that is no whole number',
      [hears, sends(3)],
      [{ ...gets(4), logical_clock: 4.5 }],
      'an event of branch-2 has clock 4.5: expected a whole number from 0 on',
    ],
  ])('%s', (_what, first, second, said) => {
    const judged = judgedOf(deposit, [asks, branch(1, ...first), branch(2, ...second)]);
    expect(judged.verdict).toBe('fail');
    expect(judged.said).toContain(`protocol/misprint: ${said}`);
  });

  test('no propagation at all', () => {
    const { verdict, said } = judgedOf(deposit, [asks, branch(1, hears), branch(2)]);
    expect({ verdict, rules: said.map((line) => line.split(':')[0]) }).toEqual({
      verdict: 'fail',
      rules: ['exactly-once/everywhere'],
    });
  });

  test('what came later cannot have covered a withdrawal', () => {
    const input = [
      customer(request(1, 'withdraw', 20)),
      { id: 2, type: 'customer', 'customer-requests': [request(2, 'deposit', 300)] },
      ...branches,
    ];
    const output = [
      { id: 1, type: 'customer', events: [event(1, 1, 'withdraw', 'event_sent from customer 1')] },
      { id: 2, type: 'customer', events: [event(2, 1, 'deposit', 'event_sent from customer 2')] },
      branch(
        1,
        event(1, 2, 'withdraw', 'event_recv from customer 1'),
        event(1, 3, 'propogate_withdraw', 'event_sent to branch 2'),
        event(2, 4, 'propogate_deposit', 'event_recv from branch 2'),
      ),
      branch(
        2,
        event(2, 2, 'deposit', 'event_recv from customer 2'),
        event(2, 3, 'propogate_deposit', 'event_sent to branch 1'),
        event(1, 4, 'propogate_withdraw', 'event_recv from branch 1'),
      ),
    ];
    expect(judgedOf(input, output)).toEqual({
      verdict: 'fail',
      said: [
        'protocol/misprint: branch-1 passes on the withdrawal of request 1 (20), although it held 10 at most by what it lists before that',
      ],
    });
  });
});

describe('what an input can show', () => {
  const branches = [1, 2].map((id) => ({ id, type: 'branch', balance: 400 }));
  const told = (...events: [name: string, money: number, answer: number | string][]) =>
    judgedByCheck(
      [
        { id: 1, type: 'customer', events: events.map(([name, money]) => ({ interface: name, money, branch: 1 })) },
        ...branches,
      ],
      events.map(([name, , answer]) => ({
        id: 1,
        recv: [{ interface: name, branch: 1, ...(name === 'query' ? { balance: answer } : { result: answer }) }],
      })),
    );
  const pay: [string, number, string] = ['deposit', 100, 'success'];
  const take: [string, number, string] = ['withdraw', 100, 'success'];

  test.each([
    ['a balance that only the write explains', [pay, ['query', 0, 500]], 'pass', 'pass'],
    ['no read after a write', [['query', 0, 400], pay], 'pass', 'unknown'],
    ['writes that cancel out', [pay, take, ['query', 0, 400]], 'pass', 'unknown'],
    ['a withdrawal that is refused', [['withdraw', 500, 'fail'], pay, ['query', 0, 500]], 'pass', 'pass'],
    ['no write', [['query', 0, 400]], 'unknown', 'unknown'],
    ['no balance', [pay, take], 'unknown', 'unknown'],
  ] as const)('%s', (_what, events, verdict, readYourWrites) => {
    const judged = told(...(events as unknown as [string, number, number | string][]));
    expect([judged.verdict, judged.by['read-your-writes'], judged.said]).toEqual([verdict, readYourWrites, []]);
  });

  test('of queries alone only the clocks are asked for', () => {
    const asked = [1, 2].map((id) => ({ 'customer-request-id': id, interface: 'query' }));
    const event = (id: number, clock: number, comment: string) => ({
      'customer-request-id': id,
      logical_clock: clock,
      interface: 'query',
      comment,
    });
    const { verdict, by } = judgedByCheck(
      [{ id: 1, type: 'customer', 'customer-requests': asked }, ...branches],
      [
        { id: 1, type: 'customer', events: [1, 2].map((id) => event(id, id, 'event_sent from customer 1')) },
        { id: 1, type: 'branch', events: [1, 2].map((id) => event(id, id + 1, 'event_recv from customer 1')) },
        { id: 2, type: 'branch', events: [] },
      ],
    );
    expect([verdict, by['lamport-clock'], by['exactly-once']]).toEqual(['pass', 'pass', 'unknown']);
  });

  test('a balance may be printed with an exponent', () => {
    const input = [{ id: 1, type: 'customer', events: [{ interface: 'query' }] }, ...branches];
    const output = { file: 'output.json', text: '[{"id":1,"recv":[{"interface":"query","balance":4.0E2}]}]' };
    const lines = branchBank.readOutput!({ file: 'input.json', text: JSON.stringify(input) }, [output]);
    expect(lines.filter((line) => line.includes('misprint'))).toEqual([]);
    expect(lines.some((line) => line.includes('"balance":400'))).toBe(true);
  });
});

describe('answers that cannot be', () => {
  const branches = [1, 2, 3].map((id) => ({ id, type: 'branch', balance: 10 }));
  const of = (name: string, money: number, branch: number) => ({ interface: name, money, branch });
  const answer = (name: string, branch: number, told: object) => ({
    id: 1,
    recv: [{ interface: name, branch, ...told }],
  });

  test('a deposit that failed; a customer without answers', () => {
    const input = [{ id: 1, type: 'customer', events: [{ id: 1, interface: 'deposit', money: 5 }] }, ...branches];
    expect(judgedOf(input, [{ id: 1, recv: [{ interface: 'deposit', result: 'fail' }] }]).said).toContain(
      "protocol/misprint: customer-1's deposit (event 1) is told to have failed: a deposit always succeeds",
    );
    expect(judgedOf(input, [{ id: 1, recv: [] }]).said).toContain(
      'protocol/misprint: the output has 0 answers for the 1 events of customer-1',
    );
  });

  test("a refusal that the customer's own writes do not allow", () => {
    const events = [of('deposit', 10, 3), of('withdraw', 15, 1)];
    const output = [answer('deposit', 3, { result: 'success' }), answer('withdraw', 1, { result: 'fail' })];
    const { verdict, said } = judgedOf([{ id: 1, type: 'customer', events }, ...branches], output);
    expect(verdict).toBe('fail');
    expect(said[0]).toMatch('read-your-writes/stale-refusal: ');
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
    return judgedOf(JSON.parse(input), change(lists()));
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
