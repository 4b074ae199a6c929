import { type BankFile, readBankFile } from './bank-file.js';

const read = (text: string) => readBankFile({ file: 'input.json', text });
const branch = (id: number, balance: number | string = 400) => `{"id":${id},"type":"branch","balance":${balance}}`;

/** The events alone, as id, interface, amount and branch. */
const eventsOf = ({ customers }: BankFile) =>
  customers.map(({ id, events }) => [
    id,
    ...events.map((event) => [event.id, event.interface, event.amount, event.branch]),
  ]);

test('phase 1: customers ask the branch of their number, in the order of the ids of their events', () => {
  const file = read(`[
    {"id":1,"type":"customer","events":[{"id":1,"interface":"query"}]},
    {"id":2,"type":"customer","events":[{"id":3,"interface":"query","money":5},{"id":2,"interface":"deposit","money":170}]},
    ${branch(1)},
    ${branch(2)}
  ]`);
  expect(file).toEqual({
    phase: 1,
    decimals: 0,
    customers: [
      { id: 1, line: 2, events: [{ line: 2, id: 1, interface: 'query', amount: undefined, branch: 1 }] },
      {
        id: 2,
        line: 3,
        events: [
          { line: 3, id: 2, interface: 'deposit', amount: 170, branch: 2 },
          { line: 3, id: 3, interface: 'query', amount: undefined, branch: 2 },
        ],
      },
    ],
    branches: [
      { id: 1, line: 4, balance: 400 },
      { id: 2, line: 5, balance: 400 },
    ],
  });
});

test('phase 2: requests keep their numbers, however their key is spelt, and stay in the order of the file', () => {
  const file = read(`[
    {"id":7,"type":"customer","customer-requests":[
      {"customer-request-id":9,"interface":"deposit","money":10},
      {" customer-request-id ":2,"interface":"withdraw","money":10},
      {"customer-requests":4,"interface":"deposit","money":10}]},
    ${branch(7)}]`);
  expect([file.phase, eventsOf(file)]).toEqual([
    2,
    [[7, [9, 'deposit', 10, 7], [2, 'withdraw', 10, 7], [4, 'deposit', 10, 7]]],
  ]);
});

test('phase 3: events name their branch, as branch or dest; ids may be missing or come twice', () => {
  const file = read(`[
    {"id":1,"type":"customer","events":[
      {"id":5,"interface":"Deposit","money":400,"branch":1},
      {"id":2,"interface":"query","dest":2},
      {"id":5,"interface":"query","branch":"1"}]},
    {"id":2,"type":"customer","events":[{"interface":"query","dest":2}]},
    {"id":1,"type":"bank","balance":0}, {"id":2,"type":"bank","balance":0}]`);
  expect([file.phase, eventsOf(file)]).toEqual([
    3,
    [
      [1, [5, 'deposit', 400, 1], [2, 'query', undefined, 2], [5, 'query', undefined, 1]],
      [2, [undefined, 'query', undefined, 2]],
    ],
  ]);
});

test('several values, single quotes; decimals become minor units of the longest fraction', () => {
  const file = read(`{'id': 1, 'type': 'customer', 'events': [{'id': 1, 'interface': 'deposit', 'money': 12.50}]}
{'id': 1, 'type': 'branch', 'balance': 400}`);
  expect([file.decimals, file.branches[0]!.balance, eventsOf(file)]).toEqual([1, 4000, [[1, [1, 'deposit', 125, 1]]]]);
});

const customer = (events: string, key = 'events') => `{"id":1,"type":"customer","${key}":[${events}]}`;

test.each([
  ['', 'input.json:1: nothing in it: expected a list of customers and branches'],
  ['[4]', 'input.json:1: expected a customer or a branch, found 4'],
  [`[${customer('')}]`, 'input.json:1: no branch in it'],
  [`[${branch(1)}]`, 'input.json:1: no customer in it'],
  ['[\n{"id":1,"type":"teller"}]', 'input.json:2: the "type" must be "customer" or "branch": found "teller"'],
  ['[{"id":1}]', 'input.json:1: the "type" must be "customer" or "branch": there is none'],
  ['[{"id":"x","type":"branch"}]', 'input.json:1: a branch needs an "id" that is a whole number'],
  [`[{"id":1,"type":"customer"},${branch(1)}]`, 'input.json:1: customer 1 has no "events"'],
  [`[{"id":1,"type":"customer","events":4},${branch(1)}]`, 'input.json:1: "events" must be a list, found 4'],
  [`[${branch(1)},\n${branch(1)},${customer('')}]`, 'input.json:2: branch 1 stands on line 1 already'],
  [`[${customer('')},${branch(1)},\n${branch(2, 300)}]`, 'input.json:2: branch 2 begins with 300, branch 1 with 400'],
  [`[${customer('')},${branch(1, -1)}]`, 'input.json:1: branch 1 begins with -1: expected 0 or more'],
  [`[${customer('')},{"id":1,"type":"branch"}]`, 'input.json:1: branch 1 has no "balance"'],
  [`[${customer('')},${branch(1, '"lots"')}]`, 'input.json:1: "balance" is "lots": expected a number'],
  [`[${customer('\n4')},${branch(1)}]`, 'input.json:2: expected an event of customer 1, found 4'],
  [
    `[${customer('\n{"interface":"transfer"}')},${branch(1)}]`,
    'input.json:2: the "interface" must be one of query, deposit, withdraw: found "transfer"',
  ],
  [`[${customer('{}')},${branch(1)}]`, 'input.json:1: the "interface" must be one of'],
  [`[${customer('{"interface":"deposit"}')},${branch(1)}]`, 'input.json:1: a deposit needs "money"'],
  [
    `[${customer('{"interface":"withdraw","money":-5}')},${branch(1)}]`,
    'input.json:1: a withdraw of -5: expected more than 0',
  ],
  [
    `[${customer('{"interface":"deposit","money":1e16}')},${branch(1)}]`,
    'input.json:1: "money" is 1e16: expected a number that can be kept exactly',
  ],
  [
    `[${customer('{"interface":"query"}')},${branch(2)},${branch(3)}]`,
    'input.json:1: customer 1 asks the branch of the same number, and there is none: there are 2, 3',
  ],
  [`[${customer('{"interface":"query","branch":9}')},${branch(1)}]`, 'input.json:1: there is no branch 9: there are 1'],
  [
    `[${customer('{"interface":"query","branch":1},\n{"interface":"query"}')},${branch(1)}]`,
    'input.json:2: this event says no "branch", and others of this file do',
  ],
  [
    `[${customer('{"interface":"query"}', 'customer-requests')},${branch(1)}]`,
    'input.json:1: a request needs a "customer-request-id"',
  ],
])('%j is answered with its line and a reason', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test.each([
  ['1.5e1', 0, 15],
  ['12.50', 1, 125],
  ['5e-2', 2, 5],
])('an amount may be written as %s, under the other key as well', (written, decimals, amount) => {
  const file = read(`[${customer(`{"interface":"deposit","amount":${written}}`)},${branch(1, '1e0')}]`);
  expect([file.decimals, file.customers[0]!.events[0]!.amount, file.branches[0]!.balance]).toEqual([
    decimals,
    amount,
    10 ** decimals,
  ]);
});
