import type { History } from '../../src/history/history.js';
import { APPLIED, type SessionLog, SILENT, type Teller, TOLD, UNCLEAR } from './log.js';
import { isNumber } from './told-set.js';

/**
 * Results tell the version of the account that they speak of; a write's legs those that it found and made. A version
 * holds all before it, so that a state reaches as far as its version in that account's stream, and tells of no other.
 */
export function tellVersions(_history: History, log: SessionLog): Teller {
  const streams = new Map<string, number>();

  function streamOf(account: string): number {
    let stream = streams.get(account);
    if (stream === undefined) {
      streams.set(account, (stream = log.streams.length));
      log.streams.push(account);
    }
    return stream;
  }

  function tellOne(account: unknown, version: unknown): boolean {
    if (typeof account !== 'string' || !isNumber(version)) return false;
    log.stateStream.push(streamOf(account));
    log.stateUpTo.push(version);
    return true;
  }

  function tellLeg(leg: unknown): boolean {
    const { account, version, previous } = (leg ?? {}) as Record<string, unknown>;
    if (typeof account !== 'string' || !isNumber(version) || version < 1) return false;
    log.writeStream.push(streamOf(account));
    log.writeSeq.push(version);
    return tellOne(account, isNumber(previous) ? previous : version - 1);
  }

  return (ended) => {
    const { does } = ended;
    const result = ended.result();
    if (does !== APPLIED) return tellOne(result.account, result.version) ? TOLD : UNCLEAR;
    if (Array.isArray(result.legs)) {
      let isTold = result.legs.length > 0;
      for (const leg of result.legs) isTold = tellLeg(leg) && isTold;
      return isTold ? TOLD : UNCLEAR;
    }
    if (tellLeg(result)) return TOLD;
    return result.version === undefined ? SILENT : UNCLEAR;
  };
}
