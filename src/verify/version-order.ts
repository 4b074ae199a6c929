import { NOTHING } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';

/** Tells whether a write came after a version of its key, or after NOTHING, as far as the log alone tells. */
export function versionOrder({ log, owner, version, writer, found, length, committed }: Facts) {
  /** By version: its place in its run. Run 1 holds all versions of a key from the start on, others what follows a gap. */
  const column = (value: number) => new Int32Array(log.versions).fill(value);
  const [place, run, next, follows] = [column(0), column(0), column(-1), column(0)];
  const longest = new Int32Array(log.keys).fill(-1);
  for (let op = 0; op < owner.length; op++) {
    const other = longest[log.key[op]!]!;
    if (log.lists !== undefined && found[op] !== NONE && (other < 0 || length[op]! > length[other]!))
      longest[log.key[op]!] = op;
    const old = log.replaced?.[op] ?? NONE;
    if (old >= 0 && version[op]! >= 0 && committed[owner[op]!] === 1)
      [next[old], follows[version[op]!]] = [version[op]!, 1];
  }
  for (const read of longest) {
    for (let i = 0; i < length[read]!; i++) {
      const v = log.lists![log.list![read]! + i]!;
      [place[v], run[v]] = [i, 1];
    }
  }
  for (let v = 0; v < log.versions && log.replaced !== undefined; v++) {
    if (follows[v] === 1 || (writer[v]! < 0 && next[v]! < 0)) continue;
    const number = writer[v]! >= 0 && log.replaced[writer[v]!] === NOTHING ? 1 : v + 2;
    for (let [w, i] = [v, 0]; w >= 0 && run[w] === 0; [w, i] = [next[w]!, i + 1]) [place[w], run[w]] = [i, number];
  }
  return (old: number, write: number): boolean => {
    const v = version[write]!;
    // What comes after all from the start on comes last of all.
    if (old === NOTHING || (run[old] === 1 && (v < 0 || run[v] !== 1))) return committed[owner[write]!] === 1;
    return old >= 0 && v >= 0 && run[old]! > 0 && run[old] === run[v] && place[old]! < place[v]!;
  };
}
