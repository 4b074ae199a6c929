import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { PACKAGE_ROOT } from '../src/package-root.js';
import type { System } from '../src/systems/system.js';

/** The page of a system, specs/<system>/README.md. */
export function pageOf(system: string): string {
  return readFileSync(join(PACKAGE_ROOT, 'specs', system, 'README.md'), 'utf8');
}

/** What holds of every system's page, as tests: its examples fit the contract, and nothing of the contract is left out. */
export function testPage({ name, spec }: Pick<System, 'name' | 'spec'>): void {
  const page = pageOf(name);
  const ajv = new Ajv({ strict: false });
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

  test('every check of the contract is explained', () => {
    const explained = [...page.matchAll(/^\| `([a-z-]+)` \| [a-z]/gm)].map((row) => row[1]!);
    expect(spec.checks.filter((name) => !explained.includes(name))).toEqual([]);
  });
}

interface Example {
  type?: string;
  kind?: string;
}
