import type { EventLine } from '../event.js';
import type { History } from '../history.js';
import { HistoryError } from './error.js';
import { historyFrom, minimalHeader } from './from-lines.js';
import { readHistory } from './read.js';
import { createRecorder } from './recorder.js';
import { memorySink } from './sinks.js';

const header = { nodes: ['n1', 'n2'], clients: ['c1'] };

/** The message of reading hand-written lines. */
function unsealed(...lines: string[]): string {
  const text = [JSON.stringify({ ...minimalHeader(), ...header }), ...lines].join('\n');
  return messageOf(() => readHistory(Buffer.from(text), 'h'));
}

/** The message of reading what was recorded. */
function sealed(...events: EventLine[]): string {
  const sink = memorySink();
  const recorder = createRecorder({ ...minimalHeader(), ...header, sealed: true }, sink, () => 0);
  for (const event of events) recorder.record(event);
  recorder.seal({ settled: true });
  return messageOf(() => readHistory(sink.bytes(), 'h'));
}

function messageOf(read: () => History): string {
  try {
    return `read ${read().length} events`;
  } catch (error) {
    if (error instanceof HistoryError) return error.message;
    throw error;
  }
}

const RUN = '{"v":"run","k":"done"}';
const SEND = '{"v":"relay","k":"send","node":"n1","to":"n2","type":"A","seq":1}';
const INVOKE = '{"v":"client","k":"invoke","node":"c1"}';

