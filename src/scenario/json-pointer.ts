import type { Path } from './mistake.js';

/** The path of a JSON pointer, with the numbers of list entries as numbers. */
export function pathOf(pointer: string, value: unknown): Path {
  let here = value;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(here) ? Number(key) : key;
      here = (here as Record<string | number, unknown>)[step];
      return step;
    });
}
