import { createPrints } from './prints.js';

const nodes = ['n1', 'n2', 'n3'];
const config = { balances: { n1: 0, n2: 0, n3: 0 }, manual: true, late: nodes, labels: { n1: 0, n2: 2, n3: 10 } };

function asked(at: string, operation: string) {
  return { at, operation, arguments: {} };
}

test('of what goes well only receiving and beginning a snapshot is printed', () => {
  const prints = createPrints(config, nodes);
  const lines = [
    prints.started(),
    prints.answered(asked('n1', 'create'), { result: { result: 'created' } }),
    prints.answered(asked('n1', 'send'), { result: { result: 'applied', balance: 3 } }),
    prints.answered(asked('n1', 'send'), { result: { result: 'refused', balance: 3 } }),
    prints.answered(asked('n1', 'receive'), { result: { from: 'n3', message: 'Transfer', amount: 300 } }),
    prints.answered(asked('n1', 'receive'), { result: { from: 'n2', message: 'SnapshotToken', snapshot: 's1' } }),
    prints.answered(asked('n1', 'receive'), { why: 'nothing has come' }),
    prints.answered(asked('n3', 'snapshot'), { result: { result: 'begun', snapshot: 's1' } }),
    prints.answered(asked('n1', 'receiveAll'), { result: { result: 'received' } }),
    prints.closing(),
  ];
  expect(lines).toEqual([
    [],
    [],
    [],
    ['ERR_SEND'],
    ['10 Transfer 300'],
    ['2 SnapshotToken -1'],
    [],
    ['Started by Node 10'],
    [],
    [],
  ]);
});

test('a snapshot is printed by the numbers of its nodes, with every channel, empty or not', () => {
  const prints = createPrints(config, nodes);
  const collect = (at: string, snapshot: string, balance: number, channels: Record<string, number>) =>
    prints.answered(asked(at, 'collect'), {
      result: { snapshot, balance, channels: Object.entries(channels).map(([from, amount]) => ({ from, amount })) },
    });
  expect(collect('n3', 's1', 5, { n1: 0, n2: 7 })).toEqual([]);
  collect('n1', 's1', 1, { n2: 2, n3: 3 });
  collect('n2', 's1', 4, { n1: 6, n3: 0 });
  expect(prints.print('snapshot')).toEqual([
    '---Node states',
    'node 0 = 1',
    'node 2 = 4',
    'node 10 = 5',
    '---Channel states',
    'channel (0 -> 2) = 6',
    'channel (0 -> 10) = 0',
    'channel (2 -> 0) = 2',
    'channel (2 -> 10) = 7',
    'channel (10 -> 0) = 3',
    'channel (10 -> 2) = 0',
  ]);
  collect('n2', 's2', 9, { n3: 8 });
  expect(prints.print('snapshot')).toEqual([
    '---Node states',
    'node 2 = 9',
    '---Channel states',
    'channel (10 -> 2) = 8',
  ]);
});