test.each([
  // What a line must be.
  [['', RUN, '  ', RUN, ''], 'read 2 events'],
  [[`${RUN}\r`, RUN], 'read 2 events'],
  [[' { "v" : "run" , "k":"done" , "x": [1, {"y": -2.5e+7, "z": "\\u00e9\\n"}, true, null] } '], 'read 1 events'],
  [['{"\\u0076":"r\\u0075n","k":"done"}'], 'read 1 events'],
  [[RUN, '[1]'], 'h:3: this is not JSON: "[1]"; expected a JSON object'],
  [[`${RUN}${RUN}`], 'h:2: this is not JSON: "{\\"v\\":\\"run\\""; expected the end of the line'],
  [['{"v":"run","k":"done"'], 'h:2: this is not JSON: the line ends; expected a comma or }'],
  [['{"v":"run","k":"done",}'], 'h:2: this is not JSON: "}"; expected a key in quotes'],
  [['{"v":"run" "k":"done"}'], 'h:2: this is not JSON: "\\"k\\":\\"done\\"}"; expected a comma or }'],
  [['{v:"run"}'], 'h:2: this is not JSON: "v:\\"run\\"}"; expected a key in quotes'],
  [['{"v"="run"}'], 'h:2: this is not JSON: "=\\"run\\"}"; expected a colon'],
  [['{"v":"run","k":"do\tne"}'], 'h:2: this is not JSON: "\\tne\\"}"; expected the end of a string'],
  [['{"v":"run","k":"done","x":"\\x"}'], 'h:2: this is not JSON: "\\\\x\\"}"; expected an escape of JSON'],
  [
    ['{"v":"run","k":"done","x":"\\u12g4"}'],
    'h:2: this is not JSON: "\\\\u12g4\\"}"; expected four hex digits after \\u',
  ],
  [['{"v":"run","k":"done","x":01}'], 'h:2: this is not JSON: "1}"; expected a comma or }'],
  [['{"v":"run","k":"done","x":1.}'], 'h:2: this is not JSON: "}"; expected a digit'],
  [['{"v":"run","k":"done","x":-}'], 'h:2: this is not JSON: "}"; expected a digit'],
  [['{"v":"run","k":"done","x":nul}'], 'h:2: this is not JSON: "nul}"; expected a JSON value'],
  [['{"v":"run","k":"done","x":[1,]}'], 'h:2: this is not JSON: "]}"; expected a JSON value'],
  [['{"v":"run","k":"done","x":[1}'], 'h:2: this is not JSON: "}"; expected a comma or ]'],
  [['{"v":"run","k":"done","x":{"a":1]}'], 'h:2: this is not JSON: "]}"; expected a comma or }'],
  [['{"v":"run","k":"done","v":"run"}'], 'h:2: "v" stands there twice; an event has every key at most once'],
  [[`{"v":"run","k":"done","x":${'['.repeat(129)}}`], 'h:2: nested deeper than 128; that is more than an event may be'],
  [
    [`{"v":"run","k":"done","x":"${'y'.repeat(9 * 2 ** 20)}"}`],
    'h:2: the line has more than 8388608 bytes; that is more than an event may have',
  ],
  // Types.
  [['{"v":"run","k":"done","t":1.5}'], 'h:2: "t" is 1.5; expected an integer from 0 to 2^53 - 1'],
  [['{"v":"run","k":"done","t":1e3}'], 'h:2: "t" is 1e3; expected an integer from 0 to 2^53 - 1'],
  [['{"v":"run","k":"done","t":01}'], 'h:2: "t" is 01; expected an integer from 0 to 2^53 - 1'],
  [['{"v":"run","k":"done","t":"1"}'], 'h:2: "t" is "1"; expected an integer from 0 to 2^53 - 1'],
  [['{"v":"run","k":"done","t":-1}'], 'h:2: "t" is -1; expected an integer from 0 to 2^53 - 1'],
  [['{"v":"run","k":"done","t":9007199254740991}'], 'read 1 events'],
  [
    ['{"v":"run","k":"done","t":9007199254740992}'],
    'h:2: "t" is 9007199254740992; expected an integer from 0 to 2^53 - 1',
  ],
  [
    ['{"v":"run","k":"done","clock":-9007199254740993}'],
    'h:2: "clock" is -9007199254740993; expected an integer from -(2^53 - 1) to 2^53 - 1',
  ],
  [['{"v":"run","k":7}'], 'h:2: "k" is 7; expected a string'],
  [['{"v":"run","k":"done","tx":7}'], 'h:2: "tx" is 7; expected a string'],
  [['{"v":"run","k":"done","body":[]}'], 'h:2: "body" is []; expected a JSON object'],
  // What every event has.
  [['{"k":"done"}'], 'h:2: "v" is missing; every event of this kind has it'],
  [['{"v":"run"}'], 'h:2: "k" is missing; every event of this kind has it'],
  [['{"v":"ruin","k":"done"}'], 'h:2: "v" is "ruin"; expected one of client, relay, fault, disk, run, node'],
  [['{"v":"run","k":"Done"}'], 'h:2: "k" is "Done"; expected a kind such as "send": a-z, 0-9 and -, at most 32'],
  [
    ['{"i":0,"v":"run","k":"done"}', '{"i":2,"v":"run","k":"done"}'],
    'h:3: "i" is 2; expected 1: they count from 0 without gaps',
  ],
  [
    ['{"t":5,"v":"run","k":"done"}', '{"t":4,"v":"run","k":"done"}'],
    'h:3: "t" is 4, before the 5 of the line above; time never steps back',
  ],
  // Publications and deliveries.
  [[SEND, SEND], 'h:3: "seq" is 1, the last one of n1 in life 1 was 1; expected 2: they count without gaps'],
  [[SEND.replace('"seq":1', '"seq":0')], 'h:2: "seq" is 0; it counts from 1, to at most 2^31 - 1'],
  [[SEND.replace('"seq":1', '"seq":2147483648')], 'h:2: "seq" is 2147483648; it counts from 1, to at most 2^31 - 1'],
  [
    [SEND.replace('"n1"', '"n9"')],
    'h:2: "node" is "n9", whom the header does not know; add it to the header\'s "nodes" or "clients"',
  ],
  [[SEND.replace('"n1"', '"harness"')], 'read 1 events'],
  [['{"v":"relay","k":"send","to":"n2","type":"A"}'], 'h:2: "node" is missing; every event of this kind has it'],
  [['{"v":"relay","k":"send","node":"n1","type":"A"}'], 'h:2: "to" is missing; every event of this kind has it'],
  [['{"v":"relay","k":"send","node":"n1","to":"n2"}'], 'h:2: "type" is missing; every event of this kind has it'],
  [['{"v":"relay","k":"garbled","node":"n1"}'], 'read 1 events'],
  [
    ['{"v":"node","k":"enter","node":"c1"}'],
    'h:2: c1 is not among the header\'s nodes; add it to "nodes", or correct "v" or "node"',
  ],
  [['{"v":"node","k":"recv","node":"n1","delivery":5}'], 'read 1 events'],
  [
    [SEND, '{"v":"relay","k":"deliver","node":"n2","from":"n1","fromSeq":1,"delivery":2}'],
    'h:3: "delivery" is 2, the last one of n2 in life 1 was 0; expected 1: they count without gaps',
  ],
  [
    [SEND, '{"v":"relay","k":"deliver","node":"n2","from":"n1"}'],
    'h:3: "fromSeq" is missing; every event of this kind has it',
  ],
  [
    [SEND, '{"v":"relay","k":"deliver","node":"n2","fromSeq":1}'],
    'h:3: "from" is missing; every event of this kind has it',
  ],
  [
    [SEND, '{"v":"relay","k":"deliver","node":"n2","from":"n1","fromSeq":2}'],
    'h:3: message 2 of n1 in life 1 was not sent before; expected the coordinates of an earlier send',
  ],
  [
    [SEND, '{"v":"relay","k":"deliver","node":"n2","from":"n1","fromLife":2,"fromSeq":1}'],
    'h:3: message 1 of n1 in life 2 was not sent before; expected the coordinates of an earlier send',
  ],
  [
    [SEND, '{"v":"relay","k":"deliver","node":"n1","from":"n1","fromSeq":1}'],
    'h:3: message 1 of n1 in life 1 was sent to n2; expected a message to n1',
  ],
  [
    ['{"v":"node","k":"enter","node":"n1"}', '{"v":"relay","k":"drop","node":"n2","from":"n1","fromSeq":1}'],
    'h:3: message 1 of n1 in life 1 is row 0, which is no send; expected the coordinates of an earlier send',
  ],
  [
    ['{"v":"relay","k":"drop","node":"n2","from":"n1","fromSeq":1}', SEND],
    'h:2: message 1 of n1 in life 1 was not sent before; expected the coordinates of an earlier send',
  ],
  [
    [
      SEND.replace('"n2"', '"nobody"'),
      '{"v":"relay","k":"drop","node":"nobody","from":"n1","fromSeq":1,"why":"nobody"}',
    ],
    'read 2 events',
  ],
  // Clients.
  [
    ['{"v":"client","k":"invoke","node":"n1"}'],
    'h:2: n1 is not among the header\'s clients; add it to "clients", or correct "v" or "node"',
  ],
  [[INVOKE, INVOKE], 'h:3: c1 in life 1 invokes while its operation 1 is open; expected its ok, fail or info first'],
  [['{"v":"client","k":"ok","node":"c1"}'], 'h:2: c1 in life 1 has no operation open; expected an invoke before it'],
  [
    [INVOKE, '{"v":"client","k":"fail","node":"c1","op":2}'],
    'h:3: "op" is 2, but operation 1 of c1 in life 1 is open; expected 1',
  ],
  [
    [INVOKE, '{"v":"client","k":"info","node":"c1"}', '{"v":"client","k":"invoke","node":"c1","life":1}'],
    'h:4: c1 in life 1 invokes after an info; after an info a client goes on as its next life',
  ],
  [[INVOKE, '{"v":"client","k":"info","node":"c1"}', INVOKE, '{"v":"client","k":"ok","node":"c1"}'], 'read 4 events'],
  [
    [
      '{"v":"client","k":"invoke","node":"c1","op":3}',
      '{"v":"client","k":"ok","node":"c1"}',
      '{"v":"client","k":"invoke","node":"c1","op":3}',
    ],
    'h:4: "op" is 3, the last one of this client was 3; operations count upwards',
  ],
  // Others.
  [['{"v":"fault","k":"begin"}'], 'h:2: "fault" is missing; every event of this kind has it'],
  [['{"v":"fault","k":"shrug"}', '{"v":"relay","k":"sneeze"}', '{"v":"disk","k":"sync","node":"n1"}'], 'read 3 events'],
])('%j', (lines, message) => {
  expect(unsealed(...lines)).toBe(message);
});

