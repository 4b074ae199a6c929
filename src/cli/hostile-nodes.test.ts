import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHistoryFile } from '../history/files/read.js';
import type { History } from '../history/history.js';
import { compiledEntry, PACKAGE_ROOT } from '../package-root.js';
import { findServer } from '../wire/find-server.js';
import { EXIT } from './exit-code.js';

/** Nodes, brokers and runners that misbehave or die: the program ends by itself, names who it was, and leaves nothing behind. */

jest.setTimeout(120_000);

const MAIN = compiledEntry('src/cli/main.ts');
const HARNESS = join(PACKAGE_ROOT, 'scenarios/harness');
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Run {
  child: ChildProcess;
  out: string;
  /** Its exit code, or the signal that it died of. */
  ended: Promise<number | string>;
  /** Stands in the environment of every process that comes of this run. */
  mark: string;
  temporary: string;
  runs: string;
}

let count = 0;

function start(...words: string[]): Run {
  const mark = `hostile-${process.pid}-${++count}`;
  const temporary = join(folder, `tmp-${count}`);
  const runs = join(folder, `runs-${count}`);
  mkdirSync(temporary);
  const { TOUCHSTONE_NATS_URL: _url, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, 'run', ...words, '--out', runs], {
    cwd: PACKAGE_ROOT,
    env: { ...inherited, TMPDIR: temporary, HOSTILE_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run: Run = { child, out: '', mark, temporary, runs, ended: Promise.resolve(0) };
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (run.out += chunk));
  run.ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal!)));
  return run;
}

