import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledEntry, PACKAGE_ROOT } from '../package-root.js';

/** The program as a process: what only shows there. `npm test` builds it first. */
const MAIN = compiledEntry('src/cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'main-'));
afterAll(() => rmSync(folder, { recursive: true }));

function shell(command: string, env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const { TOUCHSTONE_NATS_URL: _url, ...inherited } = process.env;
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...inherited, ...env, T: `node ${MAIN}` } };
    execFile('bash', ['-c', `set -o pipefail; ${command}`], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

test('a reader who goes away is no crash', async () => {
  expect(await shell('$T list scenarios | head -n 1 | wc -l')).toEqual({ code: 0, out: '1\n', err: '' });
});

test('large output is whole, also through a pipe', async () => {
  const scenario = join(PACKAGE_ROOT, 'scenarios/mutex-ledger/reference-contention.yaml');
  const { code, out } = await shell(`$T run ${scenario} --sim --json --out json | cat`);
  expect(code).toBe(0);
  expect(JSON.parse(out).runs).toHaveLength(1);
}, 30_000);

test('an original input from standard input', async () => {
  const { code, out } = await shell("printf 'balance 1\\n' | $T run --system mutex-ledger --input - --sim --out input");
  expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'Balance: $10.0']);
}, 30_000);

test('a broker that does not answer, from the environment: 4, and no stack', async () => {
  const scenario = join(PACKAGE_ROOT, 'scenarios/mutex-ledger/reference-contention.yaml');
  const env = { TOUCHSTONE_NATS_URL: 'nats://user:secret@127.0.0.1:1' };
  const { code, out, err } = await shell(`$T run ${scenario} --out broken`, env);
  expect({ code, err }).toEqual({ code: 4, err: '' });
  expect(out).toMatch(/\nBROKEN {2}.*nats:\/\/127\.0\.0\.1:1/);
  expect(out).not.toContain('secret');
}, 30_000);

test('interrupted: 130, what is recorded is sealed and judged, and nothing stays behind', async () => {
  const scenario = join(folder, 'long.yaml');
  writeFileSync(scenario, 'scenario: long\nsystem: mutex-ledger\nworkload: {operations: 1000000}\n');
  const child = spawn(process.execPath, [MAIN, 'run', scenario, '--out', 'long'], { cwd: folder });
  let err = '';
  let out = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  child.stdout.on('data', (chunk) => (out += chunk));
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (!isRecording(join(folder, 'long'))) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(err).toContain('Interrupted: ending the run.');
  expect(out).toContain('\nBROKEN  interrupted\n');
  const { code } = await shell('$T check long/*/history.jsonl');
  expect([0, 3]).toContain(code);
}, 60_000);

function isRecording(runs: string): boolean {
  return (
    existsSync(runs) &&
    readdirSync(runs).some((run) => {
      const history = join(runs, run, 'history.jsonl');
      return existsSync(history) && statSync(history).size > 0;
    })
  );
}
