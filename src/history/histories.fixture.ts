import fc from 'fast-check';
import { type HandWritten, historyFrom } from './files/from-lines.js';
import type { History } from './history.js';

/** A random history of four participants; what each of them tells about its consuming is drawn, too. */
export const histories = fc
  .record({
    evidence: fc.array(fc.constantFrom('seen', 'recv', 'both', 'sometimes', 'none'), { minLength: 3, maxLength: 3 }),
    steps: fc.array(fc.tuple(fc.nat(9), fc.nat(3), fc.nat(3), fc.nat(20)), { maxLength: 60, size: 'max' }),
  })
  .map(({ evidence, steps }) => build(evidence, steps));

const WHO = ['n1', 'n2', 'n3', 'c1'];

function build(evidence: string[], steps: [number, number, number, number][]): History {
  const events: HandWritten[] = [];
  const life = [1, 1, 1, 1];
  const seqs = [0, 0, 0, 0];
  const delivered: { msgId: number; from: number }[][] = [[], [], [], []];
  const sent: { from: number; fromLife: number; fromSeq: number; to: number; msgId: number }[] = [];
  for (const [what, who, other, number] of steps) {
    const mode = who === 3 ? 'none' : evidence[who]!;
    const tells = mode === 'seen' || mode === 'both' || (mode === 'sometimes' && number % 2 === 0);
    // Now and then a claim is beyond what was delivered.
    const base = {
      node: WHO[who]!,
      life: life[who]!,
      ...(tells ? { seen: number % (delivered[who]!.length + 2) } : {}),
    };
    if (what < 3) {
      const answer = delivered[who]![number % Math.max(1, delivered[who]!.length)];
      const fromSeq = ++seqs[who]!;
      const inReplyTo = what === 0 && answer !== undefined ? answer.msgId : undefined;
      const to = inReplyTo === undefined ? other : answer!.from;
      events.push({ ...base, v: 'relay', k: 'send', to: WHO[to]!, type: 'M', msgId: fromSeq, inReplyTo, seq: fromSeq });
      sent.push({ from: who, fromLife: life[who]!, fromSeq, to, msgId: fromSeq });
    } else if (what < 7 && sent.length > 0) {
      // Any message, sometimes twice, in any order.
      const { from, fromLife, fromSeq, to, msgId } = sent[number % sent.length]!;
      events.push({ v: 'relay', k: 'deliver', node: WHO[to]!, life: life[to]!, from: WHO[from]!, fromLife, fromSeq });
      delivered[to]!.push({ msgId, from });
    } else if (what === 7 && (mode === 'recv' || mode === 'both') && delivered[who]!.length > 0) {
      seqs[who]!++;
      events.push({ ...base, v: 'node', k: 'recv', delivery: 1 + (number % delivered[who]!.length) });
    } else if (what === 8 && who !== 3) {
      seqs[who]!++;
      events.push({ ...base, v: 'node', k: 'enter' });
    } else if (what === 9 && number < 9) {
      life[who]!++;
      seqs[who] = 0;
      delivered[who] = [];
    }
  }
  return historyFrom({ nodes: ['n1', 'n2', 'n3'], clients: ['c1'] }, events);
}
