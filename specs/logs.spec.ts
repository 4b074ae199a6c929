import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeAll } from '../checkers/judge-all.js';
import { FORMATS, formatOf } from '../src/history/foreign/formats.js';
import { sourceOf } from '../src/history/foreign/source.js';
import { blocksOf } from '../src/house-rules/code-blocks.js';
import { PACKAGE_ROOT } from '../src/package-root.js';

/** Every block of logs.md is a log, and comes to what it says of itself: `edn fail write-skew`. */
const BLOCKS = blocksOf(readFileSync(join(PACKAGE_ROOT, 'specs/logs.md'), 'utf8'));

test.each(BLOCKS.map((block) => [block.info, block.line, block.text]))('%s, line %d', (info, _, text) => {
  const [format, verdict, ...rules] = String(info).split(' ');
  const source = sourceOf(Buffer.from(String(text)), 'logs.md');
  expect(formatOf(source)).toBe(format);
  const history = FORMATS[format!]!.read(source, {});
  const { checks, spec } = history.header;
  const names = checks.length > 0 ? checks.map(({ name }) => name) : spec.checks;
  const [judged, ...others] = judgeAll(
    history,
    names.map((name) => ({ name, options: {}, named: true })),
  );
  expect([judged!.verdict, judged!.violations.map(({ rule }) => rule), others]).toEqual([verdict, rules, []]);
});

test('there is a block of every format', () => {
  const shown = new Set(BLOCKS.map(({ info }) => info.split(' ')[0]));
  expect(Object.keys(FORMATS).filter((format) => !shown.has(format))).toEqual([]);
});
