import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.js';

/** Which commit is measured, and whether anything was changed since. */
export function commitNow(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: PACKAGE_ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    // The results that campaigns and benches write are no change of what is measured.
    const changes = git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!bench/results');
    return git('rev-parse', 'HEAD') + (changes === '' ? '' : ' with changes');
  } catch {
    return 'unknown';
  }
}

/** Writes bench/results/NAME.json, and says so. */
export function writeResults(name: string, results: object): void {
  const folder = join(PACKAGE_ROOT, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  process.stderr.write(`written to ${path}\n`);
}
