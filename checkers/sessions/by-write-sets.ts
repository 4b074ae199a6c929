import type { History } from '../../src/history/history.js';
import { integerAt, skipSpace, skipString, skipValue, valueAt } from '../contract/body-scan.js';
import { createByteNames } from '../contract/byte-names.js';
import { APPLIED, type SessionLog, SILENT, type Teller, TOLD, UNCLEAR } from './log.js';
import { addSingles, countIn, isNumber, type ToldSet } from './told-set.js';

/** Places of a result's fields, in the order of RESULT_FIELDS. */
const WRITE = 1;
const SEEN = 2;
const ALSO = 3;

/**
 * Results tell the set of writes that they reflect: see WriteSetSpec. A state tells of the writes of every node. Read off
 * the bytes of the results, for they are many.
 */
export function tellWriteSets(history: History, log: SessionLog): Teller {
  log.streams = [...history.header.nodes];
  log.isTotal = true;
  const { setAt, writeAt } = createSetReader(log.streams);
  return ({ does, fields }) => {
    const { places } = fields;
    const bytes = fields.bytes();
    const write = does === APPLIED ? writeAt(bytes, places[WRITE]!) : undefined;
    if (write !== undefined) {
      log.writeStream.push(write[0]);
      log.writeSeq.push(write[1]);
    }
    const set = setAt(bytes, places[SEEN]!, places[ALSO]!);
    if (set === undefined) return places[SEEN]! < 0 && write !== undefined ? SILENT : UNCLEAR;
    if (does === APPLIED && write === undefined) return UNCLEAR;
    if (write !== undefined) takeOut(set, write);
    for (let stream = 0; stream < set.upTo.length; stream++) {
      log.stateStream.push(stream);
      log.stateUpTo.push(set.upTo[stream]!);
    }
    if (set.beyond !== undefined) log.beyond.set(log.length, set.beyond);
    return TOLD;
  };
}

/** Reads sets and names of writes off bytes; `toldSet` says the same of what is parsed. */
function createSetReader(nodes: readonly string[]) {
  const byName = new Map(nodes.map((node, stream) => [node, stream]));
  const names = createByteNames();
  const streams: (number | undefined)[] = [];
  /** Used anew for each set. */
  const set: ToldSet = { upTo: nodes.map(() => 0), beyond: undefined };

  function streamAt(bytes: Uint8Array, place: number): number | undefined {
    const name = names.at(bytes, place);
    if (name < 0) return undefined;
    if (name >= streams.length) for (let n = streams.length; n <= name; n++) streams.push(byName.get(names.list[n]!));
    return streams[name];
  }

  return {
    /** The set that `seen` and `also` tell; undefined where they do not have the form of one. */
    setAt(bytes: Uint8Array, seen: number, also: number): ToldSet | undefined {
      if (seen < 0 || bytes[seen] !== OPEN) return undefined;
      set.upTo.fill(0);
      set.beyond = undefined;
      let p = skipSpace(bytes, seen + 1);
      while (bytes[p] === QUOTE) {
        const stream = streamAt(bytes, p);
        p = skipSpace(bytes, skipSpace(bytes, skipString(bytes, p)) + 1);
        const seq = integerAt(bytes, p);
        if (stream === undefined || !isNumber(seq)) return undefined;
        set.upTo[stream] = seq;
        p = skipSpace(bytes, skipValue(bytes, p));
        if (bytes[p] === COMMA) p = skipSpace(bytes, p + 1);
      }
      return also < 0 || addSingles(set, valueAt(bytes, also), byName) ? set : undefined;
    },
    /** The name of a write, `[by, seq]`, as stream and number. */
    writeAt(bytes: Uint8Array, place: number): [number, number] | undefined {
      if (place < 0 || bytes[place] !== LIST) return undefined;
      const by = skipSpace(bytes, place + 1);
      const stream = streamAt(bytes, by);
      if (stream === undefined) return undefined;
      const comma = skipSpace(bytes, skipString(bytes, by));
      const seq = bytes[comma] === COMMA ? integerAt(bytes, skipSpace(bytes, comma + 1)) : Number.NaN;
      return isNumber(seq) && seq > 0 ? [stream, seq] : undefined;
    },
  };
}

const QUOTE = 34;
const COMMA = 44;
const LIST = 91;
const OPEN = 123;

/** Writes after its own that a result may tell, so that the state before it is known; nodes that keep to the rules tell none. */
const MOST_AFTER = 1000;

/** The state right after a write, without it, is the one that it was applied to. */
function takeOut(set: { upTo: number[]; beyond: number[] | undefined }, [stream, seq]: [number, number]): void {
  const after = set.upTo[stream]!;
  const points: [number, number][] = [];
  if (seq <= after && after - seq <= MOST_AFTER) {
    set.upTo[stream] = seq - 1;
    for (let other = seq + 1; other <= after; other++) points.push([stream, other]);
  }
  if (points.length === 0 && set.beyond === undefined) return;
  for (let k = 0; set.beyond !== undefined && k < set.beyond.length; k += 2) {
    if (set.beyond[k] !== stream || set.beyond[k + 1] !== seq) points.push([set.beyond[k]!, set.beyond[k + 1]!]);
  }
  set.beyond = countIn(points, set.upTo);
}
