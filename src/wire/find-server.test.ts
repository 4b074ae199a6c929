import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findServer } from './find-server.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-find-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function place(name: string, mode: number): string {
  mkdirSync(join(folder, name));
  const file = join(folder, name, 'nats-server');
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

test('the first program of that name on PATH is taken, and what is no program is passed over', () => {
  place('text', 0o644);
  mkdirSync(join(folder, 'dir', 'nats-server'), { recursive: true });
  const first = place('first', 0o755);
  place('second', 0o755);
  const PATH = ['nowhere', 'text', 'dir', 'first', 'second'].map((name) => join(folder, name)).join(':');
  expect(findServer({ PATH })).toBe(first);
});

test('NATS_SERVER_BIN is taken before PATH, and nothing instead of it', () => {
  const named = place('named', 0o755);
  const onPath = place('path', 0o755);
  expect(findServer({ NATS_SERVER_BIN: named, PATH: join(onPath, '..') })).toBe(named);
  expect(findServer({ NATS_SERVER_BIN: join(folder, 'none'), PATH: join(onPath, '..') })).toBeUndefined();
});

test('nowhere is nothing', () => {
  expect(findServer({ PATH: folder })).toBeUndefined();
  expect(findServer({})).toBeUndefined();
});
