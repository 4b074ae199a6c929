import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.js';
import { calledAs } from './called-as.js';

const outside = realpathSync(mkdtempSync(join(tmpdir(), 'called-as-')));
const entry = join(outside, 'opt', 'main.js');

beforeAll(() => {
  for (const folder of ['opt', 'bin', 'other', 'project/node_modules/.bin', 'project/deep'])
    mkdirSync(join(outside, folder), { recursive: true });
  writeFileSync(entry, '');
  chmodSync(entry, 0o755);
  symlinkSync(entry, join(outside, 'bin', 'touchstone'));
  writeFileSync(join(outside, 'other', 'touchstone'), '', { mode: 0o755 });
  writeFileSync(join(outside, 'project', 'node_modules', '.bin', 'touchstone'), '');
});
afterAll(() => rmSync(outside, { recursive: true }));

test('in a clone', () => {
  expect(calledAs(PACKAGE_ROOT, '', entry)).toEqual(['npx', 'touchstone']);
  expect(calledAs(join(PACKAGE_ROOT, 'src', 'cli'), '', entry)).toEqual(['npx', 'touchstone']);
});

test('in a project that installed it', () =>
  expect(calledAs(join(outside, 'project', 'deep'), '', entry)).toEqual(['npx', 'touchstone']));

test('where the PATH has it', () =>
  expect(calledAs(outside, `/nowhere:${join(outside, 'bin')}`, entry)).toEqual(['touchstone']));

test('elsewhere, also where the PATH has another program of that name', () => {
  expect(calledAs(outside, join(outside, 'other'), entry)).toEqual(['node', 'opt/main.js']);
  expect(calledAs(join(outside, 'other'), undefined, entry)).toEqual(['node', entry]);
});
