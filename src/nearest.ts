/**
 * The legal word that somebody probably meant; undefined when none is near. Case does not count, nor do `-` and `_`.
 * Near means: its beginning, or at most a third of the letters away, by the optimal string alignment distance (insert, delete, replace,
 * swap two neighbours). Another number is another name, not a slip: n9 is not near to n1.
 */
export function nearest(word: string, legal: readonly string[]): string | undefined {
  const given = normal(word);
  if (given.length === 0 || given.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let least = Math.floor(given.length / 3) + 1;
  for (const candidate of legal) {
    const other = normal(candidate);
    if (candidate === word || (given !== other && lettersOf(given) === lettersOf(other))) continue;
    const isBeginning = given.length >= SHORTEST_BEGINNING && other.startsWith(given);
    const away = isBeginning ? 0 : distance(given, other);
    if (away < least) {
      least = away;
      best = candidate;
    }
  }
  return best;
}

const MAX_LENGTH = 100;
/** So many letters tell what somebody began to say. */
const SHORTEST_BEGINNING = 4;

function normal(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}

function lettersOf(word: string): string {
  return word.replace(/\d/g, '');
}

function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