test('not UTF-8', () => {
  const text = Buffer.from(
    `${JSON.stringify(minimalHeader())}\n${RUN}\n{"v":"run","k":"done","why":"\xff"}\n`,
    'latin1',
  );
  expect(messageOf(() => readHistory(text, 'h'))).toBe('h:3: this is not UTF-8; histories are UTF-8');
});

test('an unsealed log needs no newline at its end', () => {
  expect([unsealed(RUN), unsealed(RUN, ''), unsealed()]).toEqual(['read 1 events', 'read 1 events', 'read 0 events']);
});

const node = { node: 'n1', life: 1 };
test.each<[EventLine[], string]>([
  [
    [{ v: 'relay', k: 'send', node: 'n1', to: 'n2', type: 'A', seq: 1 }],
    'h:2: "life" is missing; every event of this kind has it',
  ],
  [[{ v: 'relay', k: 'send', ...node, to: 'n2', type: 'A' }], 'h:2: "seq" is missing; every event of this kind has it'],
  [
    [{ v: 'relay', k: 'deliver', ...node, from: 'n2', fromLife: 1, fromSeq: 1 }],
    'h:2: "delivery" is missing; every event of this kind has it',
  ],
  [
    [{ v: 'relay', k: 'hold', ...node, from: 'n2', fromSeq: 1 }],
    'h:2: "fromLife" is missing; every event of this kind has it',
  ],
  [[{ v: 'client', k: 'invoke', node: 'c1', life: 1 }], 'h:2: "op" is missing; every event of this kind has it'],
  [[{ v: 'fault', k: 'end' }], 'h:2: "fault" is missing; every event of this kind has it'],
  [
    [
      { v: 'run', k: 'start', node: 'n1' },
      { v: 'run', k: 'start', ...node },
    ],
    'read 2 events',
  ],
  [
    [
      { v: 'relay', k: 'send', ...node, to: 'n2', type: 'A', seq: 1 },
      { v: 'relay', k: 'drop', node: 'n2', from: 'n1', fromLife: 1, fromSeq: 1, why: 'down' },
    ],
    'read 2 events',
  ],
])('the recorder leaves nothing out: %j', (events, message) => {
  expect(sealed(...events)).toBe(message);
});

