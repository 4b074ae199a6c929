import { createCluster } from './cluster.fixture.js';
import { REFERENCE } from './decisions.js';
import { ledgerNode } from './node.js';

const program = ledgerNode(REFERENCE);
const transfer = (to: string, amount: number, tx: string) => ({ type: 'transfer', to, amount, tx });

describe('one transfer', () => {
  test('asks everybody, enters, appends, announces, releases, answers', () => {
    const cluster = createCluster(program, {}, { nodes: ['n1', 'n2'] });
    cluster.ask('n1', transfer('n2', 4, 't1'));
    cluster.run();
    expect(cluster.trace).toEqual([
      'n1 request',
      'n1>n2 REQUEST',
      'n2>n1 REPLY',
      'n1 enter',
      'n1 block',
      'n1>n2 BLOCK',
      'n1 leave',
      'n1>n2 RELEASE',
      'n1>c1 transfer_ok',
      'n2 block',
    ]);
    expect(cluster.answers).toEqual([
      {
        type: 'transfer_ok',
        in_reply_to: 1,
        result: 'applied',
        tx: 't1',
        account: 'n1',
        legs: [
          { account: 'n1', previous: 0, version: 1, balance: 6 },
          { account: 'n2', previous: 0, version: 1, balance: 14 },
        ],
      },
    ]);
  });

  test('of more than the balance is refused with what was read, adds no block, and gives the ledger back', () => {
    const cluster = createCluster(program, {}, { nodes: ['n1', 'n2'] });
    cluster.ask('n1', transfer('n2', 11, 't1'));
    cluster.run();
    cluster.ask('n2', transfer('n1', 1, 't2'));
    cluster.run();
    expect(cluster.answers[0]).toEqual({
      type: 'transfer_ok',
      in_reply_to: 1,
      result: 'refused',
      tx: 't1',
      account: 'n1',
      version: 0,
      balance: 10,
    });
    expect(cluster.answers[1]!.result).toBe('applied');
    expect(cluster.events.filter(({ kind }) => kind === 'block').map(({ fields }) => fields.tx)).toEqual(['t2', 't2']);
  });

  test('in a cluster of one needs nobody', () => {
    const cluster = createCluster(program, {}, { nodes: ['n1'] });
    cluster.ask('n1', transfer('n1', 1, 't1'));
    cluster.ask('n1', { type: 'balance' });
    expect(cluster.answers.map(({ type }) => type)).toEqual(['error', 'balance_ok']);
  });
});

test.each([
  ['no transaction id', { type: 'transfer', to: 'n2', amount: 1 }, 'a transfer needs a tx'],
  ['itself', transfer('n1', 1, 't'), 'an account cannot pay itself'],
  ['nobody', transfer('n9', 1, 't'), 'there is no account n9'],
  ['zero', transfer('n2', 0, 't'), 'the amount must be a positive integer'],
  ['less than zero', transfer('n2', -1, 't'), 'the amount must be a positive integer'],
  ['a fraction', transfer('n2', 0.5, 't'), 'the amount must be a positive integer'],
  ['a text', transfer('n2', '3' as never, 't'), 'the amount must be a positive integer'],
])('a transfer of or to %s is a definite error and touches nothing', (_what, request, text) => {
  const cluster = createCluster(program);
  cluster.ask('n1', request);
  expect(cluster.answers).toEqual([{ type: 'error', in_reply_to: 1, code: 12, text }]);
  expect(cluster.trace).toEqual(['n1>c1 error']);
});

describe('a transaction asked for again', () => {
  test('is done once, and answered the same before and after', () => {
    const cluster = createCluster(program);
    cluster.ask('n1', transfer('n2', 4, 't1'));
    cluster.ask('n1', transfer('n2', 4, 't1'));
    cluster.run();
    cluster.ask('n1', transfer('n2', 4, 't1'));
    cluster.run();
    const [first, ...others] = cluster.answers.map(({ in_reply_to: _, ...answer }) => answer);
    expect(others).toEqual([first, first]);
    expect(cluster.events.filter(({ node, kind }) => node === 'n1' && kind === 'block').length).toBe(1);
  });

  test('as another transfer, or of another account, is an error', () => {
    const cluster = createCluster(program);
    cluster.ask('n1', transfer('n2', 4, 't1'));
    cluster.run();
    cluster.ask('n1', transfer('n2', 5, 't1'));
    cluster.ask('n2', transfer('n1', 4, 't1'));
    cluster.run();
    expect(cluster.answers.map(({ type, code }) => [type, code])).toEqual([
      ['transfer_ok', undefined],
      ['error', 12],
      ['error', 30],
    ]);
  });
});

