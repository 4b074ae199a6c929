import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.js';
import { SCENARIO_WORLD } from '../src/run/open-scenario.js';
import { runInSimulation } from '../src/run/simulate.js';
import { parseScenario } from '../src/scenario/parse.js';

const SPECS = join(PACKAGE_ROOT, 'specs');
const pages = readdirSync(SPECS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
const blocks = pages.flatMap((page) => {
  const text = readFileSync(join(SPECS, page), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block]) => [page, block!] as const);
});

test('the pages show scenarios', () => expect(blocks.map(([page]) => page)).toContain('README.md'));

test.each(blocks)('every scenario that specs/%s shows passes', (page, text) => {
  const { verdict } = runInSimulation(parseScenario(text, page, SCENARIO_WORLD));
  expect(verdict.verdict).toBe('pass');
});
