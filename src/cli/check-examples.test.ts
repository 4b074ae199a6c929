import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.js';
import { calling } from './calling.fixture.js';

/** The commands of examples/transactions/README.md come to what it says. */
const PAGE = readFileSync(join(PACKAGE_ROOT, 'examples/transactions/README.md'), 'utf8');
const COMMANDS = [...PAGE.matchAll(/^npx touchstone (.*?) +# exit (\d)$/gm)].map(([, words, code]) => ({
  words: words!.split(' ').map((word) => (word.startsWith('examples/') ? join(PACKAGE_ROOT, word) : word)),
  code: Number(code),
}));

test('there are some', () => expect(COMMANDS.length).toBe(PAGE.split('npx touchstone').length - 1));

test.each(COMMANDS)('touchstone $words', async ({ words, code }) => {
  expect((await calling(words)).code).toBe(code);
});
