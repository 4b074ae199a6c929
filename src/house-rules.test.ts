import { CHECKERS } from '../checkers/registry.js';
import { BANS, PACKAGES, TOP_LEVEL } from './house-rules/banned.js';
import { blocksOf } from './house-rules/code-blocks.js';
import { codeOnly } from './house-rules/code-only.js';
import { fileOf, forbiddenImports, importsOf } from './house-rules/imports.js';
import { isTest, read, repositoryFiles, topLevel } from './house-rules/source-files.js';
import { SCENARIO_WORLD } from './run/open-scenario.js';
import { runInSimulation } from './run/simulate.js';
import { parseScenario } from './scenario/parse.js';

/** The rules of the house that a machine can keep. Each answers with the list of those who break it. */
const files = repositoryFiles();
const sources = files.filter((file) => file.endsWith('.ts')).map((path) => ({ path, text: read(path) }));
const product = sources.filter(({ path }) => !isTest(path) && path.includes('/'));

test('rooms import only from where the plan lets them', () => {
  expect(product.flatMap(({ path, text }) => forbiddenImports(path, text))).toEqual([]);
});

test('packages are imported only where they are at home', () => {
  const strangers = product.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((module) => !module.startsWith('.') && !module.startsWith('node:'))
      .filter((module) => PACKAGES[module.split('/')[0]!]?.test(path) !== true)
      .map((module) => `${path} imports ${module}`),
  );
  expect(strangers).toEqual([]);
});

test('no banned word in code', () => {
  const found = product
    .map(({ path, text }) => ({ path, lines: codeOnly(text).split('\n') }))
    .flatMap(({ path, lines }) =>
      BANS.filter((ban) => ban.files.test(path)).flatMap(({ words, instead }) =>
        lines.flatMap((line, i) =>
          words.test(line) ? [`${path}:${i + 1}: ${words.exec(line)![0]}: use ${instead}`] : [],
        ),
      ),
    );
  expect(found).toEqual([]);
});

test('no file is longer than the ceiling', () => {
  const lengths = sources.map(({ path, text }) => ({ path, text, lines: text.split('\n').length - 1 }));
  const long = lengths.filter(({ lines }) => lines > 400);
  const exempt = long.filter(({ text, lines }) => lines <= 600 && ALGORITHM.test(text.split('\n', 1)[0]!));
  if (exempt.length > 0)
    console.info(`exempt from the ceiling:\n${exempt.map((f) => `${f.path}: ${f.text.split('\n', 1)[0]}`).join('\n')}`);
  expect(long.filter((file) => !exempt.includes(file)).map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
});

/** The first line of an exempt file: the one algorithm that it is, and the paper. */
const ALGORITHM = /^\/\*\* Algorithm: .+\(.+, (18|19|20)\d\d\b.*\)/;

test('no barrels and no catch-alls', () => {
  const barrels = product
    .filter(({ path, text }) => /(^|\/)index\.ts$/.test(path) || (importsOf(text).length > 0 && onlyReExports(text)))
    .map(({ path }) => path);
  const vague = files.filter((file) => /(^|\/)(_?utils?|helpers?|misc|common|shared)(\.|\/|$)/i.test(file));
  expect([...barrels, ...vague]).toEqual([]);
});

function onlyReExports(text: string): boolean {
  const statements = codeOnly(text).replace(/export\s+(type\s+)?\{[^}]*\}\s*from\s*;/g, '');
  return statements.trim() === '';
}

test('every checker, fault and system is registered', () => {
  const forgotten = [
    ...unregistered('checkers', /^export const \w+: Checker\b/m),
    ...unregistered('src/faults', /^export const \w+: Fault\b/m),
    ...unregistered('src/systems', /^export const \w+: System\b/m),
  ];
  expect(forgotten).toEqual([]);
});

/** Files of a folder that declare an entry and that its registry does not import. */
function unregistered(folder: string, entry: RegExp): string[] {
  const modules = importsOf(read(`${folder}/registry.ts`)).map((module) => fileOf(`${folder}/registry.ts`, module));
  const entries = product.filter(({ path, text }) => path.startsWith(`${folder}/`) && entry.test(text));
  return entries.map(({ path }) => path).filter((path) => !modules.includes(path));
}

test('what a registry holds bears the name it is registered under', () => {
  expect(Object.entries(CHECKERS).filter(([name, checker]) => checker.name !== name)).toEqual([]);
});

test('the top of the repository holds what the plan names, and nothing else', () => {
  expect(topLevel().filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
});

test('a test stands beside what it tests', () => {
  const isBeside = ({ path, text }: { path: string; text: string }): boolean => {
    const name = path.replace(/test\.ts$/, '');
    const sibling = importsOf(text).some((module) => module.startsWith('./'));
    return sibling || files.some((file) => file !== path && file.startsWith(name));
  };
  const tests = sources.filter(({ path }) => path.endsWith('.test.ts'));
  expect(tests.filter((source) => !isBeside(source)).map(({ path }) => path)).toEqual([]);
});

test('nothing is left for later', () => {
  const later = files
    .filter((file) => /\.(ts|md|ya?ml|json)$/.test(file) && file !== 'package-lock.json')
    .flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, i) => (/\b(TO[D]O|FIX[M]E|X[X]X)\b/.test(line) ? [`${file}:${i + 1}`] : [])),
    );
  expect(later).toEqual([]);
});

/** YAML blocks are scenarios unless their info string names another kind (```yaml workflow). */
const blocks = files
  .filter((file) => file === 'README.md' || /^specs\/.*\.md$/.test(file))
  .flatMap((file) => blocksOf(read(file)).map(({ info, text, line }) => ({ info, text, where: `${file}:${line}` })))
  .filter(({ info }) => /^ya?ml$/.test(info));

test('the documents show scenarios', () => expect(blocks.length).toBeGreaterThan(0));

test.each(blocks.map(({ where, text }) => [where, text]))(
  'the scenario at %s runs and comes out as it says',
  (where, text) => {
    const { asExpected, verdict, unmet } = runInSimulation(parseScenario(text, where, SCENARIO_WORLD));
    expect({ asExpected, because: verdict.because, unmet }).toMatchObject({ asExpected: true, unmet: [] });
  },
);
