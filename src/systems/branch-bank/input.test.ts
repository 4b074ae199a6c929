import { readInput } from './input.js';

const branches = '{"id":4,"type":"branch","balance":400},{"id":2,"type":"branch","balance":400}';
const read = (customers: string) => readInput(`[${customers},\n${branches}]`, 'input.json');

test('phase 1 goes from customer to customer, and everything is passed on in between', () => {
  const { nodes, config, commands } = read(
    '{"id":2,"type":"customer","events":[{"id":1,"interface":"deposit","money":7.5},\n{"id":2,"interface":"query"}]},\n{"id":4,"type":"customer","events":[{"id":3,"interface":"query"}]}',
  );
  expect({ nodes, config }).toEqual({
    nodes: ['n1', 'n2'],
    config: { initialBalance: 4000, decimals: 1, original: { phase: 1, customers: [2, 4], branches: [4, 2] } },
  });
  expect(commands).toEqual([
    { do: { client: 'c1', at: 'n2', operation: 'deposit', arguments: { amount: 75 } }, line: 1 },
    { do: { client: 'c1', at: 'n2', operation: 'query', arguments: {} }, line: 2 },
    { settle: true, line: 1 },
    { do: { client: 'c2', at: 'n1', operation: 'query', arguments: {} }, line: 3 },
    { settle: true, line: 3 },
    { print: 'phase 1', line: 4 },
  ]);
});

test('phase 2 asks everything at once, each request with its number', () => {
  const { commands } = read(
    '{"id":4,"type":"customer","customer-requests":[{"customer-request-id":8,"interface":"withdraw","money":7}]},{"id":2,"type":"customer","customer-requests":[{"customer-request-id":9,"interface":"query"}]}',
  );
  expect(commands).toEqual([
    {
      together: [
        { client: 'c1', at: 'n1', operation: 'withdraw', arguments: { amount: 7, request: 8 } },
        { client: 'c2', at: 'n2', operation: 'query', arguments: { request: 9 } },
      ],
      line: 1,
    },
    { settle: true, line: 1 },
    { print: 'phase 2', line: 2 },
  ]);
});

test('phase 3 moves one customer over the branches without waiting', () => {
  const { commands } = read(
    '{"id":1,"type":"customer","events":[{"id":1,"interface":"deposit","money":7,"branch":2},{"id":2,"interface":"query","branch":4}]}',
  );
  expect(commands).toEqual([
    { do: { client: 'c1', at: 'n2', operation: 'deposit', arguments: { amount: 7 } }, line: 1 },
    { do: { client: 'c1', at: 'n1', operation: 'query', arguments: {} }, line: 1 },
    { settle: true, line: 1 },
    { print: 'phase 3', line: 2 },
  ]);
});

test('nobody who asks for anything is an empty list', () => {
  expect(read('{"id":1,"type":"customer","customer-requests":[]}').commands).toEqual([
    { settle: true, line: 1 },
    { print: 'phase 2', line: 2 },
  ]);
});

test('what is too much for a run is answered with its line', () => {
  const crowd = Array.from({ length: 101 }, (_, i) => `{"id":${i + 1},"type":"branch","balance":0}`).join(',\n');
  expect(() => readInput(`[{"id":1,"type":"customer","events":[]},\n${crowd}]`, 'input.json')).toThrow(
    'input.json:102: at most 100 branches can be run',
  );
  const rich = '{"id":2,"type":"customer","events":[{"id":1,"interface":"deposit","money":9007199254740990}]}';
  expect(() => read(rich)).toThrow('input.json:1: with this deposit there is more money than can be counted exactly');
});
