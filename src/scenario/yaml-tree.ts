import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import { plainScalar } from './yaml-scalar.js';
import { type Complain, explainSyntax } from './yaml-syntax.js';

/** A YAML document that remembers where everything stood. Aliases share the node they stand for. */
export type Tree = Scalar | List | Mapping;

interface Placed {
  /** Offset in the text. */
  start: number;
  /** Nodes below it, itself included and aliases written out. */
  size: number;
  depth: number;
}

export interface Scalar extends Placed {
  kind: 'scalar';
  value: string | number | boolean | null;
  /** As it was written. */
  text: string;
  /** A number written with a point or an exponent, though it is whole: 1.0, 1e3. */
  fraction?: boolean;
}

export interface List extends Placed {
  kind: 'list';
  items: Tree[];
}

export interface Mapping extends Placed {
  kind: 'map';
  entries: Map<string, Entry>;
}

export interface Entry {
  /** Offset of the key. */
  key: number;
  value: Tree;
}

const MAX_DEPTH = 32;
const MAX_SIZE = 100_000;

/** A container whose end has not come yet. */
interface Open {
  node: List | Mapping;
  anchor: string | undefined;
  /** Of a map: the key that waits for its value. */
  key?: { text: string; start: number };
  /** What `<<` brought in; keys of the map itself win. */
  merged: Map<string, Entry>;
}

/**
 * Reads one document by YAML 1.2's core schema, with anchors, aliases and merge keys, iteratively. Whatever is wrong
 * goes to `complain` with its offset; undefined when nothing could be read.
 */
export function readYaml(text: string, complain: Complain): Tree | undefined {
  const events = eventsOf(text, complain);
  if (events === undefined) return undefined;

  const anchors = new Map<string, Tree | 'open'>();
  const open: Open[] = [];
  let root: Tree | undefined;
  let documents = 0;
  let place = 0;

  for (const event of events) {
    place = startOf(event) ?? place;
    if (event.type === EVENT_ID.DOCUMENT) {
      documents++;
      continue;
    }
    if (documents > 1) {
      complain(place, 'a second document begins here', 'one scenario a file');
      return root;
    }
    let done: Tree | undefined;
    if (event.type === EVENT_ID.POP) {
      const closed = open.pop();
      if (closed === undefined) continue;
      done = close(closed);
      if (closed.anchor !== undefined) anchors.set(closed.anchor, done);
    } else if (event.type === EVENT_ID.ALIAS) {
      done = aliased(text.slice(event.anchorStart, event.anchorEnd), place, anchors, complain);
    } else if (event.type === EVENT_ID.SCALAR) {
      done = scalar(text, event, place, complain);
      const anchor = anchorOf(text, event);
      if (anchor !== undefined) anchors.set(anchor, done);
    } else {
      const node: List | Mapping =
        event.type === EVENT_ID.SEQUENCE
          ? { kind: 'list', items: [], start: place, size: 1, depth: 1 }
          : { kind: 'map', entries: new Map(), start: place, size: 1, depth: 1 };
      const anchor = anchorOf(text, event);
      if (anchor !== undefined) anchors.set(anchor, 'open');
      refuseTag(text, event, place, complain);
      open.push({ node, anchor, merged: new Map() });
      continue;
    }
    const parent = open[open.length - 1];
    if (parent === undefined) root = done;
    else if (!put(parent, done, text, complain)) return undefined;
  }
  return root;
}

function eventsOf(text: string, complain: Complain): Event[] | undefined {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    explainSyntax(text, error.mark?.position ?? 0, error.reason, complain);
    return undefined;
  }
}

