import { createCluster } from './cluster.fixture.js';

const send = (to: string, amount: number, tx = 't1') => ({ type: 'send', to, amount, tx });
const snapshot = (name: string) => ({ type: 'snapshot', snapshot: name });
const collect = (name?: string) => ({ type: 'collect', ...(name !== undefined && { snapshot: name }) });
const two = ['n1', 'n2'];

describe('money', () => {
  test('leaves its account before it travels, and is added when it is taken in', () => {
    const cluster = createCluster({}, two);
    expect(cluster.ask('n1', send('n2', 100))).toEqual({
      type: 'send_ok',
      result: 'applied',
      tx: 't1',
      account: 'n1',
      previous: 0,
      version: 1,
      balance: 0,
    });
    cluster.settle();
    expect(cluster.trace).toEqual(['n1 join', 'n2 join', 'n1 debit', 'n1>n2 Transfer', 'n2 credit']);
    expect(cluster.events.slice(2).map(({ fields }) => fields)).toEqual([
      { tx: 't1', account: 'n1', amount: 100, previous: 0, version: 1, balance: 0, vclock: { n1: 2 } },
      { tx: 't1', account: 'n2', amount: 100, previous: 0, version: 1, balance: 200, vclock: { n1: 3, n2: 2 } },
    ]);
    expect(cluster.sent[0]!.body).toEqual({ type: 'Transfer', amount: 100, tx: 't1', vclock: { n1: 3 }, msg_id: 1 });
  });

  test('that an account does not hold is refused, with what it holds', () => {
    const cluster = createCluster({}, two);
    expect(cluster.ask('n1', send('n2', 101))).toEqual({
      type: 'send_ok',
      result: 'refused',
      tx: 't1',
      account: 'n1',
      version: 0,
      balance: 100,
    });
    expect(cluster.ask('n1', { type: 'outcome', tx: 't1' })!.outcome).toBe('never');
    expect(cluster.trace).toEqual(['n1 join', 'n2 join']);
  });

  test('that is asked for again is sent once, and answered the same', () => {
    const cluster = createCluster({}, two);
    const first = cluster.ask('n1', send('n2', 10));
    expect(cluster.ask('n1', send('n2', 10))).toEqual(first);
    expect(cluster.ask('n1', send('n2', 11))).toMatchObject({
      code: 12,
      text: 'transaction t1 is of another transfer',
    });
    expect(cluster.sent).toHaveLength(1);
    expect(cluster.ask('n1', { type: 'outcome', tx: 't1' })!.outcome).toBe('applied');
    expect(cluster.ask('n2', { type: 'outcome', tx: 't1' })!.outcome).toBe('unknown');
  });

  test('that the network repeats is credited once', () => {
    const cluster = createCluster({}, two);
    cluster.ask('n1', send('n2', 10));
    cluster.repeat(cluster.sent[0]!);
    cluster.ask('n1', send('n2', 5, 't2'));
    cluster.settle();
    cluster.repeat(cluster.sent[0]!);
    cluster.settle();
    expect(cluster.ask('n2', { type: 'dump' })!.accounts).toEqual([{ account: 'n2', version: 2, balance: 115 }]);
  });

  test.each([
    [{ type: 'send', to: 'n2', amount: 1 }, 12, 'a transfer needs a tx'],
    [send('n2', 0), 12, 'the amount must be a positive whole number'],
    [send('n2', -1), 12, 'the amount must be a positive whole number'],
    [send('n2', 1.5), 12, 'the amount must be a positive whole number'],
    [send('n1', 1), 1, 'n1 has no channel to n1'],
    [send('n9', 1), 1, 'n1 has no channel to n9'],
    [{ type: 'receive' }, 10, 'nodes consume by themselves here: the configuration says so'],
    [collect(), 11, 'the snapshot is not complete here'],
  ])('%j is a definite error and touches nothing', (request, code, text) => {
    const cluster = createCluster({}, two);
    expect(cluster.ask('n1', request)).toEqual({ type: 'error', code, text });
    expect(cluster.trace).toEqual(['n1 join', 'n2 join']);
  });
});

