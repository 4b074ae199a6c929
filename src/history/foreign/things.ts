import { type Token, tokenOfSpelling, tokenSpelling } from '../transactions/tokens.js';
import {
  endsWord,
  FOUND,
  leaveList,
  MOST_DISCARDED,
  type Notation,
  passColon,
  peek,
  peekAtTag,
  skipForm,
  takeScalar,
  textOf,
  unexpected,
  verifySize,
} from './notation.js';
import { LogProblem } from './problem.js';

/**
 * Takes whatever stands there as a key or a value, and answers its token, NaN for nil. Two things have one token if and
 * only if Clojure's `=` says that they are equal: lists are vectors, the order of sets and maps is nothing, a tag is part
 * of the thing, metadata is not. Throws LogProblem where nothing stands, saying `what` was expected.
 */
export function takeThing(n: Notation, what: string): Token {
  if (peekAtTag(n) === 35 && !n.isJson) return takeCompound(n, what);
  const found = takeScalar(n);
  if (found === FOUND.scalar) return n.token;
  if (found === FOUND.nil) return Number.NaN;
  n.at = n.from;
  if (found === FOUND.close || found === FOUND.end) throw unexpected(n, what);
  return takeCompound(n, what);
}

function takeCompound(n: Notation, what: string): Token {
  const from = n.at;
  skipForm(n);
  verifySize(n, from);
  n.at = from;
  return tokenOfSpelling(n.tokens, spell(n, what, 0));
}

/** How deep values may be nested. */
const MOST_DEPTH = MOST_DISCARDED;

/** Takes a thing and answers its one spelling. */
function spell(n: Notation, what: string, depth: number): string {
  if (depth > MOST_DEPTH) throw new LogProblem(n.at, `a value is nested deeper than ${MOST_DEPTH}`, 'no log has that');
  const c = peekAtTag(n);
  if (c === 35 && !n.isJson) {
    const next = n.bytes[n.at + 1];
    if (next === 123) {
      n.at++;
      return `#{${[...new Set(members(n, depth))].sort().join(' ')}}`;
    }
    if (next === 58) return spellQualified(n, depth);
    if (next !== 35) return spellTagged(n, what, depth);
  }
  const found = takeScalar(n);
  if (found === FOUND.nil) return 'nil';
  if (found === FOUND.scalar) return tokenSpelling(n.tokens, n.token);
  if (found === FOUND.list) return `[${members(n, depth).join(' ')}]`;
  if (found === FOUND.map) return spellMap(n, depth, (key) => key);
  n.at = n.from;
  throw unexpected(n, what);
}

/** What stands in the brackets at the cursor, each in its spelling. */
function members(n: Notation, depth: number): string[] {
  const isBraced = n.bytes[n.at] === 123;
  const all: string[] = [];
  n.at++;
  while (isBraced ? peekAtTag(n) !== 125 : !leaveList(n))
    all.push(spell(n, isBraced ? 'a value or }' : 'a value or ]', depth + 1));
  if (isBraced) n.at++;
  return all;
}

function spellMap(n: Notation, depth: number, nameOf: (key: string) => string): string {
  const pairs: string[] = [];
  n.at++;
  while (peekAtTag(n) !== 125) {
    const key = nameOf(spell(n, 'a key or }', depth + 1));
    passColon(n);
    pairs.push(`${key} ${spell(n, 'the value of a key', depth + 1)}`);
  }
  n.at++;
  return `{${pairs.sort().join(', ')}}`;
}

/** `#:a{:x 1, :b/y 2, :_/z 3}` is short for `{:a/x 1, :b/y 2, :z 3}`. */
function spellQualified(n: Notation, depth: number): string {
  const from = n.at + 2;
  let end = from;
  while (!endsWord(n.bytes[end]!)) end++;
  const space = textOf(n, from, end);
  n.at = end;
  if (peek(n) !== 123) throw unexpected(n, 'a map');
  return spellMap(n, depth, (key) => {
    if (!/^:?[A-Za-z*!_?<>=.$&%|-]/.test(key) || /^(nil|true|false)$/.test(key)) return key;
    const name = key.replace(/^:/, '');
    const colon = key.length - name.length > 0 ? ':' : '';
    if (name.startsWith('_/')) return `${colon}${name.slice(2)}`;
    return name.includes('/') ? key : `${colon}${space}/${name}`;
  });
}

function spellTagged(n: Notation, what: string, depth: number): string {
  const from = n.at;
  let end = from + 1;
  while (!endsWord(n.bytes[end]!)) end++;
  const tag = textOf(n, from, end);
  n.at = end;
  const form = spell(n, what, depth + 1);
  if (tag === '#uuid') return `${tag} ${form.toLowerCase()}`;
  return `${tag} ${tag === '#inst' ? instant(form) : form}`;
}

/** An instant as milliseconds, where it is told to no more than that. */
function instant(form: string): string {
  const parts = /^"(\d{4})(?:-(\d\d)(?:-(\d\d)(T[\d:.]*)?)?)?(Z|[+-]\d\d:\d\d)?"$/.exec(form);
  if (parts === null) return form;
  const [, year, month = '01', day = '01', time = 'T00', zone = 'Z'] = parts;
  const [hour = '00', minute = '00', second = '00'] = time.slice(1).split(':');
  if (/\.\d{4}/.test(second)) return form;
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second.includes('.') ? second : `${second}.0`}${zone.replace('Z', '+00:00')}`,
  );
  return Number.isNaN(at) ? form : `"${new Date(at).toISOString()}"`;
}
