/** What a key went through in a simulated database: its versions in their order. */
export interface Chain {
  readonly key: number;
  /** Values; of a versioned key the version's number. */
  readonly values: number[];
  /** Which commit made each, ascending. */
  readonly commits: number[];
  /** The last value that a write of the key was given. */
  given: number;
}

export function newChain(key: number): Chain {
  return { key, values: [], commits: [], given: 0 };
}

/** Place of the last version that a commit up to `commit` made; -1: there was none. */
export function placeAt({ commits }: Chain, commit: number): number {
  let place = commits.length - 1;
  while (place >= 0 && commits[place]! > commit) place--;
  return place;
}

/** Place of the last version whose commit satisfies `isSeen`; -1: there is none. */
export function lastSeen({ commits }: Chain, isSeen: (commit: number) => boolean): number {
  let place = commits.length - 1;
  while (place >= 0 && !isSeen(commits[place]!)) place--;
  return place;
}
