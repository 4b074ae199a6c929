import { createRecorder } from '../src/history/files/recorder.js';
import { memorySink } from '../src/history/files/sinks.js';
import type { Header } from '../src/history/header.js';
import type { Recorder, Sink } from '../src/history/recorder.js';

/** Nanoseconds from one event of a generated history to the next. */
const STEP = 700;

/** Writes what `write` records to `sink` as a sealed history; returns how many events it has. */
export function recordTo(sink: Sink, header: Header, write: (recorder: Recorder) => void, settled = true): number {
  let time = 0;
  const recorder = createRecorder({ ...header, sealed: true }, sink, () => (time += STEP));
  write(recorder);
  recorder.seal({ settled });
  return recorder.count;
}

/** The bytes of a sealed history of exactly so many events: what `write` leaves to be done is filled up with healings. */
export function recorded(
  events: number,
  header: Header,
  write: (recorder: Recorder) => void,
  settled = true,
): Uint8Array {
  const sink = memorySink();
  recordTo(
    sink,
    header,
    (recorder) => {
      write(recorder);
      while (recorder.count < events) recorder.record({ v: 'run', k: 'healed' });
    },
    settled,
  );
  return sink.bytes();
}
