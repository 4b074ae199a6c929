import type { Edge } from '../judged.js';

/** The accepted name of a cycle: by how many rw edges it has and whether two of them follow each other (Adya 1999; Elle). */
export function nameCycle(cycle: readonly Edge[]): string {
  const rw = cycle.filter((edge) => edge.type === 'rw').length;
  if (rw === 0) return cycle.every((edge) => edge.type === 'ww') ? 'G0' : 'G1c';
  if (rw === 1) return 'G-single';
  const isAdjacent = cycle.some((edge, i) => edge.type === 'rw' && cycle[(i + 1) % cycle.length]!.type === 'rw');
  return isAdjacent ? 'G2-item' : 'G-nonadjacent';
}
