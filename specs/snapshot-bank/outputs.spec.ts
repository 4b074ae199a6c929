import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputs } from '../../bench/campaign/outputs.js';
import { judgeAll } from '../../checkers/judge-all.js';
import { overallVerdict } from '../../checkers/run-verdict.js';
import { readHistory } from '../../src/history/files/read.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { snapshotBank } from '../../src/systems/snapshot-bank/system.js';

const SCRIPT = `StartMaster
CreateNode 2 1000
CreateNode 10 500
CreateNode 3 100
Send 2 10 300
Send 10 2 100
Send 3 2 101
Send 2 10 400
Receive 10 2
BeginSnapshot 2
Receive 10
Receive 10
Send 2 3 250
ReceiveAll
CollectState
PrintSnapshot
KillAll
`;
const PRINTED = `ERR_SEND
2 Transfer 300
Started by Node 2
2 Transfer 400
2 SnapshotToken -1
---Node states
node 2 = 300
node 3 = 100
node 10 = 1100
---Channel states
channel (2 -> 3) = 0
channel (2 -> 10) = 0
channel (3 -> 2) = 0
channel (3 -> 10) = 0
channel (10 -> 2) = 100
channel (10 -> 3) = 0
`;

/** The verdict on an output, and what is said against it. */
function judged(output: string, script = SCRIPT) {
  const lines = snapshotBank.readOutput!({ file: 'script.txt', text: script }, [{ file: 'output.txt', text: output }]);
  const history = readHistory(Buffer.from(lines.join('\n')), 'output.txt');
  const checks = judgeAll(history, history.header.checks);
  const said = checks.flatMap(({ checker, violations }) => violations.map((v) => `${checker}/${v.rule}: ${v.summary}`));
  return { verdict: overallVerdict(checks, history.header.checks).verdict, said };
}

function refused(change: (output: string) => string): string[] {
  const { verdict, said } = judged(change(PRINTED));
  expect(verdict).toBe('fail');
  return said;
}

test('what the original prints is right, with either arrow, and blank lines count for nothing', () => {
  expect(judged(PRINTED)).toEqual({ verdict: 'pass', said: [] });
  expect(judged(PRINTED.replaceAll('->', '→').replaceAll('\n', '\r\n\r\n'))).toEqual({ verdict: 'pass', said: [] });
});

describe('refused, with the reason', () => {
  test('a total that is off by one transfer', () => {
    expect(refused((output) => output.replace('(10 -> 2) = 100', '(10 -> 2) = 0'))).toEqual([
      'snapshot-consistency/script-channel: the channel node-10 -> node-2 is told to hold 0; between the two cuts 100 came that way (the snapshot holds 1500 in all; there are 1600)',
    ]);
  });

  test('a channel that is listed twice, or missing', () => {
    expect(refused((output) => output.replace('(3 -> 10)', '(3 -> 2)'))).toEqual([
      'protocol/misprint: channel (3 -> 2) is listed twice',
      'protocol/misprint: channel (3 -> 10) is missing from the printed snapshot',
    ]);
    expect(refused((output) => output.replace('channel (10 -> 3) = 0\n', ''))).toEqual([
      'protocol/misprint: channel (10 -> 3) is missing from the printed snapshot',
    ]);
  });

  test('node 10 before node 2', () => {
    expect(
      refused((output) => output.replace('node 10 = 1100\n', '').replace('node 2 =', 'node 10 = 1100\nnode 2 =')),
    ).toEqual([
      'protocol/misprint: node 10 is listed before node 2: nodes go by ascending number',
      'protocol/misprint: node 10 is listed before node 3: nodes go by ascending number',
    ]);
  });

  test('a state that is read when it is collected', () => {
    expect(refused((output) => output.replace('node 2 = 300', 'node 2 = 150'))).toEqual([
      'snapshot-consistency/script-state: node-2 is told as 150, but it held 300 when it recorded: 150 is what it holds at the end, so the state was not recorded but read when it was collected (the snapshot holds 1450 in all; there are 1600)',
    ]);
  });

  test('a token before the record, and one that overtakes', () => {
    // Node 10 passed the token on and took another transfer before it recorded.
    expect(
      refused((output) =>
        output.replace('node 10 = 1100', 'node 10 = 1200').replace('(10 -> 2) = 100', '(10 -> 2) = 0'),
      ),
    ).toEqual([
      'snapshot-consistency/script-channel: the channel node-10 -> node-2 is told to hold 0; between the two cuts 100 came that way',
      'snapshot-consistency/script-state: node-10 is told as 1200, but it held 1100 when it recorded',
    ]);
    expect(
      refused((output) => output.replace('2 Transfer 400\n2 SnapshotToken -1', '2 SnapshotToken -1\n2 Transfer 400')),
    ).toEqual([
      'snapshot-consistency/script-receipt: node-10 is told to have received SnapshotToken from node-2, but next from there comes Transfer 400 from node-2: it overtook what was sent before it',
    ]);
  });

  test('lines that no command prints, and commands that print nothing', () => {
    expect(refused((output) => output.replace('---Node states', '10 Transfer 100\n---Node states'))).toEqual([
      'protocol/misprint: expected "---Node states", found "10 Transfer 100": ReceiveAll, CollectState and sends that succeed are silent',
    ]);
    expect(refused((output) => output.replace('Started by Node 2\n', ''))).toContain(
      'protocol/misprint: expected "Started by Node 2", found "2 Transfer 400": ReceiveAll, CollectState and sends that succeed are silent',
    );
    expect(refused((output) => output.replace('ERR_SEND\n', ''))).toEqual([
      'snapshot-consistency/script-refusal: the send of 101 from node-3 to node-2 was carried out, although it held only 100',
    ]);
  });
});

