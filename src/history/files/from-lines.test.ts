import { historyFrom } from './from-lines.js';

test('a hand-written history may be short: what can be numbered is numbered', () => {
  const history = historyFrom({}, [
    { v: 'client', k: 'invoke', node: 'c1', tx: 'c1-1', body: '{"operation":"balance"}' },
    { v: 'relay', k: 'send', node: 'c1', to: 'n1', type: 'balance', msgId: 1 },
    { v: 'relay', k: 'deliver', node: 'n1', from: 'c1', fromSeq: 1 },
    { v: 'node', k: 'enter', node: 'n1', clock: 4, seen: 1, body: '{"kind":"enter"}' },
    { v: 'relay', k: 'send', node: 'n1', to: 'c1', type: 'answer', msgId: 9, inReplyTo: 1, seen: 1 },
    { v: 'relay', k: 'deliver', node: 'c1', from: 'n1', fromSeq: 2 },
    { v: 'client', k: 'info', node: 'c1', why: 'too "late"' },
    { v: 'client', k: 'invoke', node: 'c1', tx: 'odd' },
    { v: 'fault', k: 'begin', fault: 3 },
    { v: 'run', k: 'crash', node: 'n1', t: 90 },
    { v: 'node', k: 'recv', node: 'n1', life: 2, delivery: 7 },
    { v: 'node', k: 'recv', node: 'n1', life: 1, delivery: 1 },
  ]);
  const { header, kindOf } = history;
  expect([header.nodes, header.clients, history.ending, history.length]).toEqual([['n1'], ['c1'], 'unsealed', 12]);
  expect(history.processes).toEqual([
    { participant: 'c1', life: 1, role: 'client' },
    { participant: 'n1', life: 1, role: 'node' },
    { participant: 'c1', life: 2, role: 'client' },
    { participant: 'n1', life: 2, role: 'node' },
  ]);
  expect(history.kinds).toEqual([
    { v: 'client', k: 'invoke' },
    { v: 'relay', k: 'send' },
    { v: 'relay', k: 'deliver' },
    { v: 'node', k: 'enter' },
    { v: 'client', k: 'info' },
    { v: 'fault', k: 'begin' },
    { v: 'run', k: 'crash' },
    { v: 'node', k: 'recv' },
  ]);
  expect([...history.kind]).toEqual([0, 1, 2, 3, 1, 2, 4, 0, 5, 6, 7, 7]);
  expect([...history.time]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 90, 91, 92]);
  expect([...history.process]).toEqual([0, 0, 1, 1, 1, 0, 0, 2, -1, 1, 3, 1]);
  expect([...history.position]).toEqual([0, 1, -1, 0, 1, -1, 2, 0, -1, -1, 0, 2]);
  expect([...history.seq]).toEqual([1, 1, 1, 1, 2, 1, 1, 2, 3, -1, 1, 3]);
  expect([...history.ref]).toEqual([-1, -1, 1, -1, 1, 4, 0, -1, -1, -1, -1, 2]);
  expect([...history.seen]).toEqual([-1, -1, -1, 1, 1, -1, -1, -1, -1, -1, -1, -1]);
  expect([...history.claimedSeq]).toEqual(Array(12).fill(-1));
  expect(history.types).toEqual(['balance', 'answer']);
  expect([...history.type]).toEqual([-1, 0, -1, -1, 1, -1, -1, -1, -1, -1, -1, -1]);
  expect(history.participants).toEqual(['n1', 'c1']);
  expect([...history.to]).toEqual([-1, 0, -1, -1, 1, -1, -1, -1, -1, -1, -1, -1]);
  expect([...history.msgId.subarray(0, 5)]).toEqual([Number.NaN, 1, Number.NaN, Number.NaN, 9]);
  expect([...history.inReplyTo.subarray(0, 5)]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 1]);
  expect([...history.clock.subarray(2, 5)]).toEqual([Number.NaN, 4, Number.NaN]);
  expect([...history.tx].map(history.txName)).toEqual(['c1-1', '', '', '', '', '', '', 'odd', '', '', '', '']);
  expect([history.bodyText(3), history.body(3), history.body(4)]).toEqual(['{"kind":"enter"}', { kind: 'enter' }, {}]);
  expect([history.why(6), history.why(5)]).toEqual(['too "late"', '']);
  expect([kindOf('node', 'enter'), kindOf('node', 'leave'), kindOf('run', 'enter')]).toEqual([3, -1, -1]);
  expect([history.typeOf('answer'), history.typeOf('x')]).toEqual([1, -1]);
  expect([history.participantOf('c1'), history.participantOf('x')]).toEqual([1, -1]);
});
