import { closeSync, openSync, readSync } from 'node:fs';
import { parseScenario } from './parse.js';
import { ScenarioError } from './problem.js';
import type { Scenario } from './scenario.js';
import type { World } from './world.js';

const MAX_BYTES = 1024 * 1024;

/** Reads a scenario file of at most 1 MiB of UTF-8. Throws ScenarioError with every mistake found in it. */
export function loadScenario(path: string, world: World): Scenario {
  return parseScenario(readText(path), path, world);
}

function readText(path: string): string {
  const refuse = (message: string, expected: string): never => {
    throw new ScenarioError([{ file: path, line: 0, column: 0, message, expected }]);
  };
  let bytes: Uint8Array;
  try {
    bytes = readAtMost(path, MAX_BYTES + 1);
  } catch (error) {
    return refuse(`cannot be read: ${whyNot(error)}`, 'the path of a scenario file');
  }
  if (bytes.length > MAX_BYTES) return refuse('is larger than 1 MiB', 'a scenario, which is a few lines of YAML');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('is not UTF-8 text', 'a scenario in UTF-8');
  }
}

/** Never asks how large the file is: pipes and devices do not know. */
function readAtMost(path: string, limit: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(limit);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < limit; filled += read)
      read = readSync(file, buffer, filled, limit - filled, null);
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by you';
  return code ?? 'it could not be opened';
}
