import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { CHECKERS } from '../../checkers/registry.js';
import { FAULTS } from '../faults/registry.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { SYSTEMS } from '../systems/registry.js';
import { schemaText } from './generate-schema.js';
import { parseScenario } from './parse.js';
import { WORLD } from './world.fixture.js';
import type { WholeWorld } from './world.js';

const FILE = join(PACKAGE_ROOT, 'specs/scenario.schema.json');
const rules = Object.values(CHECKERS).map((c) => [c.name, { options: c.options, rules: Object.keys(c.rules) }]);
const REAL: WholeWorld = { systems: SYSTEMS, faults: FAULTS, checkers: Object.fromEntries(rules) };

test('the schema for editors is up to date: else UPDATE_GOLDEN=1 writes it anew', () => {
  const text = schemaText(REAL);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(FILE, text);
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(text));
});

/** Every case of the golden file is judged by the schema for editors too. */
const validate = new Ajv({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  formats: { node: true },
}).compile(JSON.parse(schemaText(WORLD)));

test('the schema refuses what the validator refuses, as far as a schema can see', () => {
  const good = parseScenario('scenario: x\nsystem: tiny-bank\nworkload: {clients: 2}\n', 'a.yaml', WORLD).source;
  const with_ = (more: object): boolean => validate({ ...(good as object), ...more });
  expect([
    validate(good),
    with_({ faults: [{ at: '5ms', partition: [['n1'], ['n2']], drop: true }] }),
    with_({ checks: ['order', { conservation: { slack: 1 } }], expect: { fail: ['order/fifo'] } }),
    with_({ nodes: { count: 2, n2: { run: { mutant: 'forgetful' } } }, config: { mode: 'quick' } }),
    with_({ steps: [{ client: 'c1', at: 'n1', do: { transfer: { to: 'n2', amount: 1 } } }, { wait: '2s' }] }),
    with_({ system: 'tiny-bnak' }),
    with_({ sede: 1 }),
    with_({ faults: [{ at: '5ms', partiton: [['n1'], ['n2']] }] }),
    with_({ faults: [{ at: '5ms', loss: 1, drop: true }] }),
    with_({ checks: ['ordre'] }),
    with_({ nodes: { run: { maelstrom: ['./node'] } } }),
    with_({ config: { mode: 'fast' } }),
    with_({ workload: { mix: { transfr: 1 } } }),
    with_({ steps: [{ client: 'c1', at: 'n1', do: { transfer: { to: 'n2' } } }] }),
  ]).toEqual([...Array(5).fill(true), ...Array(9).fill(false)]);
});

test('no map of the language takes unknown keys', () => {
  const open: string[] = [];
  const walk = (part: unknown, path: string): void => {
    if (typeof part !== 'object' || part === null) return;
    const { type, additionalProperties, properties } = part as Record<string, unknown>;
    if (type === 'object' && properties !== undefined && additionalProperties !== false) open.push(path);
    for (const [key, below] of Object.entries(part)) walk(below, `${path}/${key}`);
  };
  walk(JSON.parse(schemaText(REAL)), '');
  expect(open).toEqual([]);
});

test('what one registry says of another is there', () => {
  const known = (name: string): boolean => {
    const [checker, rule] = name.split('/') as [string, string | undefined];
    return CHECKERS[checker] !== undefined && (rule === undefined || CHECKERS[checker].rules[rule] !== undefined);
  };
  const named = Object.values(SYSTEMS).flatMap(({ spec, mutants }) => [
    ...spec.checks,
    ...Object.values(mutants).flatMap(({ kills }) => kills),
  ]);
  expect(named.filter((name) => !known(name))).toEqual([]);
});
