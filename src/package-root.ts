import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json and specs/, whether this file runs from src/ or from dist/src/. */
export const PACKAGE_ROOT = findUp(dirname(fileURLToPath(import.meta.url)));

/** Version of the tool. */
export const VERSION: string = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version;

/**
 * The compiled file of a source file, for what runs outside Jest's transform: worker threads and child processes.
 * `source` is relative to the package root: `src/wire/embedded/worker.ts`.
 */
export function compiledEntry(source: string): string {
  return join(PACKAGE_ROOT, 'dist', source.replace(/\.ts$/, '.js'));
}

function findUp(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error('touchstone: no package.json above its own files; the installation is damaged');
  return findUp(parent);
}
