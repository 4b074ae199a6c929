import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fileSink, memorySink } from './sinks.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-sinks-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([false, true])('a file holds what was written, gzip: %s', (gzip) => {
  const path = join(folder, `file-${gzip}`);
  const sink = fileSink(path, { gzip });
  const memory = memorySink();
  const chunk = Buffer.alloc(3 * 2 ** 20, 'line\n');
  for (const s of [sink, memory]) {
    s.write(chunk);
    s.write(Buffer.from('a'));
    s.write(chunk);
    s.close();
  }
  const bytes = readFileSync(path);
  expect(Buffer.compare(gzip ? gunzipSync(bytes) : bytes, memory.bytes())).toBe(0);
});

test('a sink keeps no reference to a chunk', () => {
  const sink = memorySink();
  const chunk = Buffer.from('abc');
  sink.write(chunk);
  chunk.fill('x');
  sink.write(chunk);
  expect(Buffer.from(sink.bytes()).toString()).toBe('abcxxx');
});

test('a history is never overwritten', () => {
  const path = join(folder, 'twice');
  fileSink(path).close();
  expect(() => fileSink(path)).toThrow(
    `${path}: cannot create this history: it exists already; a history is never overwritten; name a file that does not exist`,
  );
});
