import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.js';

/** What is in the folder but not in the repository. */
const NOT_OURS = ['node_modules', 'dist', 'runs', 'coverage', '.git'];

/** Paths, from the package root and with `/`, of all files of the repository. */
export function repositoryFiles(): string[] {
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(PACKAGE_ROOT, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (folder === '' && NOT_OURS.includes(entry.name)) continue;
      if (entry.isDirectory()) folders.push(path);
      else found.push(path);
    }
  }
  return found.sort();
}

export function topLevel(): string[] {
  return readdirSync(PACKAGE_ROOT).filter((name) => !NOT_OURS.includes(name));
}

export function read(path: string): string {
  return readFileSync(join(PACKAGE_ROOT, path), 'utf8');
}

export function isTest(path: string): boolean {
  return /\.(test|spec|fixture)\.ts$/.test(path);
}
