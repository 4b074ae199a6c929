import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemSpec } from '../history/header.js';
import { PACKAGE_ROOT } from '../package-root.js';

/** The contract of a system as data: specs/<system>/spec.json of this installation. */
export function readSpec(system: string): SystemSpec {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, 'specs', system, 'spec.json'), 'utf8')) as SystemSpec;
}
