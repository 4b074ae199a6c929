import { conditionsOf } from './conditions.js';
import { parseScenario } from './parse.js';
import { WORLD } from './world.fixture.js';

const NONE = { loss: false, duplication: false, reordering: false, crashes: false };

test.each<[string, Partial<typeof NONE>]>([
  ['', {}],
  ['network: {delay: 5ms, order: fifo, loss: 0, duplicate: 0}', {}],
  ['network: {loss: 0.1}', { loss: true }],
  ['network: {duplicate: 0.1}', { duplication: true }],
  ['network: {order: any}', { reordering: true }],
  ['faults: [{at: 1ms, partition: [[n1], [n2]]}]', {}],
  ['faults: [{at: 1ms, partition: [[n1], [n2]], drop: true}]', { loss: true }],
  ['faults: [{at: 1ms, loss: 0}, {at: 1ms, loss: 0.5}]', { loss: true }],
  ['faults: [{at: 1ms, delay: 5ms}]', {}],
  ['network: {loss: 1}\nfaults: [{at: 1ms, delay: 5ms, overtake: true}]', { loss: true, reordering: true }],
])('what breaks by %p', (text, broken) => {
  const scenario = parseScenario(`scenario: x\nsystem: tiny-bank\nworkload: {}\n${text}\n`, 'a.yaml', WORLD);
  expect(conditionsOf(scenario)).toEqual({ ...NONE, ...broken });
});
