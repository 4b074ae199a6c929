import type { DirectAnomaly } from '../judged.js';
import type { Reading } from './reading.js';

/** Reads of a key in one transaction that found different states: nothing from `read-atomic` up allows them. */
export function agreeingReads({ all, readFirst, readOp, readFrom }: Reading): DirectAnomaly[] {
  const anomalies: DirectAnomaly[] = [];
  const readAt = new Int32Array(all.keys);
  const readBy = new Int32Array(all.keys).fill(-1);
  for (let t = 0; t < all.count; t++) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      const op = readOp[r]!;
      const k = all.key[op]!;
      if (readBy[k] !== t) {
        readBy[k] = t;
        readAt[k] = r;
      } else if (readFrom[readAt[k]!] !== readFrom[r]) {
        const before = readOp[readAt[k]!]!;
        const found = (o: number) => (all.version[o]! < 0 ? 'nothing' : all.valueName(all.version[o]!));
        const says = `read ${all.keyName(k)} = ${found(op)} after it had read ${all.keyName(k)} = ${found(before)}`;
        anomalies.push({ rule: 'non-repeatable-read', operations: [op, before], says });
      }
    }
  }
  return anomalies;
}
