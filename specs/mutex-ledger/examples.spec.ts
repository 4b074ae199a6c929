import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocksOf } from '../../src/house-rules/code-blocks.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { brokenRules } from '../../src/run/judge-run.js';
import { openScenario } from '../../src/run/open-scenario.js';
import { runScenario } from '../../src/run/run.js';
import { withNodeCommand } from '../../src/scenario/overrides.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** Nodes in other languages, written from these specs and nothing else. They are processes, so this takes a few seconds. */

const GO = join(PACKAGE_ROOT, 'examples/mutex-ledger/go');

const needs = {
  python: trouble('python3 with nats-py', PACKAGE_ROOT, 'python3', '-c', 'import nats'),
  go: trouble('go and its modules', GO, 'go', 'mod', 'download'),
};
if (needs.go === undefined) needs.go = trouble('a Go node that builds', GO, 'go', 'build', '-o', 'mutex-ledger');

const reasons = Object.values(needs).filter((reason) => reason !== undefined);
if (reasons.length > 0) console.info(reasons.join('\n'));

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'touchstone-examples-'));
});
afterAll(() => rmSync(out, { recursive: true }));

const open = (file: string) => openScenario(join(PACKAGE_ROOT, 'scenarios', file));
const contention = () => open('mutex-ledger/reference-contention.yaml');

describe('in Python', () => {
  whereThereIs('python')('three of them keep the ledger', async () => {
    const nodes = withNodeCommand(contention(), ['python3', 'examples/mutex-ledger/python/node.py']);
    expect(await outcomeOf(nodes)).toEqual(ALL_WELL);
  });

  whereThereIs('python')('one gets on with reference nodes', async () => {
    expect(await outcomeOf(open('harness/example-python-node.yaml'))).toEqual(ALL_WELL);
  });

  whereThereIs('python')('one that gives no evidence is accused of nothing, and judged by the rest', async () => {
    expect(await outcomeOf(open('harness/example-without-evidence.yaml'))).toEqual({
      ...ALL_WELL,
      undecided: ['mutual-exclusion', 'lamport-clock'],
    });
  });

  whereThereIs('python')('one with a bug is found out, for what it did', async () => {
    expect(await outcomeOf(open('harness/example-planted-bug.yaml'))).toEqual({
      ...ALL_WELL,
      rules: ['exactly-once/everywhere', 'mutual-exclusion/physical-overlap', 'replica-agreement/fork'],
    });
  });
});

describe('in Go', () => {
  whereThereIs('go')('three of them keep the ledger', async () => {
    const nodes = withNodeCommand(contention(), ['examples/mutex-ledger/go/mutex-ledger']);
    expect(await outcomeOf(nodes)).toEqual(ALL_WELL);
  });

  whereThereIs('python', 'go')('one gets on with one in Python and a reference node', async () => {
    expect(await outcomeOf(open('harness/example-three-languages.yaml'))).toEqual(ALL_WELL);
  });
});

const ALL_WELL = { broken: undefined, rules: [], undecided: [], unmet: [], asExpected: true };

async function outcomeOf(scenario: Scenario) {
  const result = await runScenario(scenario, { host: { kind: 'nats', broker: 'embedded' }, out });
  const { broken, checks, unmet, asExpected } = result;
  const undecided = checks.filter(({ verdict }) => verdict === 'unknown').map(({ checker }) => checker);
  return { broken, rules: brokenRules(checks), undecided, unmet, asExpected };
}

/** Why something cannot be had here, if so: the last words of a command that needs it. */
function trouble(what: string, cwd: string, program: string, ...args: string[]): string | undefined {
  const { error, status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status === 0) return undefined;
  return `needs ${what}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
}

/** A test that is skipped, with the reason, where a real part is missing; in CI none may be. */
function whereThereIs(...parts: (keyof typeof needs)[]) {
  const missing = parts.flatMap((part) => needs[part] ?? []).join('; ');
  return (name: string, body: () => Promise<void>): void => {
    if (missing === '') test(name, body, 60_000);
    else if (process.env.CI !== 'true') test.skip(`${name} (${missing})`, () => {});
    else {
      test(name, () => {
        throw new Error(missing);
      });
    }
  };
}

test('what the README shows of the Python node is in it, line by line', () => {
  const read = (path: string) => readFileSync(join(PACKAGE_ROOT, path), 'utf8');
  const node = read('examples/mutex-ledger/python/node.py').split('\n');
  const shown = blocksOf(read('README.md')).filter(({ info }) => info === 'python');
  expect(shown).toHaveLength(1);
  const lines = shown[0]!.text.split('\n').filter((line) => !line.trim().startsWith('...'));
  expect(lines.filter((line) => !node.includes(line))).toEqual([]);
});
