import { COLOURS } from './colour.js';
import { HOSTILE_STRINGS } from './hostile-strings.fixture.js';
import { SAMPLE_EVENTS, sampleHistory } from './sample-history.fixture.js';
import { sampleReport } from './sample-report.fixture.js';
import { select, story, violationStory } from './story.js';

const history = sampleHistory();

test('one readable line an event', () => {
  expect([...story(history, select(history, {}))]).toEqual([
    '   #0      0.000 ms  n1     start',
    '   #1      1.000 ms  n2     start',
    '   #2      2.000 ms  c1     invoke do=transfer at=n1 to=n2 amount=4',
    '   #3      3.000 ms  c1     → n1  transfer to=n2 amount=4 tx=c1-1',
    '   #4      4.000 ms  n1     ← c1  transfer  after #3',
    '   #5      5.000 ms  n1     → n2  REQUEST clock=2',
    '   #6      6.000 ms  n2     ← n1  REQUEST  after #5',
    '   #7      7.000 ms  n2     → n1  REPLY clock=4  after #5',
    '   #8      8.000 ms  fault  fault 1 begins',
    '   #9      9.000 ms  n1     ← n2  REPLY  HELD: partition  after #7',
    '  #10     10.000 ms  fault  fault 1 ends',
    '  #11     11.000 ms  n1     ← n2  REPLY  after #7',
    '  #12     12.000 ms  n1     enter request=1',
    '  #13     13.000 ms  n1     → c1  transfer_ok result=applied  after #3',
    '  #14     14.000 ms  c1     ← n1  transfer_ok  after #13',
    '  #15     15.000 ms  c1     ok result=applied  after #2',
    '  #16     16.000 ms  run    settled',
  ]);
});

test.each([
  ['a range', { events: [3, 5] }, [3, 4, 5]],
  ['a range beyond the end', { events: [15, 99] }, [15, 16]],
  ['a node', { node: 'n2' }, [1, 6, 7]],
  ['a client', { node: 'c1' }, [2, 3, 14, 15]],
  ['a transaction, with all that answers it', { txn: 'c1-1' }, [2, 3, 4, 13, 14, 15]],
  ['all together', { txn: 'c1-1', node: 'n1', events: [0, 10] }, [4]],
  ['a transaction that is not there', { txn: 'c1-10' }, []],
] as const)('selects %s', (_, selection, rows) => expect(select(history, selection)).toEqual(rows));

test('the story of a violation: the argument, then what happened around it', () => {
  const violation = sampleReport('n3 entered before n1 had left.').checks[1]!.violations[0]!;
  const told = [...violationStory(history, { checker: 'mutual-exclusion', violation, number: 1, of: 2 })];
  expect(told).toEqual([
    'Violation 1 of 2: mutual-exclusion/safety',
    'n3 entered before n1 had left.',
    "The proof rests on the nodes' own reports.",
    '',
    '1. n3 entered before n1 had left.',
    '   #1      1.000 ms  n2     start',
    '   #3      3.000 ms  c1     → n1  transfer to=n2 amount=4 tx=c1-1',
    '',
    'Around it, for c1, n2:',
    ' ▶ #1      1.000 ms  n2     start',
    '   #2      2.000 ms  c1     invoke do=transfer at=n1 to=n2 amount=4',
    ' ▶ #3      3.000 ms  c1     → n1  transfer to=n2 amount=4 tx=c1-1',
    '   ...',
    '   #6      6.000 ms  n2     ← n1  REQUEST  after #5',
    '   #7      7.000 ms  n2     → n1  REPLY clock=4  after #5',
    '   ...',
    '  #14     14.000 ms  c1     ← n1  transfer_ok  after #13',
  ]);
});

test('colours only when asked for', () => {
  expect([...story(history, [9])].join('')).not.toContain('\u001b');
  expect([...story(history, [9], COLOURS)].join('')).toContain('\u001b[2m  after #7\u001b[0m');
});

test.each(Object.entries(HOSTILE_STRINGS))('a node cannot speak for the story: %s', (_, text) => {
  const body = JSON.stringify({ kind: 'enter', [text]: text, deep: { [text]: [text] } });
  const message = JSON.stringify({ type: text, msg_id: 1, note: text });
  const events = [
    ...SAMPLE_EVENTS.slice(0, 5),
    { ...SAMPLE_EVENTS[5]!, type: text, body: message },
    { ...SAMPLE_EVENTS[12]!, body },
    { v: 'run', k: 'exit', node: 'n1', life: 1, why: text } as const,
  ];
  const hostile = sampleHistory(events);
  const lines = [...story(hostile, select(hostile, {}))];
  expect(lines).toHaveLength(events.length);
  for (const line of lines) expect(line).toMatch(/^ {2}[^\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]{1,150}$/u);
});
