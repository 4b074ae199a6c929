import { NOTHING, UNKNOWN } from '../transactions.js';
import { addElement, addRead, addWrite, beginList, type Draft, endList } from './draft.js';
import { addIntegers } from './integer-list.js';
import { FOUND, findKey, type JsonCursor, peek, skip, spells, take, takeScalar } from './json-cursor.js';
import { keyOf, versionOf } from './versions.js';

/** What a body that should hold micro-operations holds instead. */
export class NoTransaction extends Error {}

const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;

/** Puts the cursor into the array of micro-operations of a body `{"do":"txn","ops":[...]}` or `{"ops":[...]}`, if it is one. */
export function enterOperations(cursor: JsonCursor, isInvoke: boolean): boolean {
  const { bytes, at } = cursor;
  const usual = isInvoke ? '{"do":"txn","ops":[' : '{"ops":[';
  if (spells(bytes, at, usual)) {
    cursor.at = at + usual.length;
    return true;
  }
  if (isInvoke) {
    if (!findKey(cursor, 'do') || !spells(bytes, cursor.at, '"txn"')) return false;
    cursor.at = at;
  }
  return findKey(cursor, 'ops') && take(cursor, OPEN);
}

/** `versioned`, `append` or `register` by the first write from the cursor on, in or behind the array that it was put into; undefined where there is none. */
export function modelHere(cursor: JsonCursor): Draft['model'] | undefined {
  let model: Draft['model'] | undefined;
  while (model === undefined && take(cursor, OPEN)) {
    const kind = takeKind(cursor);
    let scalars = 0;
    let hasList = false;
    while (take(cursor, COMMA)) {
      scalars++;
      hasList ||= peek(cursor) === OPEN;
      skip(cursor);
    }
    take(cursor, CLOSE);
    if (kind === 'append' || (kind === 'r' && hasList)) model = 'append';
    else if (kind === 'w') model = scalars > 2 ? 'versioned' : 'register';
    if (!take(cursor, COMMA)) break;
  }
  return model;
}

/**
 * Adds the micro-operations of the array that the cursor was put into. `told`: they say what came of them; else they are
 * what was asked for, and reads, and the versions of versioned writes, are unknown. Throws NoTransaction.
 */
export function addMicroOperations(draft: Draft, cursor: JsonCursor, told: boolean): void {
  if (take(cursor, CLOSE)) return;
  do {
    if (!take(cursor, OPEN)) throw new NoTransaction('a micro-operation is no array');
    const kind = takeKind(cursor);
    take(cursor, COMMA);
    if (takeScalar(cursor) !== FOUND.scalar) throw new NoTransaction('a key is no string, number or boolean');
    const key = keyOf(draft.versions, cursor.token);
    const hasValue = take(cursor, COMMA);
    if (kind === 'r') addReadOf(draft, cursor, key, told && hasValue);
    else if (kind === (draft.model === 'append' ? 'append' : 'w')) addWriteOf(draft, cursor, key, told, hasValue);
    else throw new NoTransaction(`a micro-operation is "${kind}", where others are of the kind ${draft.model}`);
    while (!take(cursor, CLOSE)) if (!take(cursor, COMMA)) skip(cursor);
  } while (take(cursor, COMMA));
}

function takeKind(cursor: JsonCursor): string {
  peek(cursor);
  const { bytes, at } = cursor;
  const kind = spells(bytes, at, '"r"')
    ? 'r'
    : spells(bytes, at, '"w"')
      ? 'w'
      : spells(bytes, at, '"append"')
        ? 'append'
        : '';
  if (kind === '') throw new NoTransaction('a micro-operation is none of "append", "r" and "w"');
  cursor.at += kind.length + 2;
  return kind;
}

function addReadOf(draft: Draft, cursor: JsonCursor, key: number, told: boolean): void {
  if (!told) {
    addRead(draft, key, UNKNOWN);
    return;
  }
  const found = takeScalar(cursor);
  if (draft.model === 'append') {
    if (found === FOUND.null) {
      addRead(draft, key, NOTHING);
      return;
    }
    if (found !== FOUND.array) throw new NoTransaction('a read of a list tells no list');
    beginList(draft, key);
    cursor.at = addIntegers(draft, cursor.bytes, cursor.at + 1);
    if (!take(cursor, CLOSE)) {
      do {
        if (takeScalar(cursor) !== FOUND.scalar) throw new NoTransaction(NO_VALUE);
        addElement(draft, cursor.token);
      } while (take(cursor, COMMA));
      take(cursor, CLOSE);
    }
    endList(draft);
  } else addRead(draft, key, versionFound(draft, cursor, key, found));
}

function addWriteOf(draft: Draft, cursor: JsonCursor, key: number, told: boolean, hasValue: boolean): void {
  const isVersioned = draft.model === 'versioned';
  if (isVersioned && !(told && hasValue)) {
    addWrite(draft, key, UNKNOWN, UNKNOWN);
    return;
  }
  const found = hasValue ? takeScalar(cursor) : FOUND.null;
  if (found !== FOUND.scalar) throw new NoTransaction(NO_VALUE);
  const value = cursor.token;
  let replaced = UNKNOWN;
  if (isVersioned && take(cursor, COMMA)) replaced = versionFound(draft, cursor, key, takeScalar(cursor));
  addWrite(draft, key, versionOf(draft.versions, key, value), replaced);
}

/** The start of a key is `null`, and version 0 where versions are told. */
function versionFound(draft: Draft, cursor: JsonCursor, key: number, found: number): number {
  if (found === FOUND.null) return NOTHING;
  if (found !== FOUND.scalar) throw new NoTransaction(NO_VALUE);
  if (draft.model === 'versioned' && cursor.token === 0) return NOTHING;
  return versionOf(draft.versions, key, cursor.token);
}

const NO_VALUE = 'a value is no string, number or boolean';
