import { SAMPLE_EVENTS, sampleHistory } from './sample-history.fixture.js';
import { tallyOf } from './tally.js';

test('what happened, in numbers', () => {
  expect(tallyOf(sampleHistory())).toEqual({
    events: 17,
    lasted: 16_000_000,
    operations: 1,
    outcomes: { applied: 1 },
    messages: 4,
    delivered: 4,
    held: 1,
    lost: 0,
    garbled: 0,
    reported: 1,
    faults: 1,
    crashes: 0,
    settled: true,
  });
});

test('what was not answered, and what the harness itself asked', () => {
  const asked = { v: 'client', k: 'invoke', life: 1, op: 1, body: '{"do":"dump","at":"n1"}' } as const;
  const events = [...SAMPLE_EVENTS.slice(0, 3), { ...asked, node: 'harness' }];
  expect(tallyOf(sampleHistory(events))).toMatchObject({ operations: 1, outcomes: { unanswered: 1 } });
  expect(tallyOf(sampleHistory(events))).not.toHaveProperty('settled');
});

test('a timeout is unclear, a definite error failed', () => {
  const invoke = SAMPLE_EVENTS[2]!;
  const end = { v: 'client', node: 'c1', life: 1, op: 1, tx: 'c1-1' } as const;
  expect(tallyOf(sampleHistory([invoke, { ...end, k: 'info', why: 'no answer' }])).outcomes).toEqual({ unclear: 1 });
  expect(tallyOf(sampleHistory([invoke, { ...end, k: 'fail', why: 'abort' }])).outcomes).toEqual({ failed: 1 });
});

test('nothing', () =>
  expect(tallyOf(sampleHistory([]))).toMatchObject({ events: 0, lasted: 0, operations: 0, outcomes: {} }));
