import { readCommands } from './commands.js';

const read = (text: string) => readCommands(text, 'bank.txt');

test('a script is commands with the numbers of their lines', () => {
  const script = `StartMaster

# node 0 is as good as any
CreateNode 10 1000
  CreateNode   0 0   // no money
Send 10 0 1000
Send 0 10 1
Receive 0 10
Receive 0
BeginSnapshot 0
ReceiveAll
CollectState
PrintSnapshot
KillAll
this is never read`;
  expect(read(script)).toEqual([
    { command: 'StartMaster', line: 1 },
    { command: 'CreateNode', node: 10, balance: 1000, line: 4 },
    { command: 'CreateNode', node: 0, balance: 0, line: 5 },
    { command: 'Send', from: 10, to: 0, amount: 1000, line: 6 },
    { command: 'Send', from: 0, to: 10, amount: 1, line: 7 },
    { command: 'Receive', at: 0, from: 10, line: 8 },
    { command: 'Receive', at: 0, line: 9 },
    { command: 'BeginSnapshot', at: 0, line: 10 },
    { command: 'ReceiveAll', line: 11 },
    { command: 'CollectState', line: 12 },
    { command: 'PrintSnapshot', line: 13 },
    { command: 'KillAll', line: 14 },
  ]);
});

test('snapshots come one after the other, with nodes created in between', () => {
  const script = `StartMaster
CreateNode 1 5
BeginSnapshot 1
CollectState
CreateNode 2 5
BeginSnapshot 2
CollectState
PrintSnapshot
PrintSnapshot`;
  expect(read(script)).toHaveLength(9);
});

const two = 'StartMaster\nCreateNode 1 5\nCreateNode 2 5\n';

test.each([
  [
    'StartMaster\nCreatNode 1 5',
    2,
    '"CreatNode" is no command: expected StartMaster, CreateNode, Send, Receive, ReceiveAll, BeginSnapshot, CollectState, PrintSnapshot, KillAll',
  ],
  ['StartMaster\nCreateNode 1', 2, 'expected "CreateNode NODE BALANCE", found "1" after the word'],
  ['StartMaster now', 1, 'expected "StartMaster", found "now" after the word'],
  [`${two}Receive`, 4, 'expected "Receive RECEIVER [SENDER]", found nothing after the word'],
  [`${two}Receive 1 2 3`, 4, 'expected "Receive RECEIVER [SENDER]", found "1 2 3" after the word'],
  [`${two}Send 1 2 3.5`, 4, '"3.5" is no whole number'],
  [`${two}Send 1 two 3`, 4, '"two" is no whole number'],
  [`${two}Send 1 2 9007199254740992`, 4, '"9007199254740992" is no whole number'],
  [`${two}Send 1 2 -3`, 4, 'an amount must be at least 1, and not -3'],
  [`${two}Send 1 2 0`, 4, 'an amount must be at least 1, and not 0'],
  [`${two}Send 1 3 3`, 4, 'there is no node 3: created are 1, 2'],
  [`${two}Send 1 1 3`, 4, 'a node has no channel to itself'],
  [`${two}Receive 2 2`, 4, 'a node has no channel to itself'],
  [`${two}Receive 3`, 4, 'there is no node 3: created are 1, 2'],
  [`${two}BeginSnapshot 3`, 4, 'there is no node 3: created are 1, 2'],
  ['StartMaster\nSend 1 2 3', 2, 'there is no node 1: none has been created'],
  [`${two}CreateNode 2 7`, 4, 'node 2 has been created already'],
  [`${two}CreateNode -1 7`, 4, '-1 is no node: nodes have numbers from 0 on'],
  [`${two}CreateNode 3 -7`, 4, 'a balance must be at least 0, and not -7'],
  [
    `${two}CreateNode 3 9007199254740991`,
    4,
    'all money together is too much to be counted exactly: keep it below 2^53',
  ],
  [`${two}StartMaster`, 4, 'the master has been started already'],
  ['CreateNode 1 5', 1, 'CreateNode before StartMaster: there is no master yet'],
  [
    `${two}BeginSnapshot 1\nCreateNode 3 5`,
    5,
    'CreateNode during a snapshot: a node may come only before BeginSnapshot or after CollectState',
  ],
  [
    `${two}BeginSnapshot 1\nBeginSnapshot 2`,
    5,
    'BeginSnapshot during a snapshot: the one before has not been collected',
  ],
  [`${two}CollectState`, 4, 'CollectState without a snapshot: expected BeginSnapshot before it'],
  [
    `${two}BeginSnapshot 1\nCollectState\nCollectState`,
    6,
    'CollectState without a snapshot: expected BeginSnapshot before it',
  ],
  [
    `${two}BeginSnapshot 1\nPrintSnapshot`,
    5,
    'PrintSnapshot without a collected snapshot: expected CollectState before it',
  ],
  ['# nothing', 1, 'no node is created in it: expected "StartMaster", "CreateNode 1 1000"'],
])('%j is answered with its line and a reason', (text, line, reason) => {
  expect(() => read(text)).toThrow(new Error(`bank.txt:${line}: ${reason}`));
});

test('there are a hundred nodes at most', () => {
  const nodes = Array.from({ length: 101 }, (_, i) => `CreateNode ${i} 1`).join('\n');
  expect(() => read(`StartMaster\n${nodes}`)).toThrow('bank.txt:102: there are 100 nodes already, which is the most');
});
