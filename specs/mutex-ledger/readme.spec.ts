import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { blockHash, GENESIS, HASH_PROFILES } from '../../src/history/block-hash.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { mutexLedger } from '../../src/systems/mutex-ledger/system.js';

const { spec } = mutexLedger;
const page = readFileSync(join(PACKAGE_ROOT, 'specs', 'mutex-ledger', 'README.md'), 'utf8');
const ajv = new Ajv({ strict: false });

interface Example {
  type?: string;
  kind?: string;
}

const examples: Example[] = [...page.matchAll(/^```json\n(.*?)^```/gms)]
  .flatMap(([, block]) => block!.split(/\n(?=\{)/))
  .map((text) => JSON.parse(text) as Example);

test.each(examples.map((example) => [example.type ?? example.kind, example]))(
  'the example of %s fits the contract',
  (_name, example) => {
    const { type, kind } = example as Example;
    const schema = type === undefined ? spec.events[kind!]!.fields : spec.messages[type]!.body;
    const validate = ajv.compile(schema);
    validate(example);
    expect(validate.errors).toBeNull();
  },
);

test('every message and every event has an example, but for those of every system', () => {
  const named = new Set(examples.flatMap(({ type, kind }) => type ?? kind));
  const missing = [...Object.keys(spec.messages), ...Object.keys(spec.events)].filter((name) => !named.has(name));
  expect(missing).toEqual(['dump', 'dump_ok', 'outcome', 'outcome_ok']);
});

test.each(Object.keys(HASH_PROFILES))('the test vectors of %s are its hashes', (profile) => {
  const first = { height: 1, prev: GENESIS, from: 'n1', to: 'n2', amount: 4, tx: 'c1-1' };
  const hash = blockHash(profile, first);
  const second = blockHash(profile, { height: 2, prev: hash, from: 'n3', to: 'n1', amount: 7, tx: 'c3-1' });
  const rows = [...page.matchAll(/^\| `(\w+)`, (\d) \| `([0-9a-f]{64})` \|$/gm)].filter((row) => row[1] === profile);
  expect(rows.map(([, , height, vector]) => [height, vector])).toEqual([
    ['1', hash],
    ['2', second],
  ]);
  if (profile === 'netstring') expect(page).toContain(`\`${HASH_PROFILES.netstring!(first)}\``);
});

test('every check of the contract is explained', () => {
  const explained = [...page.matchAll(/^\| `([a-z-]+)` \| [a-z]/gm)].map((row) => row[1]!);
  expect(spec.checks.filter((name) => !explained.includes(name))).toEqual([]);
});
