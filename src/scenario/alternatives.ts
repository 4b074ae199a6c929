import type { Schema } from './grammar/definitions.js';
import type { Mistake } from './mistake.js';
import { article, oneOf_, show } from './phrases.js';
import { near } from './unknown-word.js';

/** The alternative that was meant, by its place; or why none can be told, with a path from the value on. */
export type Choice = { branch: number } | { mistake: Mistake };

/**
 * Which alternative of a union a wrong value was meant to be: the one of its type and, among maps, the one whose
 * first required key it has. Undefined when no alternative is of its type.
 */
export function meant(value: unknown, branches: readonly Schema[], title?: unknown): Choice | undefined {
  const fitting = [...branches.keys()].filter((i) => typesOf(branches[i]!).includes(typeOf(value)));
  if (typeOf(value) !== 'object' || fitting.length < 2)
    return fitting.length === 0 ? undefined : { branch: fitting[0]! };
  const keys = Object.keys(value as object);
  const tagged = fitting.filter((i) => keys.includes(tagOf(branches[i]!) ?? ''));
  if (tagged.length === 1) return { branch: tagged[0]! };
  if (tagged.length > 1) return ofSeveral(keys, tagged, branches);
  const untagged = fitting.find((i) => tagOf(branches[i]!) === undefined);
  return untagged === undefined ? ofNone(keys, fitting, branches, title) : { branch: untagged };
}

/** The value has the first keys of several: fine if one of them has room for all. */
function ofSeveral(keys: string[], tagged: number[], branches: readonly Schema[]): Choice {
  const whole = tagged.find((i) => keys.every((key) => keysOf(branches[i]!).includes(key)));
  if (whole !== undefined) return { branch: whole };
  const [first, second] = keys.filter((key) => tagged.some((i) => tagOf(branches[i]!) === key));
  const message = `"${first}" and "${second}" do not go together`;
  return { mistake: { path: [second!], key: true, message, expected: 'one of the two' } };
}

/** The value has no first key: it is misspelt, or it is missing, and then the other keys may tell. */
function ofNone(keys: string[], fitting: number[], branches: readonly Schema[], title: unknown): Choice {
  const tags = fitting.map((i) => tagOf(branches[i]!)!);
  const legal = [...new Set(fitting.flatMap((i) => keysOf(branches[i]!)))];
  const stray = keys.find((key) => !legal.includes(key));
  if (stray !== undefined) {
    const message = `unknown key ${show(stray)}`;
    return { mistake: { path: [stray], key: true, message, expected: oneOf_(tags, stray), ...near(stray, legal) } };
  }
  const common = fitting.map((i) => keys.filter((key) => keysOf(branches[i]!).includes(key)).length);
  const most = Math.max(...common);
  const best = fitting.filter((_, j) => common[j] === most);
  if (most > 0 && best.length === 1) return { branch: best[0]! };
  return {
    mistake: {
      path: [],
      message: `the key that makes this ${article(String(title ?? 'value'))} is missing`,
      expected: oneOf_(tags),
    },
  };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function typesOf({ type, enum: words, const: word }: Schema): string[] {
  if (words !== undefined || word !== undefined) return ((words as unknown[]) ?? [word]).map(typeOf);
  return [type].flat().map((t) => (t === 'integer' ? 'number' : String(t)));
}

function tagOf(schema: Schema): string | undefined {
  return (schema.required as string[] | undefined)?.[0];
}

function keysOf(schema: Schema): string[] {
  return Object.keys((schema.properties ?? {}) as object);
}
