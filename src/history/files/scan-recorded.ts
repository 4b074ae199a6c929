import { FIRST_NAME, I, K, KEYS, TX } from './keys.js';
import { FOLLOWED_KINDS, type Scanned, scanInteger, scanName, scanText } from './scan-line.js';

/** The keys in the order in which the recorder writes them. */
const ORDER = [
  ...[
    'i',
    't',
    'v',
    'k',
    'node',
    'life',
    'seq',
    'to',
    'type',
    'msgId',
    'inReplyTo',
    'clock',
    'tx',
    'claimedSeq',
    'seen',
  ],
  ...['delivery', 'from', 'fromLife', 'fromSeq', 'copy', 'op', 'fault', 'why', 'body', 'raw'],
];

/** By place in ORDER: the first words of `,"key":`, and which bits of the second and third count. */
const FIRST = new Int32Array(ORDER.length);
const SECOND = new Int32Array(ORDER.length);
const SECOND_BITS = new Int32Array(ORDER.length);
const THIRD = new Int32Array(ORDER.length);
const THIRD_BITS = new Int32Array(ORDER.length);
/** The number of the key, how many bytes `,"key":` has (by 32), and whether that is more than eight (by 1024). */
const ABOUT = new Int32Array(ORDER.length);
for (const [n, key] of ORDER.entries()) {
  const bytes = Buffer.from(`,"${key}":`);
  ABOUT[n] = (KEYS as readonly string[]).indexOf(key) + bytes.length * 32 + (bytes.length > 8 ? 1024 : 0);
  for (const [k, byte] of bytes.subarray(0, 12).entries()) {
    const shift = 8 * (k & 3);
    [FIRST, SECOND, THIRD][k >> 2]![n]! |= byte << shift;
    if (k > 3) [SECOND_BITS, THIRD_BITS][(k >> 2) - 1]![n]! |= 255 << shift;
  }
}
const BEGINNING = Buffer.from('{"i"').readInt32LE();

/**
 * Scans a line that is spelled as the recorder spells it: no spaces, keys in its order. Answers like `scanLine`, or -1
 * where the line is spelled in another way and `scanLine` must see to it. Sixteen bytes must follow the line in `b`.
 * Throws LineProblem where a value is not what its key needs.
 *
 * Lines of one kind mostly have the same keys: `line.follows` remembers which key came after which, so that one
 * comparison that processors foresee takes the place of a search.
 */
export function scanRecorded(b: Uint8Array, view: DataView, at: number, line: Scanned): number {
  if (view.getInt32(at, true) !== BEGINNING || b[at + 4] !== 58 || b[at + 5]! <= 32) return -1;
  const { follows, numbers } = line;
  let p = scanInteger(b, at + 5, numbers, I);
  let present = 1 << I;
  let place = 0;
  let kind = 0;
  while (b[p] === 44) {
    const first = view.getInt32(p, true);
    const second = view.getInt32(p + 4, true);
    let next = follows[kind + place]!;
    if (FIRST[next] !== first || ((SECOND[next]! ^ second) & SECOND_BITS[next]!) !== 0 || next <= place) {
      next = search(first, second, place);
      if (next < 0) return -1;
      follows[kind + place] = next;
    }
    const about = ABOUT[next]!;
    const after = p + ((about >> 5) & 31);
    if (about >= 1024) {
      const third = (THIRD[next]! ^ view.getInt32(p + 8, true)) & THIRD_BITS[next]!;
      if (third !== 0 || b[after - 1] !== 58) return -1;
    }
    if (b[after]! <= 32) return -1;
    p = after;
    place = next;
    const key = about & 31;
    present |= 1 << key;
    if (key < FIRST_NAME) p = scanInteger(b, p, numbers, key);
    else if (key < TX) {
      p = scanName(b, view, p, line, key);
      if (key === K) kind = (line.names[K - FIRST_NAME]! & (FOLLOWED_KINDS - 1)) * ORDER.length;
    } else p = scanText(b, p, key, line);
  }
  if (b[p] !== 125 || b[p + 1] !== 10) return -1;
  line.present = present;
  return p + 2;
}

/** The place in ORDER, after `place`, of the key with these first words, or -1. */
function search(first: number, second: number, place: number): number {
  for (let n = place + 1; n < FIRST.length; n++) {
    if (FIRST[n] === first && ((SECOND[n]! ^ second) & SECOND_BITS[n]!) === 0) return n;
  }
  return -1;
}
