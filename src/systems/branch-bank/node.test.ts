import { createBranches } from './branches.fixture.js';
import { REFERENCE } from './decisions.js';
import { branchNode } from './node.js';

const program = branchNode(REFERENCE);
const deposit = (amount: number, tx: string, seen = {}) => ({ type: 'deposit', amount, tx, clock: 1, seen });
const withdraw = (amount: number, tx: string, seen = {}) => ({ type: 'withdraw', amount, tx, clock: 1, seen });
const query = (seen = {}) => ({ type: 'query', clock: 1, seen });
const start = () => createBranches(program);
const clocksOf = ({ events }: ReturnType<typeof start>, of: string) =>
  events.filter(({ node, kind }) => node === of && kind === 'receive').map(({ fields }) => fields.clock);

describe('a deposit', () => {
  test('is applied, passed on with a clock of its own for each branch, and answered', () => {
    const branches = start();
    branches.ask('n1', { ...deposit(40, 't1'), request: 7 });
    expect(branches.events).toEqual([
      { node: 'n1', kind: 'receive', fields: { clock: 2, interface: 'deposit', from: 'c1', request: 7 } },
      {
        node: 'n1',
        kind: 'apply',
        fields: { by: 'n1', seq: 1, tx: 't1', account: 'joint', change: 40, balance: 140 },
      },
    ]);
    const write = { by: 'n1', seq: 1, tx: 't1', amount: 40, balance: 140, seen: {}, request: 7 };
    expect(branches.link('n1', 'n2')).toEqual([{ type: 'propagate_deposit', msg_id: 1, clock: 3, ...write }]);
    expect(branches.link('n1', 'n3')).toEqual([{ type: 'propagate_deposit', msg_id: 2, clock: 4, ...write }]);
    expect(branches.answers).toEqual([
      {
        type: 'deposit_ok',
        in_reply_to: 1,
        result: 'applied',
        tx: 't1',
        account: 'joint',
        write: ['n1', 1],
        balance: 140,
        seen: { n1: 1 },
      },
    ]);
  });

  test('reaches every branch, which thanks for it', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.deliver('n1', 'n2');
    expect(branches.link('n2', 'n1')).toEqual([
      { type: 'propagate_deposit_ok', msg_id: 1, in_reply_to: 1, by: 'n1', seq: 1 },
    ]);
    branches.run();
    for (const node of ['n2', 'n3']) branches.ask(node, query());
    expect(branches.answers.slice(1).map(({ balance, seen }) => [balance, seen])).toEqual([
      [140, { n1: 1 }],
      [140, { n1: 1 }],
    ]);
  });
});

describe('a withdrawal', () => {
  test('of more than there is at this branch is refused, and nobody hears of it', () => {
    const branches = start();
    branches.ask('n1', withdraw(101, 't1'));
    branches.ask('n1', withdraw(100, 't2'));
    expect(branches.answers.map(({ result, balance, seen }) => [result, balance, seen])).toEqual([
      ['refused', 100, {}],
      ['applied', 0, { n1: 1 }],
    ]);
    expect(branches.link('n1', 'n2').map(({ type, tx }) => [type, tx])).toEqual([['propagate_withdraw', 't2']]);
  });
});

describe('holding', () => {
  test('a request waits until the branch has what its customer has written and read', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.ask('n2', query({ n1: 1 }));
    branches.ask('n2', withdraw(140, 't2', { n1: 1 }));
    branches.ask('n2', query());
    expect(branches.answers.slice(1).map(({ type, balance }) => [type, balance])).toEqual([['query_ok', 100]]);
    expect(branches.events.filter(({ kind }) => kind === 'hold')).toEqual([
      { node: 'n2', kind: 'hold', fields: { interface: 'query', from: 'c1' } },
      { node: 'n2', kind: 'hold', fields: { interface: 'withdraw', from: 'c1' } },
    ]);
    branches.deliver('n1', 'n2');
    expect(branches.answers.slice(2).map(({ result, balance }) => [result, balance])).toEqual([
      ['read', 140],
      ['applied', 0],
    ]);
  });

  test('a write waits for those that it comes after, and is thanked for when it is applied', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.deliver('n1', 'n2');
    branches.ask('n2', withdraw(140, 't2'));
    branches.deliver('n2', 'n3');
    expect(branches.link('n3', 'n2')).toEqual([]);
    branches.deliver('n1', 'n3');
    expect(branches.link('n3', 'n2').map(({ type }) => type)).toEqual(['propagate_withdraw_ok']);
    const applied = branches.events.filter(({ node, kind }) => node === 'n3' && kind === 'apply');
    expect(applied.map(({ fields }) => [fields.tx, fields.balance])).toEqual([
      ['t1', 140],
      ['t2', 0],
    ]);
  });
});