test.each([
  ['a refusal after a silent command', 'Send 1 2 3\nReceiveAll\nSend 1 2 50', 'ERR_SEND'],
  ['a receipt of nothing', 'Receive 1\nReceive 2 1\nSend 1 2 3\nReceive 2', '1 Transfer 3'],
  ['nothing left after draining twice', 'BeginSnapshot 2\nReceiveAll\nSend 1 2 3\nReceiveAll', 'Started by Node 2'],
])('%s is right', (_what, commands, printed) => {
  const isBegun = commands.includes('Begin');
  const script = `StartMaster\nCreateNode 1 10\nCreateNode 2 10\n${commands}\n${isBegun ? '' : 'BeginSnapshot 1\n'}ReceiveAll\nCollectState\nCreateNode 3 5\nPrintSnapshot\n`;
  const states: Record<string, string> = {
    ERR_SEND: 'node 1 = 7\nnode 2 = 13',
    '1 Transfer 3': 'node 1 = 7\nnode 2 = 13',
    'Started by Node 2': 'node 1 = 10\nnode 2 = 10',
  };
  const channels = 'channel (1 -> 2) = 0\nchannel (2 -> 1) = 0';
  const output = `${printed}\n${isBegun ? '' : 'Started by Node 1\n'}---Node states\n${states[printed]}\n---Channel states\n${channels}\n`;
  expect(judged(output, script)).toEqual({ verdict: 'pass', said: [] });
});

test.each([
  [
    'prints nothing',
    'Send 1 2 3\nReceiveAll',
    '',
    'nothing that was told can be compared: no snapshot, no receipt, no refusal',
  ],
  [
    'prints no snapshot',
    'Send 1 2 3\nReceive 2',
    '1 Transfer 3\n',
    'no snapshot was told: only receipts and refusals were compared',
  ],
])('of a script that %s nothing is shown, and that is said', (_what, commands, output, why) => {
  const text = `StartMaster\nCreateNode 1 10\nCreateNode 2 10\n${commands}\nKillAll\n`;
  const lines = snapshotBank.readOutput!({ file: 'script.txt', text }, [{ file: 'output.txt', text: output }]);
  const history = readHistory(Buffer.from(lines.join('\n')), 'output.txt');
  const verdict = judgeAll(history, history.header.checks).find(({ checker }) => checker === 'snapshot-consistency')!;
  expect([verdict.reason, verdict.violations, verdict.coverage.unjudged]).toEqual([
    'vacuous',
    [],
    [{ rule: 'script-cut', reason: 'vacuous', why }],
  ]);
});

test('an output that cannot be read is a mistake with its place', () => {
  expect(() => judged('\n')).toThrow('output.txt:1: the output is empty');
});

test("the original's example, as our own nodes print it, is right", () => {
  const golden = (file: string) => readFileSync(join(PACKAGE_ROOT, 'specs/snapshot-bank/golden', file), 'utf8');
  const input = { file: 'original-example.txt', text: golden('original-example.txt') };
  const lines = snapshotBank.readOutput!(input, [
    { file: 'original-example.out', text: golden('original-example.out') },
  ]);
  const history = readHistory(Buffer.from(lines.join('\n')), 'original-example.out');
  expect(judgeAll(history, history.header.checks).map(({ checker, verdict }) => [checker, verdict])).toEqual([
    ['protocol', 'unknown'],
    ['snapshot-consistency', 'pass'],
  ]);
});

test.each(outputs.cases())('random scripts: %s', (name) => {
  for (let seed = 1; seed <= 4; seed++)
    expect({ seed, ...outputs.once!(name)(seed) }).toMatchObject({ seed, asExpected: 1 });
});
