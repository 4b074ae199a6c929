import { MICRO, NOTHING, OUTCOME, type Transactions } from '../transactions.js';

/**
 * Takes reads of 0 for reads of the start, of keys that nobody writes 0 to; but not where a read finds nothing, if
 * `where` says so, for then that is how the log spells the start. Answers whether there were any.
 */
export function takeZerosForTheStart(all: Transactions, where: 'everywhere' | 'where no read finds nothing'): boolean {
  const { micro, version, versions, valueName, model } = all;
  if (model !== 'register') return false;
  const isWritten = new Uint8Array(versions);
  for (let op = 0; op < micro.length; op++)
    if (micro[op] === MICRO.write && version[op]! >= 0) isWritten[version[op]!] = 1;
  if (where !== 'everywhere' && someFindsNothing(all)) return false;
  let found = false;
  for (let op = 0; op < micro.length; op++) {
    const read = micro[op] === MICRO.read ? version[op]! : -1;
    if (read < 0 || isWritten[read] !== 0 || valueName(read) !== '0') continue;
    version[op] = NOTHING;
    found = true;
  }
  return found;
}

function someFindsNothing({ count, outcome, first, micro, version }: Transactions): boolean {
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OUTCOME.ok) continue;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] === MICRO.read && version[op] === NOTHING) return true;
    }
  }
  return false;
}
