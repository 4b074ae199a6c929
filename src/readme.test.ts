import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocksOf } from './house-rules/code-blocks.js';
import { PACKAGE_ROOT } from './package-root.js';

/** The README does what it says: its commands run in a copy of the product, and its transcript is what they print. */
const readme = readFileSync(join(PACKAGE_ROOT, 'README.md'), 'utf8');
const blocks = blocksOf(readme);
const commands = blocks
  .filter(({ info }) => info === 'sh')
  .flatMap(({ text }) => text.split('\n'))
  .filter((line) => line.startsWith('npx touchstone '));

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'readme-'));
  for (const part of ['dist', 'specs', 'scenarios', 'package.json', 'README.md'])
    cpSync(join(PACKAGE_ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(copy, 'node_modules'));
  const scenario = blocks.find(({ info }) => info === 'yaml')!;
  writeFileSync(join(copy, 'my-scenario.yaml'), scenario.text);
});
afterAll(() => rmSync(copy, { recursive: true }));

/** What the README shows of two runs: of `npm start`, and of the first command behind it, which is simulated. */
const transcripts = blocks.filter(({ info }) => info === 'text').map(({ text }) => text);

test('it has commands and transcripts', () => {
  expect(commands.length).toBeGreaterThan(3);
  expect(transcripts).toHaveLength(2);
});

test.each(commands.map((command, i) => [command, i]))(
  '%s',
  async (command, i) => {
    const { code, out, err } = await shell(command.replaceAll('npx touchstone', 'node dist/src/cli/main.js'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    if (i === 0) expect(out).toBe(transcripts[1]);
  },
  60_000,
);

test('npm start prints its transcript, but for times and what races decide', async () => {
  const { scripts } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const { code, out } = await shell(scripts.start);
  expect(code).toBe(0);
  expect(masked(out)).toBe(masked(transcripts[0]!));
}, 60_000);

function shell(command: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const { TOUCHSTONE_NATS_URL: _url, ...env } = process.env;
    execFile('bash', ['-c', command], { cwd: copy, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** What differs from run to run, made the same: numbers, units of time, run ids. */
function masked(text: string): string {
  return text
    .replace(/-[a-z0-9]{12}(?=\/)/g, '-RUN')
    .replace(/\d[\d,.]*( (ns|µs|ms|s)\b)?/g, 'N')
    .replace(/ +N/g, ' N')
    .trim();
}
