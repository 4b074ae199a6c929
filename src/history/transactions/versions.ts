import { createTokens, hashOf, type Token, type Tokens, tokenName } from './tokens.js';

/**
 * The keys of a history and the values that each took, with dense numbers: a version is a (key, value). Open addressing
 * over typed columns; the tables hold numbers only and are compared through the columns.
 */
export interface Versions {
  readonly tokens: Tokens;
  keyTable: Int32Array;
  /** By key: what the log calls it. */
  keyToken: Float64Array;
  keys: number;
  /** Numbers of the keys that are small integers, plus one. */
  readonly smallKeys: Int32Array;
  table: Int32Array;
  /**
   * By key: its versions by value, plus one, for the values 0 .. rows[key] - 1: `pool[rowAt[key] + value]`. Most logs
   * count the values of a key from 1, and those need no hashing.
   */
  pool: Int32Array;
  pooled: number;
  rowAt: Int32Array;
  rowLength: Int32Array;
  /** By version. */
  keyOf: Int32Array;
  value: Float64Array;
  count: number;
  /** How many of them are in the table. */
  hashed: number;
}

const SMALL_KEYS = 1 << 16;

export function createVersions(): Versions {
  return {
    tokens: createTokens(),
    keyTable: new Int32Array(64).fill(-1),
    keyToken: new Float64Array(32),
    keys: 0,
    smallKeys: new Int32Array(SMALL_KEYS),
    table: new Int32Array(1024).fill(-1),
    pool: new Int32Array(1024),
    pooled: 0,
    rowAt: new Int32Array(32),
    rowLength: new Int32Array(32),
    keyOf: new Int32Array(512),
    value: new Float64Array(512),
    count: 0,
    hashed: 0,
  };
}

/** The number of a key. */
export function keyOf(all: Versions, token: Token): number {
  if (token >= 0 && token < SMALL_KEYS && token === (token | 0)) {
    const known = all.smallKeys[token]!;
    if (known > 0) return known - 1;
    all.smallKeys[token] = all.keys + 1;
    return newKey(all, token);
  }
  const { keyTable, keyToken } = all;
  const mask = keyTable.length - 1;
  for (let slot = hashOf(0, token) & mask; ; slot = (slot + 1) & mask) {
    const key = keyTable[slot]!;
    if (key < 0) {
      keyTable[slot] = all.keys;
      return newKey(all, token);
    }
    if (keyToken[key] === token) return key;
  }
}

/** The number of the version that is this value of the key. */
export function versionOf(all: Versions, key: number, value: Token): number {
  const length = all.rowLength[key]!;
  if (value >= 0 && value < length * 2 + FIRST_ROW && value === (value | 0)) {
    if (value >= length) lengthenRow(all, key, value);
    const place = all.rowAt[key]! + value;
    const known = all.pool[place]!;
    if (known > 0) return known - 1;
    all.pool[place] = all.count + 1;
    return newVersion(all, key, value);
  }
  return versionByHash(all, key, value);
}

/** Room of a key's first row. */
const FIRST_ROW = 8;

/** Makes a key's row reach a value: it moves to the pool's end, twice as long. */
function lengthenRow(all: Versions, key: number, value: number): void {
  const before = all.rowLength[key]!;
  const length = Math.max(before * 2, value + 1, FIRST_ROW);
  if (all.pooled + length > all.pool.length) {
    all.pool = larger(all.pool, Math.max(all.pool.length * 2, all.pooled + length));
  }
  const from = all.rowAt[key]!;
  all.pool.copyWithin(all.pooled, from, from + before);
  // What was met beyond the row's end before now belongs into it.
  if (all.hashed > 0) {
    for (let v = before; v < length; v++) all.pool[all.pooled + v] = findByHash(all, key, v) + 1;
  }
  all.rowAt[key] = all.pooled;
  all.rowLength[key] = length;
  all.pooled += length;
}

function findByHash({ table, keyOf: keys, value: values }: Versions, key: number, value: Token): number {
  const mask = table.length - 1;
  for (let slot = hashOf(key, value) & mask; ; slot = (slot + 1) & mask) {
    const version = table[slot]!;
    if (version < 0 || (values[version] === value && keys[version] === key)) return version;
  }
}

function versionByHash(all: Versions, key: number, value: Token): number {
  const { table, keyOf: keys, value: values } = all;
  const mask = table.length - 1;
  let slot = hashOf(key, value) & mask;
  for (; ; slot = (slot + 1) & mask) {
    const version = table[slot]!;
    if (version < 0) break;
    if (values[version] === value && keys[version] === key) return version;
  }
  table[slot] = all.count;
  const version = newVersion(all, key, value);
  if (++all.hashed * 2 > table.length) rehash(all);
  return version;
}

export function keyName(all: Versions, key: number): string {
  return tokenName(all.tokens, all.keyToken[key]!);
}

export function valueName(all: Versions, version: number): string {
  return tokenName(all.tokens, all.value[version]!);
}

function newKey(all: Versions, token: Token): number {
  const key = all.keys++;
  if (key === all.keyToken.length) {
    const grown = new Float64Array(key * 2);
    grown.set(all.keyToken);
    all.keyToken = grown;
    all.rowAt = larger(all.rowAt, key * 2);
    all.rowLength = larger(all.rowLength, key * 2);
  }
  all.keyToken[key] = token;
  if (all.keys * 2 > all.keyTable.length) {
    all.keyTable = new Int32Array(all.keyTable.length * 2).fill(-1);
    const mask = all.keyTable.length - 1;
    for (let k = 0; k < all.keys; k++) {
      let slot = hashOf(0, all.keyToken[k]!) & mask;
      while (all.keyTable[slot]! >= 0) slot = (slot + 1) & mask;
      all.keyTable[slot] = k;
    }
  }
  return key;
}

function newVersion(all: Versions, key: number, value: Token): number {
  const version = all.count++;
  if (version === all.keyOf.length) {
    all.keyOf = larger(all.keyOf, version * 2);
    const values = new Float64Array(version * 2);
    values.set(all.value);
    all.value = values;
  }
  all.keyOf[version] = key;
  all.value[version] = value;
  return version;
}

function rehash(all: Versions): void {
  const { table: before, keyOf: keys, value: values } = all;
  const mask = before.length * 2 - 1;
  const table = new Int32Array(mask + 1).fill(-1);
  for (const version of before) {
    if (version < 0) continue;
    let slot = hashOf(keys[version]!, values[version]!) & mask;
    while (table[slot]! >= 0) slot = (slot + 1) & mask;
    table[slot] = version;
  }
  all.table = table;
}

function larger(column: Int32Array, capacity: number): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(column);
  return grown;
}