describe('which message a reply answers', () => {
  const ask = (more: object) => ({ v: 'relay', k: 'send', node: 'n1', to: 'n2', type: 'ASK', ...more }) as EventLine;
  const get = (fromSeq: number, fromLife = 1): EventLine => ({
    v: 'relay',
    k: 'deliver',
    node: 'n2',
    from: 'n1',
    fromLife,
    fromSeq,
  });
  const answer = (inReplyTo: number): EventLine => ({
    v: 'relay',
    k: 'send',
    node: 'n2',
    to: 'n1',
    type: 'TELL',
    inReplyTo,
  });
  const refs = (...events: EventLine[]) => [...historyFrom(header, events).ref];

  test('the one that was delivered', () => {
    expect(refs(ask({ msgId: 7 }), answer(7), get(1), answer(7), answer(8))).toEqual([-1, -1, 0, 0, -1]);
  });

  test('not one that went to somebody else', () => {
    expect(refs(ask({ msgId: 7, to: 'c1' }), ask({ msgId: 8 }), get(2), answer(7))).toEqual([-1, -1, 1, -1]);
  });

  test('a retry with the same msgId: the first that came', () => {
    expect(refs(ask({ msgId: 7 }), ask({ msgId: 7 }), get(2), get(1), answer(7))).toEqual([-1, -1, 1, 0, 1]);
    expect(refs(ask({ msgId: 7 }), get(1), get(1), answer(7))).toEqual([-1, 0, 0, 0]);
    const between = ask({ msgId: 8, to: 'c1' });
    expect(refs(ask({ msgId: 7 }), between, ask({ msgId: 7 }), get(3), get(1), answer(7))).toEqual([
      -1, -1, -1, 2, 0, 2,
    ]);
  });

  test('the same msgId from two lives: nobody can say', () => {
    const second = ask({ msgId: 7, life: 2 });
    expect(refs(ask({ msgId: 7 }), second, get(1), answer(7), get(1, 2), answer(7))).toEqual([-1, -1, 0, 0, 1, -1]);
  });

  test('one among very many, in any order of ids', () => {
    const count = 3000;
    const id = (n: number) => (n * 7919) % 10007;
    const events: EventLine[] = [];
    for (let n = 1; n <= count; n++) events.push(ask({ msgId: id(n) }), get(n));
    for (const n of [1, 17, 1500, 2999]) events.push(answer(id(n)), answer(id(n) + 20_000));
    expect(refs(...events).slice(2 * count)).toEqual([0, -1, 32, -1, 2998, -1, 5996, -1]);
  });

  test('large and negative ids', () => {
    const ids = [2 ** 31, 2 ** 53 - 1, -1, -(2 ** 40), 0];
    const events = ids.flatMap((msgId, n) => [ask({ msgId }), get(n + 1)]);
    expect(refs(...events, ...ids.map(answer)).slice(10)).toEqual([0, 2, 4, 6, 8]);
  });
});
