import { MICRO, NOTHING, OUTCOME, type Transactions } from '../transactions.js';

/**
 * Takes reads of 0 for reads of the start, of keys that nobody writes 0 to; but not where a read finds nothing, if
 * `where` says so, for then that is how the log spells the start. Answers whether there were any.
 */
export function takeZerosForTheStart(all: Transactions, where: 'everywhere' | 'where no read finds nothing'): boolean {
  const { micro, version, valueName, model } = all;
  if (model !== 'register') return false;
  const isWritten = written(all);
  if (where !== 'everywhere' && someOkRead(all, (found) => found === NOTHING)) return false;
  let found = false;
  for (let op = 0; op < micro.length; op++) {
    const read = micro[op] === MICRO.read ? version[op]! : -1;
    if (read < 0 || isWritten[read] !== 0 || valueName(read) !== '0') continue;
    version[op] = NOTHING;
    found = true;
  }
  return found;
}

/** Whether a transaction that took effect found a whole number that nobody wrote. */
export function findsNumberNobodyWrote(all: Transactions): boolean {
  const isWritten = written(all);
  return someOkRead(all, (found) => found >= 0 && isWritten[found] === 0 && /^\d+$/.test(all.valueName(found)));
}

/** By version: 1 if somebody wrote it, or tried to. */
function written({ micro, version, versions }: Transactions): Uint8Array {
  const isWritten = new Uint8Array(versions);
  for (let op = 0; op < micro.length; op++)
    if (micro[op] === MICRO.write && version[op]! >= 0) isWritten[version[op]!] = 1;
  return isWritten;
}

function someOkRead(all: Transactions, isSo: (version: number) => boolean): boolean {
  const { count, outcome, first, micro, version } = all;
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OUTCOME.ok) continue;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] === MICRO.read && isSo(version[op]!)) return true;
    }
  }
  return false;
}
