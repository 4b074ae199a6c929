import { constants, gunzipSync } from 'node:zlib';
import { HistoryError } from './error.js';
import { LIMITS } from './limits.js';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacks gzip. A file that stops short is unpacked as far as it goes: its history is then torn. Throws HistoryError. */
export function unpack(bytes: Uint8Array, name: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.unpackedBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name);
    throw new HistoryError(name, undefined, `its gzip data are damaged (${message})`, 'take another copy of the file');
  }
}

export function tooLarge(name: string): HistoryError {
  const hint = 'unpack it with gunzip: plain files have no such limit';
  return new HistoryError(name, undefined, `it holds more than ${LIMITS.unpackedBytes} bytes when unpacked`, hint);
}
