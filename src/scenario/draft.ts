import type { FractionAt, Mistake, Path } from './mistake.js';
import type { Problem } from './problem.js';
import type { Mapping, Tree } from './yaml-tree.js';

/** A scenario on its way from text to `Scenario`: its values, where they stand, and what was found wrong so far. */
export interface Draft {
  file: string;
  /** The document as plain values. */
  value: Record<string, unknown>;
  fractionAt: FractionAt;
  /** Notes a mistake at an offset of the text. */
  complainAt(offset: number, mistake: Omit<Mistake, 'path'>): void;
  /** Notes a mistake at a value, or at its key. */
  complain(mistake: Mistake): void;
  /** Whether nothing was found wrong at or below a path, so that its values can be used. */
  sound(path: Path): boolean;
  /** `line:column` of a value. */
  where(path: Path): string;
  /** What was found wrong, in the order of the file: the first mistake of each place, and of these the first `most`. */
  problems(most: number): Problem[];
}

/** `tree` is undefined while there is nothing but text. */
export function draftOf(file: string, text: string): Draft & { grow(tree: Tree): void } {
  const lineStarts = startsOf(text);
  const found: { offset: number; mistake: Omit<Mistake, 'path'> }[] = [];
  /** Every path at or below which something was found wrong. */
  const unsound = new Set<string>();
  let root: Tree | undefined;
  let last = { start: 0, offset: 0, column: 1 };

  const draft: Draft & { grow(tree: Tree): void } = {
    file,
    value: {},
    grow(tree) {
      root = tree;
      draft.value = plain(tree) as Record<string, unknown>;
      markUnsound(tree, new Set(found.map(({ offset }) => offset)), unsound);
    },
    fractionAt: (path) => {
      const node = root && nodeAt(root, path);
      return node?.kind === 'scalar' && node.fraction === true ? node.text : undefined;
    },
    complainAt: (offset, mistake) => found.push({ offset, mistake }),
    complain({ path, ...mistake }) {
      found.push({ offset: offsetOf(root!, path, mistake.key), mistake });
      for (let length = 0; length <= path.length; length++) unsound.add(pointer(path.slice(0, length)));
    },
    sound: (path) => !unsound.has(pointer(path)),
    where: (path) => {
      const { line, column } = placeOf(offsetOf(root!, path));
      return `${line}:${column}`;
    },
    problems(most) {
      const places = new Set<number>();
      const first = found
        .toSorted((a, b) => a.offset - b.offset)
        .filter(({ offset }) => !places.has(offset) && places.add(offset));
      const told = first
        .slice(0, most)
        .map(({ offset, mistake: { key: _key, ...mistake } }) => ({ file, ...placeOf(offset), ...mistake }));
      const message = `and ${first.length - most} more of the kind`;
      return first.length > most ? [...told, { file, line: 0, column: 0, message }] : told;
    },
  };

  function placeOf(offset: number): { line: number; column: number; source: string } {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const start = lineStarts[low]!;
    const source = text.slice(start, lineStarts[low + 1] ?? text.length).replace(/[\r\n]+$/, '');
    return { line: low + 1, column: columnOf(start, offset), source };
  }

  /** Counts characters, not code units. Goes on from the last place in the line, since a line may be a whole file. */
  function columnOf(start: number, offset: number): number {
    const known = last.start === start && last.offset <= offset ? last : { start, offset: start, column: 1 };
    last = { start, offset, column: known.column + [...text.slice(known.offset, offset)].length };
    return last.column;
  }

  return draft;
}

function startsOf(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
}

/** Depth is limited by the reader, so recursion is too. Aliased nodes become one shared value. */
function plain(node: Tree, known = new Map<Tree, unknown>()): unknown {
  if (node.kind === 'scalar') return node.value;
  const before = known.get(node);
  if (before !== undefined) return before;
  const value =
    node.kind === 'list'
      ? node.items.map((item) => plain(item, known))
      : Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.value, known)]));
  known.set(node, value);
  return value;
}

function nodeAt(root: Tree, path: Path): Tree | undefined {
  let node: Tree | undefined = root;
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.value;
    else if (node?.kind === 'list') node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** Offset of a value or its key; of what is not there, that of the innermost thing around it which is. */
function offsetOf(root: Tree, path: Path, key = false): number {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node === undefined) continue;
    const parent = nodeAt(root, path.slice(0, length - 1));
    if (key && length === path.length && parent?.kind === 'map') return keyOffset(parent, String(path[length - 1]));
    return node.start;
  }
  return root.start;
}

function keyOffset(map: Mapping, key: string): number {
  return map.entries.get(key)!.key;
}

/** Notes the paths that lead to anything at these offsets. Answers whether there is such a thing. */
function markUnsound(node: Tree, offsets: ReadonlySet<number>, unsound: Set<string>, path: Path = []): boolean {
  if (offsets.size === 0) return false;
  let wrong = offsets.has(node.start);
  const children: [string | number, Tree, number?][] =
    node.kind === 'map'
      ? [...node.entries].map(([key, entry]) => [key, entry.value, entry.key])
      : node.kind === 'list'
        ? node.items.map((item, i) => [i, item])
        : [];
  for (const [step, child, key] of children) {
    const below = markUnsound(child, offsets, unsound, [...path, step]);
    wrong = below || (key !== undefined && offsets.has(key)) || wrong;
  }
  if (wrong) unsound.add(pointer(path));
  return wrong;
}

function pointer(path: Path): string {
  return JSON.stringify(path);
}
