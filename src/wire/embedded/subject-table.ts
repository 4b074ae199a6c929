/**
 * Who listens to what. Subjects are words joined by dots; in a pattern `*` stands for one word and a last `>` for one
 * or more. A trie over words, walked level by level.
 */
export interface SubjectTable<Item> {
  add(pattern: string, item: Item): void;
  /** Does nothing when the item is not there. */
  remove(pattern: string, item: Item): void;
  /** All items whose pattern matches, each once for each of its patterns. The array is fresh. */
  match(subject: string): Item[];
  readonly size: number;
}

interface Level<Item> {
  words: Map<string, Level<Item>>;
  star: Level<Item> | undefined;
  /** Items whose pattern ends here. */
  here: Set<Item>;
  /** Items whose pattern ends here with `>`. */
  tail: Set<Item>;
}

export function createSubjectTable<Item>(): SubjectTable<Item> {
  const root = emptyLevel<Item>();
  let size = 0;

  return {
    get size() {
      return size;
    },
    add(pattern, item) {
      const words = pattern.split('.');
      const open = words[words.length - 1] === '>';
      if (open) words.pop();
      let level = root;
      for (const word of words) {
        if (word === '*') level = level.star ??= emptyLevel();
        else {
          let next = level.words.get(word);
          if (next === undefined) level.words.set(word, (next = emptyLevel()));
          level = next;
        }
      }
      const items = open ? level.tail : level.here;
      if (!items.has(item)) size++;
      items.add(item);
    },
    remove(pattern, item) {
      const words = pattern.split('.');
      const open = words[words.length - 1] === '>';
      if (open) words.pop();
      const path: Level<Item>[] = [root];
      for (const word of words) {
        const level = path[path.length - 1]!;
        const next = word === '*' ? level.star : level.words.get(word);
        if (next === undefined) return;
        path.push(next);
      }
      const last = path[path.length - 1]!;
      if ((open ? last.tail : last.here).delete(item)) size--;
      for (let depth = words.length; depth > 0 && isEmpty(path[depth]!); depth--) {
        const word = words[depth - 1]!;
        if (word === '*') path[depth - 1]!.star = undefined;
        else path[depth - 1]!.words.delete(word);
      }
    },
    match(subject) {
      const found: Item[] = [];
      const words = subject.split('.');
      if (words.includes('')) return found;
      let levels = [root];
      for (const word of words) {
        const next: Level<Item>[] = [];
        for (const level of levels) {
          for (const item of level.tail) found.push(item);
          const exact = level.words.get(word);
          if (exact !== undefined) next.push(exact);
          if (level.star !== undefined) next.push(level.star);
        }
        levels = next;
      }
      for (const level of levels) for (const item of level.here) found.push(item);
      return found;
    },
  };
}

/** A pattern that may be subscribed to: no empty word, and `>` only as the last one. */
export function isPattern(subject: string): boolean {
  const words = subject.split('.');
  return words.every((word, i) => word !== '' && (word !== '>' || i === words.length - 1));
}

/** A subject that may be published to: no empty word and no wildcard. */
export function isLiteral(subject: string): boolean {
  return subject.split('.').every((word) => word !== '' && word !== '>' && word !== '*');
}

/** Whether everything that `narrow` (a pattern or a subject) matches is matched by `wide` too. */
export function covers(wide: string, narrow: string): boolean {
  const wider = wide.split('.');
  const narrower = narrow.split('.');
  for (let i = 0; i < wider.length; i++) {
    if (wider[i] === '>') return i < narrower.length;
    if (i >= narrower.length || narrower[i] === '>') return false;
    if (wider[i] !== '*' && wider[i] !== narrower[i]) return false;
  }
  return wider.length === narrower.length;
}

/** Whether a pattern has a wildcard in it. */
export function hasWildcard(pattern: string): boolean {
  return !isLiteral(pattern);
}

function emptyLevel<Item>(): Level<Item> {
  return { words: new Map(), star: undefined, here: new Set(), tail: new Set() };
}

function isEmpty(level: Level<unknown>): boolean {
  return level.words.size === 0 && level.star === undefined && level.here.size === 0 && level.tail.size === 0;
}
