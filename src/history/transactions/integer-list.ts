import type { Draft } from './draft.js';
import { versionOf } from './versions.js';

/**
 * Adds elements to the list that was begun last: those from `at` on, as long as they are integers from 0 to 2^53 - 1 with
 * blanks or commas between them. Answers the place where it stopped: before a `]`, or before what is none of that. The
 * hot loop of every log of lists: reads of a key mostly begin like the longest one before.
 */
export function addIntegers(draft: Draft, bytes: Uint8Array, at: number): number {
  const { versions } = draft;
  const operation = draft.operations - 1;
  const key = draft.key[operation]!;
  let { lists } = draft;
  let { value: values } = versions;
  let count = draft.elements;
  let like = draft.longestAt[key]! + count - draft.list[operation]!;
  const likeEnd = draft.longestAt[key]! + draft.longest[key]!;
  let version = -1;
  let p = at;
  for (;;) {
    let c = bytes[p]!;
    while (c === 32 || c === 44) c = bytes[++p]!;
    const start = p;
    let value = 0;
    while (c >= 48 && c <= 57) {
      value = value * 10 + c - 48;
      c = bytes[++p]!;
    }
    // 32 blank, 44 comma, 93 closing bracket; a 0 before other digits says that they are not decimal.
    const isPlain = p > start && (c === 32 || c === 44 || c === 93) && value <= Number.MAX_SAFE_INTEGER;
    if (!isPlain || (bytes[start] === 48 && p > start + 1)) {
      p = start;
      break;
    }
    if (like < likeEnd && values[lists[like]!] === value) version = lists[like]!;
    else {
      version = versionOf(versions, key, value);
      values = versions.value;
    }
    like++;
    if (count === lists.length) {
      const larger = new Int32Array(count * 2);
      larger.set(lists);
      draft.lists = lists = larger;
    }
    lists[count++] = version;
  }
  if (count > draft.elements) {
    draft.elements = count;
    draft.version[operation] = version;
    draft.list[operation + 1] = count;
  }
  return p;
}