/** Ids and command lines of the processes that come of a run and are alive. */
function processesOf({ mark }: Run): { pid: number; command: string }[] {
  const listed = spawnSync('ps', ['axeww', '-o', 'pid=,stat=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return listed.stdout.split('\n').flatMap((line) => {
    const [, pid, stat, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return command?.includes(`HOSTILE_MARK=${mark}`) && !stat!.startsWith('Z') ? [{ pid: Number(pid), command }] : [];
  });
}

/** Waits until nothing is left of a run: no process, no temporary file. Never resolves where something stays. */
async function gone(run: Run): Promise<void> {
  while (processesOf(run).length > 0 || readdirSync(run.temporary).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

function pathOf({ runs }: Run): string | undefined {
  const names = existsSync(runs) ? readdirSync(runs) : [];
  const path = join(runs, names[0] ?? '', 'history.jsonl');
  return names.length === 1 && existsSync(path) ? path : undefined;
}

const historyOf = (run: Run): History => readHistoryFile(pathOf(run)!);

/** Waits until so much of the history is on disk, and gives its path. */
async function recorded(run: Run, bytes: number): Promise<string> {
  for (;;) {
    const path = pathOf(run);
    if (path !== undefined && statSync(path).size >= bytes) return path;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Every scenario of the folder that is about a misdeed: exit code, what is said of whom, and whether broker matters. */
const STRANGERS: Record<string, [code: number, said: RegExp, where?: 'both']> = {
  'garbage-bytes': [0, /^FAIL {2}protocol\/garbled: n2 sent n1 a payload that is no message: not UTF-8\.$/m],
  'deep-json': [0, /^FAIL {2}protocol\/garbled: n2 sent n1 a payload that is no message: nested deeper than 64\.$/m],
  'large-message': [0, /^FAIL {2}protocol\/garbled: n2 sent n1 .*: 2097\d+ bytes; the limit is 1048576\.$/m],
  'enormous-message': [0, /^FAIL {2}protocol\/misbehaved: n2 announced a payload above the limit/m, 'both'],
  'forged-subject': [0, /^FAIL {2}protocol\/misbehaved: n2 tried to publish to "ts\.\w+\.out\.n3\.1\.n1"\.$/m, 'both'],
  'forged-envelope': [
    0,
    /^FAIL {2}protocol\/envelope: n2 sent n1 a message of type RELEASE, but its src says "n3"\.$/m,
  ],
  'endless-flood': [0, /^FAIL {2}protocol\/misbehaved: n2 was cut off: it published over \d+ messages and ev/m, 'both'],
  'endless-trespassing': [0, /^FAIL {2}protocol\/misbehaved: n2 tried to publish to "not\.its\.own"\.$/m, 'both'],
  'hostile-words': [0, /^ +n2 sent n1 a message of type \\x1b\[2J\\x1b\]0;pwned\\x07\\r\\nPASS {2}/m],
  'death-inside': [0, /^FAIL {2}protocol\/died: n3 ended by itself: code 3: I die while I have the ledger /m],
  'killed-wrapper': [0, /^FAIL {2}protocol\/died: n2 ended by itself: SIGKILL\.$/m],
  'stopped-node': [0, /^PASS {2}\d checks passed\.$/m, 'both'],
  'much-output': [0, /^PASS {2}1 check passed\.$/m],
  'never-ready': [4, /^BROKEN {2}n1 did not answer init within 1 s$/m],
  'exit-at-start': [
    1,
    /^FAIL {2}protocol\/died: n2 ended by itself: code 3: I will not\.\nBROKEN {2}n2 exited before/m,
  ],
};

test('every scenario of the folder that promises an exit code is tried', () => {
  const files = readdirSync(HARNESS).filter((file) => file.endsWith('.yaml'));
  const promising = files.filter((file) => readFileSync(join(HARNESS, file), 'utf8').includes('\n# Exit code'));
  expect(promising.sort()).toEqual(
    Object.keys(STRANGERS)
      .map((name) => `${name}.yaml`)
      .sort(),
  );
});

test.each(Object.entries(STRANGERS))('%s says its exit code', (name, [code]) => {
  expect(readFileSync(join(HARNESS, `${name}.yaml`), 'utf8')).toMatch(new RegExp(`^# Exit code ${code}\\b`, 'm'));
});

const cases = Object.entries(STRANGERS).flatMap(([name, [code, said, where]]) => {
  const brokers = where === 'both' && findServer() !== undefined ? ['embedded', 'server'] : ['embedded'];
  return brokers.map((broker) => ({ name, code, said, broker }));
});

// The contract of the brokers insists on a nats-server in CI.
test.each(cases)('$name on $broker', async ({ name, code, said, broker }) => {
  const run = start(join('scenarios/harness', `${name}.yaml`), '--nats', broker);
  expect([await run.ended, run.out]).toEqual([code, expect.stringMatching(said)]);
  expect(run.out).not.toMatch(/[^\P{C}\n]|^\s*::|##\w*\[/mu);
  await gone(run);
  const history = historyOf(run);
  expect(history.ending).toBe('sealed');
  expect(history.length).toBeLessThan(300_000);
  const output = join(pathOf(run)!, '../n2.1.out.log');
  expect(existsSync(output) ? statSync(output).size : 0).toBeLessThan(2 ** 22 + 100);
});

test('where no scenario expects it, a node that misbehaves is exit code 1', async () => {
  const scenario = 'scenarios/mutex-ledger/reference-contention.yaml';
  const run = start(scenario, '--node', 'node scenarios/harness/nodes/hostile.js garbage');
  expect(await run.ended).toBe(EXIT.notAsExpected);
  expect(run.out).toMatch(/protocol\/garbled/);
  await gone(run);
});

/** A run that would go on for an hour. */
function startLong(broker: string): Run {
  const scenario = join(folder, 'long.yaml');
  writeFileSync(scenario, 'scenario: long\nsystem: mutex-ledger\nworkload: {operations: 10000000}\n');
  return start(scenario, '--nats', broker);
}

const BROKERS = findServer() === undefined ? ['embedded'] : ['embedded', 'server'];

test.each(BROKERS)(
  'the runner is killed, on %s: its history is torn and readable, and nothing else stays',
  async (broker) => {
    const run = startLong(broker);
    await recorded(run, 100_000);
    expect(processesOf(run).filter(({ command }) => command.includes('child.js'))).toHaveLength(3);
    run.child.kill('SIGKILL');
    expect(await run.ended).toBe('SIGKILL');
    await gone(run);
    const history = historyOf(run);
    expect(history.ending).toBe('torn');
    expect(history.length).toBeGreaterThan(100);
  },
);

test.each(BROKERS)('the runner is interrupted, on %s: its history is sealed', async (broker) => {
  const run = startLong(broker);
  await recorded(run, 100_000);
  run.child.kill('SIGINT');
  expect([await run.ended, run.out]).toEqual([EXIT.interrupted, expect.stringMatching(/^BROKEN {2}interrupted$/m)]);
  await gone(run);
  const history = historyOf(run);
  expect([history.ending, kindsOf(history).includes('run/unsettled')]).toEqual(['sealed', true]);
});

test('the broker is killed: it is named, and its nodes are not to blame', async () => {
  if (findServer() === undefined) return;
  const run = startLong('server');
  await recorded(run, 100_000);
  const server = processesOf(run).find(({ command }) => /^\S*nats-server /.test(command))!;
  process.kill(server.pid, 'SIGKILL');
  expect([await run.ended, run.out]).toEqual([EXIT.broken, expect.stringMatching(/^BROKEN {2}.*nats/m)]);
  await gone(run);
  const history = historyOf(run);
  expect([history.ending, kindsOf(history).includes('run/exit')]).toEqual(['sealed', false]);
});

function kindsOf(history: History): string[] {
  return Array.from({ length: history.length }, (_, row) => {
    const { v, k } = history.kinds[history.kind[row]!]!;
    return `${v}/${k}`;
  });
}
