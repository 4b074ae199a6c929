import { addElement, addRead, addWrite, beginList, type Draft, endList } from '../transactions/draft.js';
import { addIntegers } from '../transactions/integer-list.js';
import { tokenName, tokenOfSpelling } from '../transactions/tokens.js';
import { keyOf, versionOf } from '../transactions/versions.js';
import { NOTHING, UNKNOWN } from '../transactions.js';
import {
  enterList,
  FOUND,
  leaveList,
  type Notation,
  peek,
  peekAtTag,
  skipForm,
  takeScalar,
  textOf,
  unexpected,
} from './notation.js';
import { wordAmong } from './operation-map.js';
import { LogProblem } from './problem.js';
import { takeThing } from './things.js';

/** Numbers of the functions of micro-operations. */
const READ = 0;
const WRITE = 1;
const APPEND = 2;
const FUNCTIONS: readonly Uint8Array[] = ['r', 'w', 'append', 'read', 'write'].map((name) => Buffer.from(name));

const LIST = 'a list of micro-operations';
const MICRO_OPERATION = 'a micro-operation, such as [:r 3 nil]';

/** Takes the function of a micro-operation, if one stands there; else stays, and -1. */
function functionHere(n: Notation): number {
  const named = wordAmong(n, FUNCTIONS);
  // `:read` and `:write` are as good.
  return named > APPEND ? named - 3 : named;
}

/**
 * Adds the micro-operations of a transaction, `[[:append 3 1] [:r 4 nil] ...]`: as they were asked for at `asked`, and
 * as they were answered at `told`, which must be the same with its reads filled in; undefined: nobody knows. Throws
 * LogProblem.
 */
export function addMicroOperations(draft: Draft, asked: Notation, told: Notation | undefined): void {
  const start = told?.at ?? 0;
  enterList(asked, LIST);
  if (told !== undefined) enterList(told, LIST);
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
      const value = takeWritten(asked);
      addWrite(draft, key, versionOf(draft.versions, key, value), UNKNOWN);
      if (told !== undefined) {
        const at = told.at;
        if (takeWritten(told) !== value)
          throw differs(told, at, `writes another value than ${tokenName(asked.tokens, value)}`);
      }
    }
    restOf(asked);
    if (told !== undefined) restOf(told);
  }
  if (told !== undefined && !leaveList(told)) throw differs(told, told.at, 'has more micro-operations');
}

/**
 * Verifies that what a transaction wrote, as the completion at `told` of one that did not end well has it, was asked for at
 * `asked`: else nobody knows what it may have written. Stays silent if there are no micro-operations, or fewer of them.
 * Throws LogProblem.
 */
export function verifyWritesTold(asked: Notation, told: Notation): void {
  if (!looksLikeTransaction(told)) return;
  const start = told.at;
  enterList(asked, LIST);
  enterList(told, LIST);
  let isOver = false;
  while (!leaveList(told)) {
    peek(told);
    const at = told.at;
    enterList(told, MICRO_OPERATION);
    const micro = functionHere(told);
    if (micro === WRITE || micro === APPEND) {
      isOver ||= leaveList(asked);
      if (isOver) throw differs(told, start, 'has more writes');
      enterList(asked, MICRO_OPERATION);
      const isSame = functionHere(asked) === micro && takeKey(asked) === takeKey(told);
      if (!isSame || takeWritten(asked) !== takeWritten(told)) throw differs(told, at, 'writes something else');
      restOf(asked);
    } else {
      isOver ||= leaveList(asked);
      if (!isOver) skipForm(asked);
    }
    restOf(told);
  }
}

/** What kind of history has such micro-operations; undefined if they can be of any. The cursor stands before the list. */
export function modelHere(n: Notation): 'append' | 'register' | undefined {
  let model: 'append' | 'register' | undefined;
  enterList(n, LIST);
  while (!leaveList(n)) {
    enterList(n, MICRO_OPERATION);
    const micro = functionHere(n);
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
      isOne = functionHere(n) >= 0;
    }
  }
  n.at = start;
  return isOne;
}

function takeFunction(n: Notation, draft: Draft): number {
  enterList(n, MICRO_OPERATION);
  const micro = functionHere(n);
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
  const key = takeThing(n, 'a key');
  return Number.isNaN(key) ? tokenOfSpelling(n.tokens, 'nil') : key;
}

/** Takes a value that was written. */
function takeWritten(n: Notation): number {
  const from = n.at;
  const value = takeThing(n, WRITTEN);
  if (!Number.isNaN(value)) return value;
  n.at = from;
  throw unexpected(n, WRITTEN);
}

const WRITTEN = 'the value that is written, which is not nil';

function addReadOf(draft: Draft, n: Notation, key: number): void {
  const c = peekAtTag(n);
  if (c === 93 || c === 41) {
    addRead(draft, key, UNKNOWN);
    return;
  }
  if (draft.model !== 'append') {
    const value = takeThing(n, 'the value that was read, or nil');
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
  while (!leaveList(n)) addElement(draft, takeElement(n));
  endList(draft);
}

function takeElement(n: Notation): number {
  const element = takeThing(n, ELEMENT);
  if (!Number.isNaN(element)) return element;
  n.at = n.from;
  throw unexpected(n, ELEMENT);
}

const ELEMENT = 'an element of the list, or ]';

/** Passes over whatever else there is in a micro-operation. */
function restOf(n: Notation): void {
  while (!leaveList(n)) skipForm(n);
}

function differs(n: Notation, at: number, how: string): LogProblem {
  const found = textOf(n, at, Math.min(at + 40, n.end)).split('\n')[0];
  const hint = 'a completion holds the micro-operations of its invoke, with its reads filled in';
  return new LogProblem(at, `this completion ${how}: ${found}`, hint);
}
