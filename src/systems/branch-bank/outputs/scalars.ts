import { fieldOf, type Value } from '../original/tolerant-json.js';

/** The number under one of these keys; programs put some in quotes. Undefined where there is none. */
export function numberUnder(value: Value, ...keys: readonly string[]): number | undefined {
  const found = fieldOf(value, ...keys);
  if (found?.kind !== 'number' && found?.kind !== 'string') return undefined;
  const text = found.text.trim();
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

export function textUnder(value: Value, ...keys: readonly string[]): string | undefined {
  const found = fieldOf(value, ...keys);
  return found?.kind === 'string' ? found.text.trim() : undefined;
}

export function itemsUnder(value: Value, ...keys: readonly string[]): readonly Value[] | undefined {
  const found = fieldOf(value, ...keys);
  return found?.kind === 'array' ? found.items : undefined;
}

/** The objects of an output: of its lists, or one behind the other. */
export function objectsIn(values: readonly Value[]): Value[] {
  return values.flatMap((value) => (value.kind === 'array' ? value.items : [value]));
}
