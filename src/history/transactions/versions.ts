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
  /** By version. */
  keyOf: Int32Array;
  value: Float64Array;
  count: number;
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
    keyOf: new Int32Array(512),
    value: new Float64Array(512),
    count: 0,
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
  const { table, keyOf: keys, value: values } = all;
  const mask = table.length - 1;
  let slot = hashOf(key, value) & mask;
  for (; ; slot = (slot + 1) & mask) {
    const version = table[slot]!;
    if (version < 0) break;
    if (values[version] === value && keys[version] === key) return version;
  }
  table[slot] = all.count;
  return newVersion(all, key, value);
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
    const keys = new Int32Array(version * 2);
    keys.set(all.keyOf);
    all.keyOf = keys;
    const values = new Float64Array(version * 2);
    values.set(all.value);
    all.value = values;
  }
  all.keyOf[version] = key;
  all.value[version] = value;
  if (all.count * 2 > all.table.length) {
    const mask = all.table.length * 2 - 1;
    const table = new Int32Array(mask + 1).fill(-1);
    for (let v = 0; v < all.count; v++) {
      let slot = hashOf(all.keyOf[v]!, all.value[v]!) & mask;
      while (table[slot]! >= 0) slot = (slot + 1) & mask;
      table[slot] = v;
    }
    all.table = table;
  }
  return version;
}