describe('a snapshot', () => {
  test('records the state, sends markers, and then records each channel until its marker comes', () => {
    const cluster = createCluster({}, two);
    cluster.ask('n2', send('n1', 30));
    expect(cluster.ask('n1', snapshot('s'))).toEqual({ type: 'snapshot_ok', result: 'begun', snapshot: 's' });
    expect(cluster.ask('n1', collect('s'))).toMatchObject({ code: 11 });
    cluster.settle();
    expect(cluster.trace.slice(4)).toEqual([
      'n1 record',
      'n1>n2 SnapshotToken',
      'n1 credit',
      'n2 record',
      'n2>n1 SnapshotToken',
      'n2 channel',
      'n1 channel',
    ]);
    const told = ['n1', 'n2'].map((node) => cluster.ask(node, collect('s')));
    expect(told).toEqual([
      {
        type: 'collect_ok',
        result: 'collected',
        snapshot: 's',
        account: 'n1',
        balance: 100,
        channels: [{ from: 'n2', amount: 30 }],
      },
      {
        type: 'collect_ok',
        result: 'collected',
        snapshot: 's',
        account: 'n2',
        balance: 70,
        channels: [{ from: 'n1', amount: 0 }],
      },
    ]);
    expect(cluster.events.at(-1)).toMatchObject({ node: 'n1', fields: { amount: 30, transfers: ['t1'] } });
  });

  test('is told apart from others by its name, and begins once', () => {
    const cluster = createCluster({}, two);
    cluster.ask('n1', snapshot('a'));
    cluster.ask('n2', snapshot('b'));
    expect(cluster.ask('n1', snapshot('a'))).toMatchObject({ type: 'snapshot_ok' });
    cluster.settle();
    expect(cluster.ask('n1', snapshot('b'))).toMatchObject({ code: 21, text: 'there is a snapshot b already' });
    const recorded = cluster.events.filter(({ kind }) => kind === 'record' || kind === 'channel');
    expect(recorded.map(({ node, kind, fields }) => `${node} ${kind} ${fields.snapshot}`).sort()).toEqual([
      'n1 channel a',
      'n1 channel b',
      'n1 record a',
      'n1 record b',
      'n2 channel a',
      'n2 channel b',
      'n2 record a',
      'n2 record b',
    ]);
    expect(cluster.ask('n1', collect())!.snapshot).toBe('a');
    expect(cluster.ask('n2', collect())!.snapshot).toBe('b');
  });

  test('of a bank of one is complete at once', () => {
    const cluster = createCluster({}, ['n1']);
    cluster.ask('n1', snapshot('s'));
    expect(cluster.ask('n1', collect())).toMatchObject({ balance: 100, channels: [] });
  });
});

