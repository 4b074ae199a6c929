import type { Socket } from 'node:net';

/**
 * What is on its way to one client. Everything said within a turn of the event loop leaves in one write, and while a
 * write is under way the next one grows.
 */
export interface Outbox {
  text(line: string): void;
  /** A line and a payload with its CR LF, which stand behind each other in `chunk`. The bytes are copied. */
  message(line: string, chunk: Buffer, start: number, end: number): void;
  /** Bytes that have not left this process. */
  pending(): number;
  /** Writes what has gathered, unless a write is under way. */
  flush(): void;
  /** Writes what has gathered, whatever is under way: nothing will be said after it. */
  finish(): void;
  /** Forgets what is pending. */
  discard(): void;
}

const BLOCK = 64 * 1024;

/** `dirty` is called when there is something to flush; `wrote` whenever what was under way has left. */
export function createOutbox(socket: Socket, dirty: () => void, wrote: () => void): Outbox {
  const full: Buffer[] = [];
  let block: Buffer = Buffer.allocUnsafe(1024);
  let used = 0;
  let gathered = 0;
  let inFlight = 0;

  /** Makes room for `bytes` in one piece. */
  function reserve(bytes: number): void {
    if (gathered === 0) dirty();
    gathered += bytes;
    if (used + bytes <= block.length) return;
    if (used > 0) full.push(block.subarray(0, used));
    block = Buffer.allocUnsafe(Math.max(BLOCK, bytes));
    used = 0;
  }

  function flush(): void {
    if (inFlight === 0) finish();
  }

  function finish(): void {
    if (gathered === 0) return;
    if (used > 0) full.push(block.subarray(0, used));
    inFlight += gathered;
    // What is left of the block serves the next lines; bytes already handed over are never touched again.
    block = block.subarray(used);
    used = 0;
    gathered = 0;
    const last = full.pop()!;
    socket.cork();
    for (const piece of full) socket.write(piece);
    full.length = 0;
    socket.write(last, () => {
      inFlight = 0;
      wrote();
      flush();
    });
    socket.uncork();
  }

  return {
    text(line) {
      reserve(line.length);
      used += block.write(line, used, 'latin1');
    },
    message(line, chunk, start, end) {
      reserve(line.length + end - start);
      used += block.write(line, used, 'latin1');
      used += chunk.copy(block, used, start, end);
    },
    pending: () => gathered + inFlight,
    flush,
    finish,
    discard() {
      full.length = 0;
      used = 0;
      gathered = 0;
    },
  };
}
