/**
 * The subjects of a run: `ts.<run>.<in|out|ev>.<node>.<incarnation>[.<dest>]`. A node is given its own, complete, and
 * the broker lets it use these alone, so that the subject says who speaks, whatever the payload claims.
 */

export type Spoken =
  | { kind: 'out'; node: string; life: number; to: string }
  | { kind: 'ev'; node: string; life: number };

/** Where a life reads its messages. */
export function inSubject(run: string, node: string, life: number): string {
  return `ts.${run}.in.${node}.${life}`;
}

/** What a life publishes messages under: it appends `.<dest>`. */
export function outSubject(run: string, node: string, life: number): string {
  return `ts.${run}.out.${node}.${life}`;
}

/** Where a life reports its local events. */
export function eventSubject(run: string, node: string, life: number): string {
  return `ts.${run}.ev.${node}.${life}`;
}

/** What the harness listens to: every message of every life, and every event. */
export function spokenPatterns(run: string): string[] {
  return [`ts.${run}.out.*.*.*`, `ts.${run}.ev.*.*`];
}

/** Who said a thing, by its subject; undefined for a subject that no node of this run may use. */
export function parseSpoken(run: string, subject: string): Spoken | undefined {
  const words = subject.split('.');
  if (words[0] !== 'ts' || words[1] !== run) return undefined;
  const [, , kind, node, lifeWord, to] = words;
  if (node === undefined || lifeWord === undefined || !/^[1-9][0-9]{0,8}$/.test(lifeWord)) return undefined;
  const life = Number(lifeWord);
  if (kind === 'out' && words.length === 6) return { kind, node, life, to: to! };
  if (kind === 'ev' && words.length === 5) return { kind, node, life };
  return undefined;
}