describe('where nodes consume only when told to', () => {
  test('messages wait in their channels, each in its order', () => {
    const cluster = createCluster({ manual: true });
    cluster.ask('n1', send('n3', 1, 'a'));
    cluster.ask('n1', send('n3', 2, 'b'));
    cluster.ask('n2', send('n3', 3, 'c'));
    expect(cluster.ask('n3', { type: 'receive', from: 'n1' })).toMatchObject({
      code: 22,
      text: 'nothing has come from n1',
    });
    expect(cluster.ask('n3', { type: 'receive' })).toMatchObject({ code: 22, text: 'nothing has come' });
    cluster.settle();
    expect(cluster.trace.filter((line) => line.startsWith('n3'))).toEqual(['n3 join']);
    expect(cluster.ask('n3', { type: 'receive', from: 'n2' })).toEqual({
      type: 'receive_ok',
      result: 'received',
      message: 'Transfer',
      from: 'n2',
      amount: 3,
      tx: 'c',
      account: 'n3',
      version: 1,
      balance: 103,
    });
    expect(cluster.ask('n3', { type: 'receive', from: 'n1' })).toMatchObject({ tx: 'a' });
    expect(cluster.ask('n3', { type: 'receive' })).toMatchObject({ tx: 'b', balance: 106 });
    expect(cluster.trace.filter((line) => line.includes('takes'))).toEqual([
      'n3 takes Transfer of n2',
      'n3 takes Transfer of n1',
      'n3 takes Transfer of n1',
    ]);
  });

  test('a random one is drawn from those from whom something has come', () => {
    const firsts = Array.from({ length: 20 }, (_, seed) => {
      const cluster = createCluster({ manual: true }, ['n1', 'n2', 'n3', 'n4'], seed);
      cluster.ask('n1', send('n4', 1, 'a'));
      cluster.ask('n2', send('n4', 1, 'b'));
      cluster.settle();
      return cluster.ask('n4', { type: 'receive' })!.from;
    });
    expect(new Set(firsts)).toEqual(new Set(['n1', 'n2']));
  });

  test('they can take in everything until nothing is left, tokens begot by tokens too, and keep again what comes', () => {
    const cluster = createCluster({ manual: true }, two);
    cluster.ask('n2', send('n1', 30, 'a'));
    cluster.ask('n1', snapshot('s'));
    cluster.settle();
    expect(two.map((node) => cluster.ask(node, { type: 'receiveAll' }))).toEqual([undefined, undefined]);
    cluster.settle();
    expect(cluster.late.map(({ type }) => type)).toEqual(['receiveAll_ok', 'receiveAll_ok']);
    expect(two.map((node) => cluster.ask(node, { type: 'keep' })!.type)).toEqual(['keep_ok', 'keep_ok']);
    expect(cluster.ask('n1', collect('s'))).toMatchObject({ balance: 100, channels: [{ from: 'n2', amount: 30 }] });
    cluster.ask('n2', send('n1', 1, 'b'));
    cluster.settle();
    expect(cluster.ask('n1', { type: 'balance' })).toMatchObject({ version: 1, balance: 130 });
  });

  test('whoever is told to keep while something is left takes it in first', () => {
    const cluster = createCluster({ manual: true }, two);
    cluster.ask('n2', send('n1', 30, 'a'));
    cluster.arrive('n2', 'n1');
    expect(cluster.ask('n1', { type: 'receiveAll' })).toBeUndefined();
    expect(cluster.ask('n1', { type: 'keep' })).toBeUndefined();
    cluster.settle();
    expect(cluster.late.map(({ type }) => type)).toEqual(['receiveAll_ok', 'keep_ok']);
  });
});

describe('a node that comes later', () => {
  test('takes part when it is created, and everybody knows', () => {
    const cluster = createCluster({ late: ['n3'] });
    expect(cluster.ask('n3', { type: 'balance' })).toMatchObject({ balance: 100 });
    expect(cluster.ask('n3', send('n1', 1))).toMatchObject({ code: 11, text: 'n3 has not been created yet' });
    expect(cluster.ask('n1', send('n3', 1))).toMatchObject({ code: 1, text: 'n1 has no channel to n3' });
    cluster.ask('n1', snapshot('before'));
    cluster.settle();
    expect(cluster.ask('n1', collect('before'))!.channels).toEqual([{ from: 'n2', amount: 0 }]);
    expect(cluster.ask('n3', { type: 'create' })).toBeUndefined();
    cluster.settle();
    expect(cluster.late).toEqual([{ type: 'create_ok', result: 'created' }]);
    expect(cluster.ask('n3', { type: 'create' })).toEqual({ type: 'create_ok', result: 'created' });
    cluster.ask('n1', snapshot('after'));
    cluster.settle();
    for (const [node, others] of [
      ['n1', ['n2', 'n3']],
      ['n3', ['n1', 'n2']],
    ] as const) {
      const channels = others.map((from) => ({ from, amount: 0 }));
      expect(cluster.ask(node, collect('after'))!.channels).toEqual(channels);
    }
    expect(cluster.ask('n1', send('n3', 1))).toMatchObject({ result: 'applied' });
  });

  test('alone is created at once', () => {
    const cluster = createCluster({ late: ['n1'] }, ['n1']);
    expect(cluster.ask('n1', { type: 'create' })).toEqual({ type: 'create_ok', result: 'created' });
  });
});
