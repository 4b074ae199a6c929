import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { PACKAGE_ROOT } from '../../package-root.js';
import { FORMAT, type Header } from '../header.js';
import { LineProblem } from './error.js';
import { schemaProblem } from './schema-problem.js';
import { skipValue } from './skip-json.js';

/**
 * The header in [from, to) of `bytes`, a line with its newline, checked against specs/history.schema.json. Throws
 * LineProblem on whatever is no header, or one of a later format.
 */
export function parseHeader(bytes: Uint8Array, from: number, to: number): Header {
  if (bytes[from] !== 123) throw noHistory();
  const end = skipValue(bytes, from);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
  if (text.slice(end - from).trim() !== '') throw noHistory();
  const header = JSON.parse(text) as Header;
  if (header.touchstone !== 'history') throw noHistory();
  if (Number.isInteger(header.format) && header.format > FORMAT) {
    throw new LineProblem(
      `this is a history of format ${header.format}, written by version ${header.tool}`,
      `this version reads format ${FORMAT}; read it with that one`,
    );
  }
  const check = headerCheck();
  if (!check(header)) throw invalid(check.errors![0]!);
  const names = [...header.nodes, ...header.clients];
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw new LineProblem(`the header names ${twice} twice`, 'nodes and clients all have names of their own');
  }
  return header;
}

function noHistory(): LineProblem {
  return new LineProblem(
    'this is no history',
    'its first line should be a header that begins with {"touchstone":"history"',
  );
}

function invalid(error: ErrorObject): LineProblem {
  const { place, what } = schemaProblem(error);
  return new LineProblem(
    `the header is not right: ${place === '' ? 'it' : JSON.stringify(place)} ${what}`,
    'specs/history.schema.json says what a header holds',
  );
}

let compiled: ValidateFunction | undefined;

/** Compiled when first needed: a run that only records never pays for it. */
function headerCheck(): ValidateFunction {
  if (compiled === undefined) {
    const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'specs/history.schema.json'), 'utf8'));
    const ajv = new Ajv({ allowUnionTypes: true });
    ajv.addSchema(schema);
    compiled = ajv.getSchema(`${schema.$id}#/$defs/header`)!;
  }
  return compiled;
}
