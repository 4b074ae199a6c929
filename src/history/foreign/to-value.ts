import { createTokens } from '../transactions/tokens.js';
import { createNotation, FOUND, type Notation, passColon, peek, skipForm, takeScalar, textOf } from './notation.js';
import { LogProblem } from './problem.js';

/** Levels of nesting that are shown. */
const DEEPEST = 20;

/**
 * A form of EDN or JSON as JavaScript has it, for people to see: keywords become strings, what has no counterpart its
 * text. Throws LogProblem.
 */
export function formAsValue(text: string, isJson: boolean): unknown {
  const bytes = Buffer.from(`${text}\0`);
  return take(createNotation(bytes, bytes.length - 1, isJson, createTokens()), 0);
}

/** The same for a map: `{text}` where it is none, or odd somewhere that no reader looks. */
export function mapAsObject(text: string, isJson: boolean): Record<string, unknown> {
  try {
    const value = formAsValue(text, isJson);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof LogProblem)) throw error;
  }
  return { text };
}

function take(n: Notation, depth: number): unknown {
  const found = takeScalar(n);
  const from = n.from;
  if (found === FOUND.nil) return null;
  if (found === FOUND.scalar) return scalar(n, textOf(n, from, n.at));
  if (depth === DEEPEST || (found !== FOUND.list && found !== FOUND.map)) {
    skipForm(n);
    return textOf(n, from, n.at);
  }
  n.at++;
  const isList = found === FOUND.list;
  const list: unknown[] = [];
  const map: [string, unknown][] = [];
  for (let c = peek(n); c !== 93 && c !== 125 && c !== 41 && c !== 0; c = peek(n)) {
    if (isList) list.push(take(n, depth + 1));
    else {
      const key = take(n, depth + 1);
      passColon(n);
      map.push([typeof key === 'string' ? key : JSON.stringify(key), take(n, depth + 1)]);
    }
  }
  n.at++;
  return isList ? list : Object.fromEntries(map);
}

function scalar(n: Notation, text: string): unknown {
  if (Number.isInteger(n.token)) return n.token;
  if (text === 'true' || text === 'false') return text === 'true';
  if (text.startsWith(':')) return text.slice(1);
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(1, -1);
  }
}
