import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { CreateRecorder } from '../recorder.js';
import { BYTES_PER_BLOCK, checkpointText, closed, EVENTS_PER_BLOCK } from './checkpoint.js';
import { createLineWriter } from './line-writer.js';

/** Bytes that may wait for the sink. */
const FLUSH_AT = 2 ** 20;

/**
 * Records a history: the header, one line an event, a checkpoint at the latest every 1,000 events, and a seal.
 *
 * `now` gives nanoseconds since the start of the run; should it ever step back, the event gets the time of the one
 * before it. The same header, events and times give the same bytes. `record` throws RangeError on an event that no
 * line can hold (a fraction, a body of several lines) and Error after `seal`; both are mistakes of the caller. A claim
 * that is no safe integer is left out of the line; an order claim that cannot be true is written as 2^31 - 1.
 */
export const createRecorder: CreateRecorder = (header, sink, now) => {
  const lines = createLineWriter();
  const sha = createHash('sha256');
  let count = 0;
  let time = 0;
  let crc = 0;
  let blockEvents = 0;
  let blockBytes = 0;
  let checkpoints = 0;
  let sealed = false;

  /** Hands the waiting bytes of the current block to the sink. */
  function flush(): void {
    if (lines.size === 0) return;
    const chunk = lines.written();
    crc = crc32(chunk, crc);
    sha.update(chunk);
    sink.write(chunk);
    blockBytes += chunk.length;
    lines.clear();
  }

  function checkpoint(settled?: boolean): void {
    flush();
    const sha256 = sha.copy().digest('hex');
    lines.text(checkpointText({ number: ++checkpoints, events: count, sha256, settled }));
    lines.text(closed(crc32(lines.written(), crc)));
    sha.update(lines.written());
    sink.write(lines.written());
    lines.clear();
    crc = 0;
    blockEvents = 0;
    blockBytes = 0;
  }

  lines.text(`${JSON.stringify(header)}\n`);

  return {
    record(event) {
      if (sealed) throw new Error('this history is sealed; nothing more can be recorded');
      const t = Math.floor(now());
      if (t > time) time = t;
      lines.event(count, time, event);
      count++;
      if (++blockEvents === EVENTS_PER_BLOCK || blockBytes + lines.size >= BYTES_PER_BLOCK) checkpoint();
      else if (lines.size >= FLUSH_AT) flush();
      return count - 1;
    },
    get count() {
      return count;
    },
    flush,
    seal({ settled }) {
      if (sealed) throw new Error('this history is sealed already');
      sealed = true;
      checkpoint(settled);
      sink.close();
    },
  };
};
