import type { History } from '../../src/history/history.js';
import { APPLIED, type SessionLog, SILENT, type Teller, TOLD, UNCLEAR } from './log.js';
import { countIn, isNumber, toldSet } from './told-set.js';

/** Results tell the set of writes that they reflect: see WriteSetSpec. A state tells of the writes of every node. */
export function tellWriteSets(history: History, log: SessionLog): Teller {
  log.streams = [...history.header.nodes];
  log.isTotal = true;
  const streams = new Map(log.streams.map((node, stream) => [node, stream]));
  return ({ result, does }) => {
    const set = toldSet(result.seen, result.also, streams);
    const write = does === APPLIED ? writeId(result.write, streams) : undefined;
    if (write !== undefined) {
      log.writeStream.push(write[0]);
      log.writeSeq.push(write[1]);
    }
    if (set === undefined) return result.seen === undefined && write !== undefined ? SILENT : UNCLEAR;
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

/** The name of a write, `[by, seq]`, as stream and number. */
export function writeId(write: unknown, streams: ReadonlyMap<string, number>): [number, number] | undefined {
  if (!Array.isArray(write)) return undefined;
  const stream = streams.get(write[0]);
  return stream !== undefined && isNumber(write[1]) && write[1] > 0 ? [stream, write[1]] : undefined;
}

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
