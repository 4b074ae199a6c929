import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.js';

/**
 * The words that call this program from the user's folder, for lines to paste: `npx touchstone` in a clone or in a
 * project that installed it, `touchstone` where the PATH has it, else node and the path of the entry.
 */
export function calledAs(cwd: string, path: string | undefined, entry: string): string[] {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (folder === PACKAGE_ROOT || existsSync(join(folder, 'node_modules', '.bin', 'touchstone')))
      return ['npx', 'touchstone'];
    if (folder === dirname(folder)) break;
  }
  const isOurs = (folder: string): boolean => folder !== '' && leadsTo(join(folder, 'touchstone'), entry);
  if ((path ?? '').split(delimiter).some(isOurs)) return ['touchstone'];
  const near = relative(cwd, entry);
  return ['node', near.startsWith('..') ? entry : near];
}

function leadsTo(link: string, entry: string): boolean {
  try {
    accessSync(link, constants.X_OK);
    return realpathSync(link) === realpathSync(entry);
  } catch {
    return false;
  }
}
