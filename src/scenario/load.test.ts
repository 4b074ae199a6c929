import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from './load.js';
import type { ScenarioError } from './problem.js';
import { WORLD } from './world.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = 'scenario: x\nsystem: tiny-bank\nworkload: {}\n';

function file(content: string | Uint8Array): string {
  const path = join(folder, 'a.yaml');
  writeFileSync(path, content);
  return path;
}

test('a file is read', () => {
  const path = file(TEXT);
  expect(loadScenario(path, WORLD)).toMatchObject({ name: 'x', file: path });
});

test('a byte order mark and line ends of Windows do no harm', () => {
  expect(loadScenario(file(`\ufeff${TEXT.replaceAll('\n', '\r\n')}`), WORLD)).toMatchObject({ name: 'x' });
  expect(() => loadScenario(file(`\ufeff${TEXT}sede: 1\r\n`.replaceAll('\n', '\r\n')), WORLD)).toThrow(
    /a\.yaml:4:1: unknown key "sede"\n {2}4 \| sede: 1\n {4}\| \^\n/,
  );
});

test.each<[string, () => string, string]>([
  ['a file that is not there', () => join(folder, 'none.yaml'), 'cannot be read: there is no such file'],
  ['a folder', () => folder, 'cannot be read: it is a folder'],
  ['a path that cannot be one', () => 'a\0b', 'cannot be read: ERR_INVALID_ARG_VALUE'],
  ['a file of bytes', () => file(new Uint8Array([0x61, 0xff, 0xfe])), 'is not UTF-8 text'],
  ['a file beyond the limit', () => file(new Uint8Array(1024 * 1024 + 1).fill(0x23)), 'is larger than 1 MiB'],
  ['a device without end', () => '/dev/zero', 'is larger than 1 MiB'],
])('%s', (_name, make, message) => {
  const path = make();
  const problems = [{ file: path, line: 0, column: 0, message, expected: expect.any(String) }];
  expect(() => loadScenario(path, WORLD)).toThrow(expect.objectContaining({ name: 'ScenarioError', problems }));
});

test('a file at the limit is read', () => {
  const path = file(`${TEXT}#${'x'.repeat(1024 * 1024 - TEXT.length - 1)}`);
  expect(loadScenario(path, WORLD)).toMatchObject({ name: 'x' });
});

test('a large file full of mistakes is answered soon, with the first of them', () => {
  const path = file(`${TEXT.replace('workload: {}\n', 'steps:\n')}${'- {clent: c1, at: n1}\n'.repeat(6_000)}`);
  let problems: readonly { message: string }[] = [];
  try {
    loadScenario(path, WORLD);
  } catch (error) {
    problems = (error as ScenarioError).problems;
  }
  expect(problems.map(({ message }) => message)).toEqual([
    ...Array.from({ length: 20 }, () => 'unknown key "clent"'),
    expect.stringMatching(/^and \d+ more of the kind$/),
  ]);
});