describe('links that lose and repeat', () => {
  test('a write that comes twice is applied once and thanked for twice, and moves the clock twice', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.deliver('n1', 'n2', 'keep');
    branches.deliver('n1', 'n2');
    expect(branches.link('n2', 'n1')).toHaveLength(2);
    expect(clocksOf(branches, 'n2')).toEqual([4, 5]);
    branches.ask('n2', query());
    expect(branches.answers.at(-1)!.balance).toBe(140);
  });

  test('what is not thanked for within one to two waits is sent again, with a new clock, until it is', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.deliver('n1', 'n2');
    branches.deliver('n2', 'n1');
    branches.wait();
    expect(branches.link('n1', 'n3')).toHaveLength(1);
    branches.wait();
    expect(branches.link('n1', 'n2')).toHaveLength(0);
    expect(branches.link('n1', 'n3').map(({ clock }) => clock)).toEqual([4, 5]);
    branches.run();
    branches.wait();
    branches.wait();
    expect(branches.link('n1', 'n3')).toEqual([]);
  });

  test('a request that comes twice is done once; one of the same name in other terms is a mistake', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.ask('n1', deposit(40, 't1'));
    branches.ask('n1', deposit(41, 't1'));
    branches.ask('n1', withdraw(40, 't1'));
    expect(branches.answers.map(({ type, balance, code }) => [type, balance ?? code])).toEqual([
      ['deposit_ok', 140],
      ['deposit_ok', 140],
      ['error', 12],
      ['error', 12],
    ]);
  });

  test('a request that another branch has done is answered with its write', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.deliver('n1', 'n2');
    branches.ask('n2', deposit(40, 't1'));
    branches.ask('n2', withdraw(40, 't1'));
    expect(branches.answers[2]).toMatchObject({ type: 'error', code: 12 });
    expect(branches.answers[1]).toMatchObject({ result: 'applied', write: ['n1', 1], balance: 140 });
  });

  test('a request that is held is done once, and each copy is answered', () => {
    const branches = start();
    branches.ask('n1', deposit(40, 't1'));
    branches.ask('n2', deposit(5, 't2', { n1: 1 }));
    branches.ask('n2', deposit(5, 't2', { n1: 1 }));
    branches.run();
    expect(branches.answers.slice(1).map(({ in_reply_to, balance }) => [in_reply_to, balance])).toEqual([
      [2, 145],
      [3, 145],
    ]);
  });
});

test.each([
  [{ type: 'deposit', amount: 4, clock: 1, seen: {} }, 'a deposit needs a tx'],
  [deposit(0, 't1'), 'the amount must be a positive integer'],
  [withdraw(-4, 't1'), 'the amount must be a positive integer'],
  [deposit(0.5, 't1'), 'the amount must be a positive integer'],
])('%j is a definite error', (body, text) => {
  const branches = start();
  branches.ask('n1', body);
  expect(branches.answers).toEqual([{ type: 'error', in_reply_to: 1, code: 12, text }]);
});

test('at the end a branch tells its account with its writes, and what it knows of a transaction', () => {
  const branches = start();
  branches.ask('n1', deposit(40, 't1'));
  branches.ask('n1', withdraw(500, 't2'));
  branches.ask('n1', { type: 'dump' });
  branches.ask('n1', { type: 'dump', after: 'joint' });
  for (const tx of ['t1', 't2', 't3']) branches.ask('n1', { type: 'outcome', tx });
  const account = { account: 'joint', version: 1, balance: 140, seen: { n1: 1 } };
  expect(branches.answers.slice(2)).toEqual([
    { type: 'dump_ok', in_reply_to: 3, accounts: [account], more: false },
    { type: 'dump_ok', in_reply_to: 4, accounts: [], more: false },
    { type: 'outcome_ok', in_reply_to: 5, tx: 't1', outcome: 'applied' },
    { type: 'outcome_ok', in_reply_to: 6, tx: 't2', outcome: 'never' },
    { type: 'outcome_ok', in_reply_to: 7, tx: 't3', outcome: 'unknown' },
  ]);
});
