import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { meant } from './alternatives.js';
import { explain, unfit } from './explain.js';
import type { Schema } from './grammar/definitions.js';
import { pathOf } from './json-pointer.js';
import type { FractionAt, Mistake, Path } from './mistake.js';
import { wanted } from './phrases.js';

/** A schema made ready; `find` tells what is wrong with a value, one mistake for each thing to mend. */
export interface Validator {
  find(value: unknown, fractionAt: FractionAt): Mistake[];
}

interface Context {
  /** Where the value that is being validated stands in the document. */
  base: Path;
  root: unknown;
  fractionAt: FractionAt;
}

/**
 * Makes a JSON Schema into a validator that speaks to authors. Of alternatives (`anyOf`, `oneOf`) it picks the one
 * that was meant, by its type and its first required key, and reports only what is wrong with that one.
 */
export function validator(schema: Schema): Validator {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateFormats: false, passContext: true });
  ajv.addKeyword({ keyword: 'whole', schema: false, errors: true, validate: isWhole });
  const root = prepared(schema, (schema.$defs ?? {}) as Record<string, Schema>) as Schema;
  const compiled = new WeakMap<Schema, ValidateFunction>();

  const compile = (part: Schema): ValidateFunction => {
    const known = compiled.get(part);
    if (known !== undefined) return known;
    const made = ajv.compile(part);
    compiled.set(part, made);
    return made;
  };

  const find = (part: Schema, value: unknown, context: Context): Mistake[] => {
    const validate = compile(part);
    if (validate.call(context, value)) return [];
    const errors = validate.errors ?? [];
    const unions = outermost(errors);
    const mistakes = [...unions.values()].flatMap((union) => {
      const base = [...context.base, ...pathOf(union.instancePath, value)];
      return inUnion(union, { ...context, base });
    });
    const strange = strangeKeys(errors);
    for (const error of errors) {
      if (ancestors(error.instancePath).some((pointer) => unions.has(pointer))) continue;
      const path = [...context.base, ...pathOf(error.instancePath, value)];
      const mistake = explain(error, path, strange.get(error.instancePath) ?? [], context.fractionAt);
      if (mistake !== undefined) mistakes.push(mistake);
    }
    return mistakes;
  };

  const inUnion = (union: ErrorObject, context: Context): Mistake[] => {
    const branches = union.schema as Schema[];
    const choice = meant(union.data, branches, (union.parentSchema as Schema).title);
    if (choice !== undefined && 'mistake' in choice) {
      return [{ ...choice.mistake, path: [...context.base, ...choice.mistake.path] }];
    }
    const mistakes = choice === undefined ? [] : find(branches[choice.branch]!, union.data, context);
    if (mistakes.length === 0) return [unfit(union.data, union.parentSchema as Schema, context.base)];
    return mistakes.map(among(union, context.base));
  };

  /** A wrong word may have meant any alternative, so that all are shown where the union has examples of them. */
  const among =
    ({ parentSchema, data }: ErrorObject, path: Path) =>
    (mistake: Mistake): Mistake =>
      (typeof data === 'string' || (typeof data === 'number' && !Number.isInteger(data))) &&
      parentSchema!.examples !== undefined &&
      mistake.path.length === path.length
        ? { ...mistake, expected: wanted(parentSchema as Schema) }
        : mistake;

  return { find: (value, fractionAt) => find(root, value, { base: [], root: value, fractionAt }) };
}

/** The failed unions that stand in no other one, by their place. Of two at one place, ajv reports the outer one later. */
function outermost(errors: readonly ErrorObject[]): Map<string, ErrorObject> {
  const unions = new Map<string, ErrorObject>();
  for (const error of errors) {
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf') unions.set(error.instancePath, error);
  }
  for (const pointer of [...unions.keys()]) {
    if (ancestors(pointer).some((above) => above !== pointer && unions.has(above))) unions.delete(pointer);
  }
  return unions;
}

/** The unknown keys of every map. */
function strangeKeys(errors: readonly ErrorObject[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const { keyword, instancePath, params } of errors) {
    if (keyword !== 'additionalProperties') continue;
    keys.set(instancePath, [...(keys.get(instancePath) ?? []), params.additionalProperty]);
  }
  return keys;
}

/** A JSON pointer and all that lead to it. */
function ancestors(pointer: string): string[] {
  const parts = pointer.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/**
 * The schema with its references written out, since ajv takes quadratic time to gather errors across them; every
 * place that wants an integer is marked, so that the way it was written can be judged too.
 */
function prepared(schema: unknown, definitions: Record<string, Schema>): unknown {
  if (Array.isArray(schema)) return schema.map((part) => prepared(part, definitions));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, $defs: _defs, ...beside } = schema as Schema;
  const copy = Object.fromEntries(Object.entries(beside).map(([key, part]) => [key, prepared(part, definitions)]));
  if ($ref !== undefined) return { ...(prepared(referred($ref, definitions), definitions) as Schema), ...copy };
  const { type } = beside;
  const wantsInteger =
    type === 'integer' || (Array.isArray(type) && type.includes('integer') && !type.includes('number'));
  return wantsInteger ? { ...copy, whole: true } : copy;
}

function referred(name: unknown, definitions: Record<string, Schema>): Schema {
  const found = definitions[String(name).replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`the schema refers to ${name}, which is not among its $defs`);
  return found;
}

function isWhole(this: unknown, value: unknown, place?: { instancePath: string }): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return true;
  const { base, root, fractionAt } = this as Context;
  return fractionAt([...base, ...numbered(place?.instancePath ?? '', base, root)]) === undefined;
}

function numbered(pointer: string, base: Path, root: unknown): Path {
  let here = root;
  for (const part of base) here = (here as Record<string | number, unknown>)[part];
  return pathOf(pointer, here);
}
