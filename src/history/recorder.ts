import type { EventLine } from './event.js';
import type { Header } from './header.js';

/** Where the bytes of a history go. `write` keeps no reference to the chunk. */
export interface Sink {
  write(chunk: Uint8Array): void;
  /** Everything written is safe after this; called once. */
  close(): void;
}

export interface Recorder {
  /** Appends one event and returns its row. */
  record(event: EventLine): number;
  /** Rows so far. */
  readonly count: number;
  /** Writes what is buffered to the sink, without a checkpoint. */
  flush(): void;
  /** Writes the last checkpoint, which is the seal, and closes the sink. Nothing may be recorded after it. */
  seal(outcome: { settled: boolean }): void;
}

export type CreateRecorder = (header: Header, sink: Sink, now: () => number) => Recorder;
