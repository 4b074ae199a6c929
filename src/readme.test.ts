import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocksOf } from './house-rules/code-blocks.js';
import { PACKAGE_ROOT } from './package-root.js';

/** The README does what it says: its commands run in a copy of the product, and its transcript is what they print. */
const blocks = blocksOf(readFileSync(join(PACKAGE_ROOT, 'README.md'), 'utf8'));

/** A line of the README that is to be typed, how it ends, and what it prints where the README shows that. */
interface Command {
  line: string;
  code: number;
  shown?: string;
}

const commands: Command[] = [];
for (const { info, text } of blocks) {
  if (info === 'sh') {
    for (const line of text.trim().split('\n')) {
      const [typed, code = '0'] = line.split(' # exit ');
      commands.push({ line: typed!, code: Number(code) });
    }
  }
  if (info === 'text') commands.at(-1)!.shown = text;
}
const isSetUp = ({ line }: Command) => line.startsWith('npm ci');

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'readme-'));
  for (const part of ['dist', 'specs', 'scenarios', 'examples', 'package.json', 'README.md'])
    cpSync(join(PACKAGE_ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(copy, 'node_modules'));
  const scenario = blocks.find(({ info }) => info === 'yaml')!;
  writeFileSync(join(copy, 'my-scenario.yaml'), scenario.text);
});
afterAll(() => rmSync(copy, { recursive: true }));

test('it has commands and transcripts', () => {
  expect(commands.filter((command) => !isSetUp(command)).length).toBeGreaterThan(10);
  expect(commands.filter(({ shown }) => shown !== undefined)).toHaveLength(3);
});

test.each(commands.filter((command) => !isSetUp(command)))(
  '$line',
  async ({ line, code, shown }) => {
    const done = await shell(line.replaceAll('npx touchstone', 'node dist/src/cli/main.js'));
    expect(done.code).toBe(code);
    // The story of an original input, and where a certificate went, is no part of what a command prints.
    if (!/ --(input|certificate) /.test(line)) expect(done.err).toBe('');
    if (shown !== undefined) expect(done.out).toBe(shown);
  },
  60_000,
);

test('npm start prints its transcript, but for times and what races decide', async () => {
  const { scripts } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const { code, out } = await shell(scripts.start);
  expect(code).toBe(0);
  expect(masked(out)).toBe(masked(commands.find(isSetUp)!.shown!));
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
