import { chanceOf, integerIn } from '../../node/chance.js';
import type { Disk } from '../../node/disk.js';
import { type DiskIlls, USUAL_TEAR } from '../../node/machine.js';
import { drawSpan, type Span } from '../../node/span.js';
import type { Agenda } from './agenda.js';
import { createContents, type Write } from './disk-contents.js';

/** One node's disk, which outlives its lives. */
export interface SimulatedDisk {
  /** The disk as a life uses it. `may` is asked before each call, `act` lets the life do something, if it still lives. */
  open(life: number, may: () => boolean, act: (action: () => void) => void): Disk;
  /** What is wrong with it. */
  readonly ills: DiskIlls;
  /** The power fails: what was not safe is lost, but for a beginning of it. */
  crash(): void;
  /** A process has ended and left everything to its machine, which writes it down in its own time. */
  close(): void;
}

export type RecordDisk = (life: number, kind: string, fields: Record<string, unknown>) => void;

/** What a healthy disk takes for a sync. */
const SYNC: Span = { uniform: [50_000, 2_000_000] };

export function createDisk(node: string, seed: number, agenda: Agenda, record: RecordDisk): SimulatedDisk {
  const contents = createContents();
  const ills: DiskIlls = {};
  const chance = (purpose: string) => chanceOf(seed, `disk ${purpose}`, node);
  const [syncs, failures, kept, torn, parts, flips] = ['sync', 'fail', 'kept', 'torn', 'part', 'flip'].map(chance);
  let life = 0;
  let crashes = 0;
  let begun = 0;
  /** Who waits for the next sync. */
  let waiting: Waiting[] = [];
  let syncing = false;

  function startSync(): void {
    const batch = waiting;
    const writes = contents.unsafe.length;
    const owner = life;
    const nth = ++begun;
    waiting = [];
    syncing = true;
    const slow = ills.slow === undefined ? 0 : drawSpan(ills.slow, () => chance('slow')(nth));
    agenda.schedule(agenda.now() + drawSpan(SYNC, () => syncs!(nth)) + slow, () => {
      if (owner !== life) return;
      syncing = false;
      const error = failures!(nth) < (ills.fail ?? 0) ? 'the disk reports an error' : undefined;
      if (error === undefined) contents.unsafe.splice(0, writes);
      record(life, error === undefined ? 'sync' : 'failed', { writes });
      if (waiting.length > 0) startSync();
      for (const { act, done } of batch) act(() => done(error));
    });
  }

  /** How many of the writes that are not safe survive, and how many bytes of the one behind them. */
  function survivors(writes: readonly Write[]): { whole: number; part: number } {
    const tear = torn!(crashes) < (ills.tear ?? USUAL_TEAR);
    const isLong = (write: Write | undefined) => write !== undefined && write.appended > 1;
    const whole = integerIn(
      kept!(crashes),
      0,
      tear && isLong(writes[writes.length - 1]) ? writes.length - 1 : writes.length,
    );
    const next = writes[whole];
    return { whole, part: tear && isLong(next) ? integerIn(parts!(crashes), 1, next!.appended - 1) : 0 };
  }

  function over(): void {
    waiting = [];
    syncing = false;
    life = 0;
  }

  return {
    ills,
    open(number, may, act) {
      life = number;
      return {
        contents: () => contents.copy(),
        append(bytes) {
          if (bytes.length === 0 || !may()) return;
          record(number, 'append', { at: contents.length(), bytes: bytes.length });
          contents.append(bytes);
        },
        truncate(length) {
          if (length >= contents.length() || !may()) return;
          record(number, 'truncate', { at: length, bytes: contents.length() - length });
          contents.truncate(length);
        },
        sync(done) {
          if (!may()) return;
          waiting.push({ act, done });
          if (!syncing) startSync();
        },
      };
    },
    crash() {
      crashes++;
      const { unsafe } = contents;
      if (unsafe.length > 0) {
        const { whole, part } = survivors(unsafe);
        const writes = unsafe.length - whole;
        const bytes = contents.forget(whole, part);
        if (writes > 0) record(life, 'lost', { writes, bytes });
        if (part > 0) record(life, 'torn', { at: contents.length() - part, bytes: part });
      }
      for (let nth = 0; nth < (ills.flip ?? 0) && contents.length() > 0; nth++) {
        const bit = integerIn(flips!(crashes * 64 + nth), 0, contents.length() * 8 - 1);
        contents.flip(bit);
        record(life, 'flipped', { at: Math.floor(bit / 8), bit: bit % 8 });
      }
      over();
    },
    close() {
      contents.unsafe.length = 0;
      over();
    },
  };
}

interface Waiting {
  act(action: () => void): void;
  done(error?: string): void;
}
