import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileDisk } from './file-disk.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file keeps what is appended, from one life to the next', async () => {
  const first = createFileDisk(folder, (action) => action());
  first.append(Buffer.from('one.two.thr'));
  first.truncate(8);
  first.append(Buffer.from('three.'));
  const errors = await Promise.all([1, 2, 3].map(() => new Promise((done) => first.sync(done))));
  first.close();
  const second = createFileDisk(folder, (action) => action());
  second.append(Buffer.from('four.'));
  const text = Buffer.from(second.contents()).toString();
  second.close();
  expect({ errors, text }).toEqual({ errors: [undefined, undefined, undefined], text: 'one.two.three.four.' });
});
