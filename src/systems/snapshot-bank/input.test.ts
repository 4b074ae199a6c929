import { readInput } from './input.js';

test('nodes are numbered anew in the order of their numbers, and everything is done by master, observer or the nodes at once', () => {
  const script = `StartMaster
CreateNode 10 1000
CreateNode 2 500
BeginSnapshot 10
ReceiveAll
CollectState
PrintSnapshot
CreateNode 0 7
Send 10 2 300
Receive 2 10
Receive 2
BeginSnapshot 0
CollectState
KillAll`;
  const master = (at: string, operation: string, args: object = {}) => ({
    client: 'master',
    at,
    operation,
    arguments: args,
  });
  const observer = (at: string, operation: string, snapshot: string) => ({
    client: 'observer',
    at,
    operation,
    arguments: { snapshot },
  });
  const own = (at: string, operation: string) => ({ at, operation, arguments: {} });
  expect(readInput(script, 'bank.txt')).toEqual({
    nodes: ['n1', 'n2', 'n3'],
    config: {
      manual: true,
      late: ['n1', 'n2', 'n3'],
      initialBalance: { n1: 7, n2: 500, n3: 1000 },
      labels: { n1: 0, n2: 2, n3: 10 },
    },
    commands: [
      { do: master('n3', 'create'), line: 2 },
      { do: master('n2', 'create'), line: 3 },
      { do: observer('n3', 'snapshot', 's1'), line: 4 },
      { together: [own('n3', 'receiveAll'), own('n2', 'receiveAll')], line: 5 },
      { settle: true, line: 5 },
      { together: [own('n3', 'keep'), own('n2', 'keep')], line: 5 },
      { together: [observer('n3', 'collect', 's1'), observer('n2', 'collect', 's1')], line: 6 },
      { print: 'snapshot', line: 7 },
      { do: master('n1', 'create'), line: 8 },
      { do: master('n3', 'send', { to: 'n2', amount: 300 }), line: 9 },
      { do: master('n2', 'receive', { from: 'n3' }), line: 10 },
      { do: master('n2', 'receive'), line: 11 },
      { do: observer('n1', 'snapshot', 's2'), line: 12 },
      {
        together: [observer('n3', 'collect', 's2'), observer('n2', 'collect', 's2'), observer('n1', 'collect', 's2')],
        line: 13,
      },
    ],
  });
});