/** Puts a finished node into its parent; false when the document grew beyond its limits. */
function put(parent: Open, child: Tree, text: string, complain: Complain): boolean {
  const { node } = parent;
  if (node.kind === 'map' && parent.key === undefined) {
    parent.key = keyOf(child, text, complain);
    return true;
  }
  node.size += child.size;
  node.depth = Math.max(node.depth, child.depth + 1);
  if (node.size > MAX_SIZE || node.depth > MAX_DEPTH) {
    const what = node.size > MAX_SIZE ? `more than ${MAX_SIZE} values` : `nesting deeper than ${MAX_DEPTH}`;
    complain(parent.key?.start ?? child.start, `with its aliases written out, the file comes to ${what}`, 'less of it');
    return false;
  }
  if (node.kind === 'list') node.items.push(child);
  else putEntry(node, parent, child, complain);
  return true;
}

function putEntry(node: Mapping, parent: Open, child: Tree, complain: Complain): void {
  const { text: key, start } = parent.key!;
  parent.key = undefined;
  if (key === '<<') merge(parent, child, start, complain);
  else if (key === '__proto__') complain(start, '"__proto__" cannot be a key');
  else if (node.entries.has(key)) {
    complain(start, `the key ${JSON.stringify(key.slice(0, 60))} stands here twice`, 'each key once');
  } else node.entries.set(key, { key: start, value: child });
}

function keyOf(key: Tree, text: string, complain: Complain): { text: string; start: number } {
  if (key.kind !== 'scalar') {
    complain(key.start, 'a list or a map cannot be a key', 'a word as the key');
    return { text: text.slice(key.start, key.start + 20), start: key.start };
  }
  return { text: typeof key.value === 'string' ? key.value : key.text, start: key.start };
}

function merge(parent: Open, from: Tree, start: number, complain: Complain): void {
  for (const source of from.kind === 'list' ? from.items : [from]) {
    if (source.kind !== 'map') {
      complain(start, '<< can only merge maps', '<<: *name, where &name stands before a map');
      return;
    }
    for (const [key, entry] of source.entries) if (!parent.merged.has(key)) parent.merged.set(key, entry);
  }
}

/** Adds to a finished map what it merged. */
function close({ node, merged }: Open): Tree {
  if (node.kind === 'map') {
    for (const [key, entry] of merged) if (!node.entries.has(key)) node.entries.set(key, entry);
  }
  return node;
}

function aliased(name: string, start: number, anchors: Map<string, Tree | 'open'>, complain: Complain): Tree {
  const target = anchors.get(name);
  if (typeof target === 'object') return target;
  if (target === 'open') complain(start, `*${name} stands inside of what it stands for`);
  else complain(start, `there is no &${name} above`, 'an anchor that was set before');
  return { kind: 'scalar', value: null, text: '', start, size: 1, depth: 1 };
}

function scalar(text: string, event: ScalarEvent, start: number, complain: Complain): Scalar {
  const written = event.valueStart < 0 ? '' : getScalarValue(text, event);
  const base = { kind: 'scalar', text: written, start, size: 1, depth: 1 } as const;
  const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
  if (tag === '!!str' || tag === '!') return { ...base, value: written };
  refuseTag(text, event, start, complain);
  if (event.style !== SCALAR_STYLE.PLAIN) return { ...base, value: written };
  return { ...base, ...plainScalar(written, start, complain) };
}

function refuseTag(text: string, event: { tagStart: number; tagEnd: number }, start: number, complain: Complain): void {
  if (event.tagStart < 0) return;
  const tag = text.slice(event.tagStart, event.tagEnd);
  if (tag === '!!map' || tag === '!!seq') return;
  complain(start, `the tag ${tag} has no meaning here`, 'values without tags');
}

function anchorOf(text: string, event: { anchorStart: number; anchorEnd: number }): string | undefined {
  return event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
}

/** Where an event stands; an empty value stands where the last event did. */
function startOf(event: Event): number | undefined {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart < 0 ? undefined : event.valueStart - quotes(event);
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return event.start;
  return undefined;
}

/** Columns point at the opening quote. */
function quotes(event: ScalarEvent): number {
  return event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
}
