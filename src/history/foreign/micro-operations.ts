import { addElement, addRead, addWrite, beginList, type Draft, endList } from '../transactions/draft.js';
import { addIntegers } from '../transactions/integer-list.js';
import { tokenAt, tokenName } from '../transactions/tokens.js';
import { keyOf, versionOf } from '../transactions/versions.js';
import { NOTHING, UNKNOWN } from '../transactions.js';
import {
  enterList,
  FOUND,
  leaveList,
  type Notation,
  peek,
  skipForm,
  takeScalar,
  textOf,
  unexpected,
} from './notation.js';
import { wordAmong } from './operation-map.js';
import { LogProblem } from './problem.js';

/** Numbers of the functions of micro-operations. */
const READ = 0;
const WRITE = 1;
const APPEND = 2;
const FUNCTIONS: readonly Uint8Array[] = ['r', 'w', 'append'].map((name) => Buffer.from(name));

/**
 * Adds the micro-operations of a transaction, `[[:append 3 1] [:r 4 nil] ...]`: as they were asked for at `asked`, and
 * as they were answered at `told`, which must be the same with its reads filled in; undefined: nobody knows. Throws
 * LogProblem.
 */
export function addMicroOperations(draft: Draft, asked: Notation, told: Notation | undefined): void {
  const start = told?.at ?? 0;
  enterList(asked, 'a list of micro-operations');
  if (told !== undefined) enterList(told, 'a list of micro-operations');
  while (!leaveList(asked)) {
    const micro = takeFunction(asked, draft);
    const token = takeKey(asked);
    const key = keyOf(draft.versions, token);
    if (told !== undefined) {
      if (leaveList(told)) throw differs(told, start, 'has fewer micro-operations');
      const at = told.at;
      if (takeFunction(told, draft) !== micro) throw differs(told, at, 'has another function here');
      if (takeKey(told) !== token)
        throw differs(told, at, `has another key than ${tokenName(asked.tokens, token)} here`);
    }
    if (micro === READ) {
      if (told === undefined) addRead(draft, key, UNKNOWN);
      else addReadOf(draft, told, key);
    } else {
      const value = takeValue(asked, true);
      addWrite(draft, key, versionOf(draft.versions, key, value), UNKNOWN);
      if (told !== undefined) {
        const at = told.at;
        if (takeValue(told, true) !== value)
          throw differs(told, at, `writes another value than ${tokenName(asked.tokens, value)}`);
      }
    }
    restOf(asked);
    if (told !== undefined) restOf(told);
  }
  if (told !== undefined && !leaveList(told)) throw differs(told, told.at, 'has more micro-operations');
}

/** What kind of history has such micro-operations; undefined if they can be of any. The cursor stands before the list. */
export function modelHere(n: Notation): 'append' | 'register' | undefined {
  let model: 'append' | 'register' | undefined;
  enterList(n, 'a list of micro-operations');
  while (!leaveList(n)) {
    enterList(n, 'a micro-operation');
    const micro = wordAmong(n, FUNCTIONS);
    if (micro === APPEND) return 'append';
    if (micro === WRITE) model ??= 'register';
    if (micro >= 0 && !leaveList(n)) {
      skipForm(n);
      if (micro === READ && peek(n) === 91) return 'append';
    } else if (micro >= 0) continue;
    restOf(n);
  }
  return model;
}

/** Whether a list of micro-operations stands there. Stays. */
export function looksLikeTransaction(n: Notation): boolean {
  const start = n.at;
  let isOne = takeScalar(n) === FOUND.list;
  if (isOne) {
    n.at++;
    const first = takeScalar(n);
    isOne = first === FOUND.list || first === FOUND.close;
    if (first === FOUND.list) {
      n.at++;
      isOne = wordAmong(n, FUNCTIONS) >= 0;
    }
  }
  n.at = start;
  return isOne;
}

function takeFunction(n: Notation, draft: Draft): number {
  enterList(n, 'a micro-operation, such as [:r 3 nil]');
  const micro = wordAmong(n, FUNCTIONS);
  if (micro < 0) throw unexpected(n, 'the function of a micro-operation: :r, :w or :append');
  if (micro !== READ && (micro === APPEND) !== (draft.model === 'append')) {
    const others = draft.model === 'append' ? 'lists' : 'registers';
    throw new LogProblem(
      n.at,
      `a micro-operation on a ${micro === APPEND ? 'list' : 'register'} in a log of ${others}`,
      'a log is of one kind',
    );
  }
  return micro;
}

function takeKey(n: Notation): number {
  const found = takeScalar(n);
  if (found === FOUND.scalar) return n.token;
  if (found === FOUND.list || found === FOUND.map) return takeSpelling(n);
  throw unexpected(n, 'a key');
}

/** Takes a value that was written. */
function takeValue(n: Notation, isRequired: boolean): number {
  const found = takeScalar(n);
  if (found === FOUND.scalar) return n.token;
  if (found === FOUND.list || found === FOUND.map || found === FOUND.set) return takeSpelling(n);
  if (found === FOUND.nil && !isRequired) return Number.NaN;
  n.at = n.from;
  throw unexpected(n, 'the value that is written, which is not nil');
}

/** A list or a map is a value like any other, as it is spelt. */
function takeSpelling(n: Notation): number {
  const from = n.at;
  skipForm(n);
  return tokenAt(n.tokens, n.bytes, from, n.at);
}

function addReadOf(draft: Draft, n: Notation, key: number): void {
  if (peek(n) === 93) {
    addRead(draft, key, UNKNOWN);
    return;
  }
  if (draft.model !== 'append') {
    const value = takeValue(n, false);
    addRead(draft, key, Number.isNaN(value) ? NOTHING : versionOf(draft.versions, key, value));
    return;
  }
  const found = takeScalar(n);
  if (found === FOUND.nil) {
    addRead(draft, key, NOTHING);
    return;
  }
  n.at = n.from;
  if (found !== FOUND.list) throw unexpected(n, 'the list that was read, or nil');
  n.at++;
  beginList(draft, key);
  n.at = addIntegers(draft, n.bytes, n.at);
  for (let element = takeScalar(n); element !== FOUND.close; element = takeScalar(n)) {
    if (element === FOUND.scalar) addElement(draft, n.token);
    else if (element === FOUND.list || element === FOUND.map) addElement(draft, takeSpelling(n));
    else throw unexpected(n, 'an element of the list, or ]');
  }
  n.at++;
  endList(draft);
}

/** Passes over whatever else there is in a micro-operation. */
function restOf(n: Notation): void {
  while (!leaveList(n)) skipForm(n);
}

function differs(n: Notation, at: number, how: string): LogProblem {
  const found = textOf(n, at, Math.min(at + 40, n.end)).split('\n')[0];
  const hint = 'a completion holds the micro-operations of its invoke, with its reads filled in';
  return new LogProblem(at, `this completion ${how}: ${found}`, hint);
}
