import { InputError, type OriginalText } from '../../system.js';

/** A value as it stands in a text, with the line on which it begins. Numbers and words are kept as they were written. */
export type Value =
  | { kind: 'object'; line: number; fields: Field[] }
  | { kind: 'array'; line: number; items: Value[] }
  | { kind: 'string'; line: number; text: string }
  | { kind: 'number'; line: number; text: string }
  | { kind: 'word'; line: number; text: 'true' | 'false' | 'null' };

/** A field of an object; its key without the spaces around it. */
export interface Field {
  key: string;
  line: number;
  value: Value;
}

type Container = Extract<Value, { kind: 'object' | 'array' }>;

const DEEPEST = 64;
const TOKEN =
  /\s*(?:([[\]{},:])|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|([A-Za-z_]\w*))/y;
const WORDS: Readonly<Record<string, 'true' | 'false' | 'null'>> = {
  true: 'true',
  false: 'false',
  null: 'null',
  True: 'true',
  False: 'false',
  None: 'null',
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

interface Token {
  kind: 'mark' | 'string' | 'number' | 'word' | 'end';
  text: string;
  line: number;
}

/**
 * Reads all values of a text, one behind the other: JSON as it should be, and as programs print it: several values in
 * one file, a line for each, texts in single quotes, Python's True, False and None, a comma too many behind the last
 * item, none between two objects. Throws InputError with the line where it is none of that. One pass, no recursion.
 */
export function readValues({ file, text }: OriginalText): Value[] {
  const next = tokens(file, text);
  const values: Value[] = [];
  const open: Container[] = [];
  /** The key that waits for its value, in the innermost object. */
  let key: { text: string; line: number } | undefined;
  /** Whether a comma, or a first item, may come: not right behind a value without one. */
  let separated = true;

  function place(value: Value): void {
    const into = open.at(-1);
    const mayFollow = separated || into === undefined || value.kind === 'object';
    if (into?.kind === 'object') {
      if (key === undefined) throw new InputError(file, value.line, `expected a key in quotes, found ${shown(value)}`);
      into.fields.push({ key: key.text.trim(), line: key.line, value });
      key = undefined;
    } else {
      if (!mayFollow) throw new InputError(file, value.line, `expected a comma or "]", found ${shown(value)}`);
      (into === undefined ? values : into.items).push(value);
    }
    separated = false;
    if (value.kind !== 'object' && value.kind !== 'array') return;
    if (open.length === DEEPEST) throw new InputError(file, value.line, `nested deeper than ${DEEPEST}`);
    open.push(value);
    separated = true;
  }

  function close(mark: string, line: number): void {
    const last = open.at(-1);
    if (last === undefined) throw new InputError(file, line, `"${mark}" closes nothing: no bracket is open`);
    const wanted = last.kind === 'array' ? ']' : '}';
    if (key !== undefined) throw new InputError(file, line, `expected a value for "${key.text}", found "${mark}"`);
    if (mark !== wanted) {
      const opened = last.kind === 'array' ? '[' : '{';
      throw new InputError(
        file,
        line,
        `expected "${wanted}" for the "${opened}" of line ${last.line}, found "${mark}"`,
      );
    }
    open.pop();
    separated = false;
  }

  function takeKey(token: Token): void {
    if (!separated) throw new InputError(file, token.line, `expected a comma or "}", found ${quoted(token)}`);
    const colon = next();
    if (colon.text !== ':' || colon.kind !== 'mark')
      throw new InputError(file, colon.line, `expected a colon behind the key "${token.text}", found ${quoted(colon)}`);
    key = { text: token.text, line: token.line };
  }

  for (let token = next(); token.kind !== 'end'; token = next()) {
    const { kind, text: word, line } = token;
    if (kind === 'string' && open.at(-1)?.kind === 'object' && key === undefined) takeKey(token);
    else if (kind === 'string' || kind === 'number') place({ kind, text: word, line });
    else if (kind === 'word') place({ kind, text: word as 'true', line });
    else if (word === '[') place({ kind: 'array', line, items: [] });
    else if (word === '{') place({ kind: 'object', line, fields: [] });
    else if (word === ',' && key === undefined && !separated) separated = true;
    else if (word === ']' || word === '}') close(word, line);
    else
      throw new InputError(
        file,
        line,
        `expected ${key === undefined ? 'a value' : `a value for "${key.text}"`}, found "${word}"`,
      );
  }
  const left = open.at(-1);
  if (left !== undefined) {
    const what = left.kind === 'array' ? '"["' : '"{"';
    throw new InputError(file, left.line, `the ${what} of this line is never closed`);
  }
  return values;
}

/** The value of a field; of several with the same key the last one, as in JSON. */
export function fieldOf(value: Value, ...keys: readonly string[]): Value | undefined {
  return entryOf(value, ...keys)?.value;
}

/** The same with its key and line. Keys count without regard to case. */
export function entryOf(value: Value, ...keys: readonly string[]): Field | undefined {
  if (value.kind !== 'object') return undefined;
  return value.fields.filter((field) => keys.includes(field.key.toLowerCase())).at(-1);
}

/** A value in a few words, for messages. */
export function shown(value: Value): string {
  if (value.kind === 'object') return 'an object';
  if (value.kind === 'array') return 'a list';
  return value.kind === 'string' ? JSON.stringify(cut(value.text)) : cut(value.text);
}

function tokens(file: string, text: string): () => Token {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  let newline = text.indexOf('\n');

  function advance(to: number): void {
    at = to;
    for (; newline >= 0 && newline < at; newline = text.indexOf('\n', newline + 1)) line++;
  }

  return () => {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      const rest = text.slice(at);
      advance(at + rest.length - rest.trimStart().length);
      if (at === text.length) return { kind: 'end', text: 'the end of the file', line };
      throw new InputError(file, line, unreadable(text.slice(at, at + 100)));
    }
    const [, mark, string, number, word] = match;
    advance(TOKEN.lastIndex);
    if (mark !== undefined) return { kind: 'mark', text: mark, line };
    if (string !== undefined) return { kind: 'string', text: unescaped(string), line };
    if (number !== undefined) return { kind: 'number', text: number, line };
    if (!Object.hasOwn(WORDS, word!)) throw new InputError(file, line, unreadable(word!));
    return { kind: 'word', text: WORDS[word!]!, line };
  };
}

function unescaped(string: string): string {
  return string
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_all, code: string | undefined, char: string | undefined) =>
      code !== undefined ? String.fromCharCode(Number.parseInt(code, 16)) : (ESCAPES[char!] ?? char!),
    );
}

function unreadable(rest: string): string {
  if (/^["']/.test(rest)) return `the text ${cut(rest.split('\n')[0]!)} has no closing quote on its line`;
  const [found] = /^\S+/.exec(rest) ?? [''];
  return `expected JSON, found "${cut(found)}"`;
}

function quoted({ kind, text }: Token): string {
  return kind === 'end' ? text : `"${cut(text)}"`;
}

function cut(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`;
}