test.each(Array.from({ length: 20 }, (_, i) => i + 1))(
  'under contention nodes enter in turn and agree (seed %i)',
  (seed) => {
    const cluster = createCluster(program, { holdMs: seed % 2 }, { seed, copies: 1 + (seed % 3) });
    for (let i = 0; i < 12; i++) {
      const [from, to] = [`n${(i % 3) + 1}`, `n${((i + 1 + (i % 2)) % 3) + 1}`];
      cluster.ask(from, transfer(to, 1 + ((i * 7) % 6), `t${i}`));
    }
    cluster.run();
    const inside = cluster.events.filter(({ kind }) => kind === 'enter' || kind === 'leave');
    expect(inside.length).toBe(24);
    for (let i = 0; i < inside.length; i += 2) {
      expect(inside.slice(i, i + 2).map(({ node, kind }) => [node, kind])).toEqual([
        [inside[i]!.node, 'enter'],
        [inside[i]!.node, 'leave'],
      ]);
    }
    const chains = ['n1', 'n2', 'n3'].map((node) =>
      cluster.events.filter((event) => event.node === node && event.kind === 'block').map(({ fields }) => fields),
    );
    expect(chains[1]).toEqual(chains[0]);
    expect(chains[2]).toEqual(chains[0]);
    expect(cluster.events.filter(({ kind }) => kind === 'reject').length).toBe(0);
    const clocks = cluster.events.filter(({ node, fields }) => node === 'n1' && 'clock' in fields);
    expect(clocks.every(({ fields }, i) => i === 0 || fields.clock! > clocks[i - 1]!.fields.clock!)).toBe(true);
  },
);

test('a block that does not extend the chain is rejected', () => {
  const cluster = createCluster(program, {}, { nodes: ['n1', 'n2'] });
  const block = { height: 1, prev: '1'.repeat(64), hash: '0'.repeat(64), from: 'n2', to: 'n1', amount: 1, tx: 't' };
  cluster.ask('n1', { type: 'BLOCK', clock: 1, ...block });
  expect(cluster.events).toEqual([{ node: 'n1', kind: 'reject', fields: block }]);
});

test('a block that overtakes the one before it, which comes from another node, waits for it', () => {
  const cluster = createCluster(program);
  cluster.ask('n2', transfer('n1', 1, 't1'));
  for (const [from, to] of ['n2>n1', 'n2>n3', 'n1>n2', 'n3>n2'].map((link) => link.split('>'))) {
    cluster.deliver(from!, to!);
  }
  cluster.ask('n3', transfer('n1', 1, 't2'));
  const untilBlock = ['n2>n3', 'n2>n3', 'n3>n1', 'n3>n2', 'n1>n3', 'n2>n3', 'n3>n1'];
  for (const [from, to] of untilBlock.map((link) => link.split('>'))) cluster.deliver(from!, to!);
  cluster.run();
  const blocksAtN1 = cluster.events.filter(({ node, kind }) => node === 'n1' && kind === 'block');
  expect(blocksAtN1.map(({ fields }) => fields.tx)).toEqual(['t1', 't2']);
  expect(cluster.trace.indexOf('n3>n1 BLOCK')).toBeLessThan(cluster.trace.indexOf('n1 block'));
});

test('the harness reads all accounts page by page, and what became of a transaction', () => {
  const nodes = Array.from({ length: 501 }, (_, i) => `n${i + 1}`);
  const cluster = createCluster(program, {}, { nodes });
  cluster.ask('n7', { type: 'dump' });
  const first = cluster.answers[0] as unknown as { accounts: { account: string }[]; more: boolean };
  expect([first.accounts.length, first.accounts[0], first.more]).toEqual([
    500,
    { account: 'n1', version: 0, balance: 10 },
    true,
  ]);
  cluster.ask('n7', { type: 'dump', after: first.accounts.at(-1)!.account });
  expect(cluster.answers[1]).toEqual({
    type: 'dump_ok',
    in_reply_to: 2,
    accounts: [{ account: 'n99', version: 0, balance: 10 }],
    more: false,
  });
});

test('the outcome of a transaction is applied, never, or unknown', () => {
  const cluster = createCluster(program);
  cluster.ask('n1', transfer('n2', 4, 't1'));
  cluster.ask('n1', transfer('n2', 40, 't2'));
  cluster.run();
  for (const [node, tx] of ['n1 t1', 'n3 t1', 'n1 t2', 'n3 t2', 'n1 t3'].map((each) => each.split(' '))) {
    cluster.ask(node!, { type: 'outcome', tx });
  }
  expect(cluster.answers.slice(2).map(({ tx, outcome }) => `${tx} ${outcome}`)).toEqual([
    't1 applied',
    't1 applied',
    't2 never',
    't2 unknown',
    't3 unknown',
  ]);
});
