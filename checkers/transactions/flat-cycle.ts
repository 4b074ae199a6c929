import type { CycleCertificate, CycleEdge } from '../../src/history/certificate.js';
import type { Edge } from './judged.js';
import type { Level } from './levels.js';

/** A cycle as a certificate. What forces its edges becomes lemmas, each of which stands after those that force it, once. */
export function cycleCertificate(level: Level, cycle: readonly Edge[]): CycleCertificate {
  const lemmas: CycleEdge[] = [];
  const places = new Map<Edge, number>();
  const edges = cycle.map((edge) => {
    tellReasons(edge);
    return flat(edge);
  });
  return { kind: 'cycle', level, edges, ...(lemmas.length > 0 && { lemmas }) };

  /** Puts down what forces an edge, reasons before what they are reasons of. Not recursive, for that can go deep. */
  function tellReasons(edge: Edge): void {
    const open = [...(edge.because ?? [])];
    for (let lemma = open.at(-1); lemma !== undefined; lemma = open.at(-1)) {
      const untold = places.has(lemma) ? [] : (lemma.because ?? []).filter((reason) => !places.has(reason));
      open.push(...untold);
      if (untold.length > 0) continue;
      if (!places.has(lemma)) places.set(lemma, lemmas.push(flat(lemma)) - 1);
      open.pop();
    }
  }

  function flat({ because, ...edge }: Edge): CycleEdge {
    return because === undefined ? edge : { ...edge, because: because.map((reason) => places.get(reason)!) };
  }
}
