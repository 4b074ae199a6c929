import { readInput } from './input.js';

const three = ['n1', 'n2', 'n3'];
const read = (text: string) => readInput(text, 'ledger.txt');

test('a script is commands in order, with comments, spacing and case as one likes', () => {
  const script = `
# three clients with $10 each
Transfer   1 2 4        // pays
  transfer 1, 2, $4.25
balance 1
print balance table
PRINT blockchain
print blockchain 2
print message log 3
wait 3
wait 0.5
exit
this is never read`;
  expect(read(script)).toEqual({
    nodes: three,
    config: { initialBalance: 1000, decimals: 2 },
    commands: [
      { do: { at: 'n1', operation: 'transfer', arguments: { to: 'n2', amount: 400 } }, line: 3 },
      { do: { at: 'n1', operation: 'transfer', arguments: { to: 'n2', amount: 425 } }, line: 4 },
      { do: { at: 'n1', operation: 'balance', arguments: {} }, line: 5 },
      { print: 'balance table', line: 6 },
      { print: 'blockchain', line: 7 },
      { print: 'blockchain', node: 'n2', line: 8 },
      { print: 'message log', node: 'n3', line: 9 },
      { wait: 3_000_000_000, line: 10 },
      { wait: 500_000_000, line: 11 },
    ],
  });
});

test('a line may name its client first, and commands may be short', () => {
  const { commands } = read('1: transfer 2 4\n client 2: t 3 5.5\n3: b\nbt\n2:bl\nt 3 1 2\nb 1\n');
  expect(commands).toEqual([
    { do: { at: 'n1', operation: 'transfer', arguments: { to: 'n2', amount: 400 } }, line: 1 },
    { do: { at: 'n2', operation: 'transfer', arguments: { to: 'n3', amount: 550 } }, line: 2 },
    { do: { at: 'n3', operation: 'balance', arguments: {} }, line: 3 },
    { print: 'balance table', line: 4 },
    { print: 'blockchain', node: 'n2', line: 5 },
    { do: { at: 'n3', operation: 'transfer', arguments: { to: 'n1', amount: 200 } }, line: 6 },
    { do: { at: 'n1', operation: 'balance', arguments: {} }, line: 7 },
  ]);
});

test('clients and initial balance may be set before the first command', () => {
  const { nodes, config } = read('clients 2\ninitial balance 7.5\nbalance 2');
  expect([nodes, config]).toEqual([['n1', 'n2'], { initialBalance: 750, decimals: 2 }]);
});

test('what a node has to refuse is no mistake of the script', () => {
  expect(
    read('transfer 1 1 4\ntransfer 1 9 4\ntransfer 1 2 -4').commands.map((command) => 'do' in command && command.do),
  ).toEqual([
    { at: 'n1', operation: 'transfer', arguments: { to: 'n1', amount: 400 } },
    { at: 'n1', operation: 'transfer', arguments: { to: 'n9', amount: 400 } },
    { at: 'n1', operation: 'transfer', arguments: { to: 'n2', amount: -400 } },
  ]);
});

test.each([
  ['balance 1\ntransfr 1 2 4', 'ledger.txt:2: "transfr" is no command: expected "transfer FROM TO AMOUNT", '],
  ['transfer 1 2', 'ledger.txt:1: expected "transfer FROM TO AMOUNT", found "1 2" after the word'],
  ['balance', 'ledger.txt:1: expected "balance CLIENT", found nothing after the word'],
  ['transfer 4 2 1', 'ledger.txt:1: there is no client 4: expected a number from 1 to 3'],
  ['transfer 1 bob 1', 'ledger.txt:1: "bob" is no client: expected a number'],
  [
    'transfer 1 2 4.255',
    'ledger.txt:1: "4.255" is no amount: expected dollars, with at most two digits behind the point',
  ],
  ['transfer 1 2 many', 'ledger.txt:1: "many" is no amount'],
  [
    'print ledger',
    'ledger.txt:1: nothing to print is called "ledger": expected blockchain, balance table, message log',
  ],
  ['wait long', 'ledger.txt:1: "long" is no number of seconds'],
  ['balance 1\nclients 4', 'ledger.txt:2: "clients" must stand before the first command'],
  ['clients none', 'ledger.txt:1: "none" is no number of clients: expected 1 to 100'],
  ['initial money 4', 'ledger.txt:1: expected "initial balance AMOUNT", found "initial money"'],
  ['initial balance -1', 'ledger.txt:1: the initial balance cannot be negative'],
  ['# nothing', 'ledger.txt:1: no command in it'],
])('%j is answered with its line and a reason', (text, message) => {
  expect(() => read(text)).toThrow(message);
});
