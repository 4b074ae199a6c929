/** What everything else is measured against: each line to an object, a line at a time, as a reader without columns would. */
export function parseLines(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let lines = 0;
  for (let at = 0; at < buffer.length; lines++) {
    const end = buffer.indexOf(10, at);
    const to = end < 0 ? buffer.length : end;
    JSON.parse(buffer.toString('utf8', at, to));
    at = to + 1;
  }
  if (lines === 0) throw new Error('there was nothing to parse');
}

/** Seconds that an action takes. */
export function timed(action: () => void): number {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
