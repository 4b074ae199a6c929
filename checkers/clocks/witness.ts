import type { History } from '../../src/history/history.js';
import { consumptionOf } from '../contract/consumption.js';
import { step } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import { type Arrivals, messagePath } from '../contract/message-path.js';
import { oncePerHistory } from '../contract/once-per-history.js';
import type { Step } from '../contract/verdict.js';
import type { ClaimReader } from './claims.js';

/** Most violations for which messages are looked for: each reads the history again. */
const MOST = 60;

/** Looks for the messages that show what an event did or did not know. */
export function createWitnesses(history: History, reader: ClaimReader) {
  let searched = 0;

  /** Row of the last or first claim of node `k` about itself, before `row`, that `fits`; or -1. */
  function claimOf(k: number, row: number, fits: (own: number) => boolean): number {
    if (searched++ > MOST) return -1;
    const name = history.header.nodes[k];
    for (let at = 0; at < row; at++) {
      const p = history.process[at]!;
      if (p < 0 || history.position[at]! < 0 || history.processes[p]!.participant !== name) continue;
      if (reader.read(at) === 'claim' && fits(reader.vector[k]!)) return at;
    }
    return -1;
  }

  function pathTo(source: number, row: number): Step[] {
    const path = source < 0 ? undefined : messagePath(history, arrivalsOf(history), source, row);
    return (path ?? []).map((sent) => step(`${spellEvent(history, sent)} tells of it`, sent));
  }

  return {
    /** The way by which `due` of node `k` came to be known at `row`. */
    carried(row: number, k: number, due: number): Step[] {
      const source = claimOf(k, row, (own) => own >= due);
      const name = history.header.nodes[k];
      return [step(`${name} claims ${due} of itself`, source), ...pathTo(source, row)];
    },
    /** What `row` claims to know of node `k`, if `k` ever claimed it, and the most that a message told it of. */
    notCarried(row: number, k: number, claimed: number, most: number): Step[] {
      const name = history.header.nodes[k];
      const latest = most > 0 ? claimOf(k, row, (own) => own >= most) : -1;
      const invented = claimOf(k, row, (own) => own >= claimed);
      return [
        step(`${name} claims ${most} of itself: the most that could be known here`, latest),
        ...pathTo(latest, row),
        invented < 0
          ? step(`${name} had claimed nothing as high as ${claimed} by then`)
          : step(`${name} claims ${claimed} of itself, of which no message had told it`, invented),
      ];
    },
  };
}

/** All messages that nodes certainly consumed. */
const arrivalsOf: (history: History) => Arrivals = oncePerHistory((history) => {
  const { count, at, delivery } = consumptionOf(history);
  return { count, at, sent: delivery.map((row) => history.ref[row]!) };
});

/** `the Transfer to n2 of n1`, `the event "record" of n1`. */
export function spellEvent(history: History, row: number): string {
  const of = nameOf(history, history.process[row]!);
  const { v, k } = history.kinds[history.kind[row]!]!;
  if (v !== 'relay') return `the event "${k}" of ${of}`;
  return `the ${history.types[history.type[row]!] ?? 'message'} of ${of} to ${history.participants[history.to[row]!]}`;
}
