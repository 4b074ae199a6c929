import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { consumptionOf } from '../contract/consumption.js';
import { firstLifeEnd, whyLifeEnd } from '../contract/crash-precondition.js';
import { createFindings, step } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import { createVectorStore } from '../contract/vector-store.js';
import { createClaimReader } from './claims.js';
import { createWitnesses, spellEvent } from './witness.js';

/** Compares every vector clock that a node claims with what its process was told before. */
export function judgeClaims(history: History): Findings {
  const { nodes } = history.header;
  const { kind, process, position, ref } = history;
  const width = nodes.length;
  const findings = createFindings(history);
  const counts = { claims: 0, steps: 0, receives: 0 };
  const consumption = consumptionOf(history);
  const send = history.kindOf('relay', 'send');
  const deliver = history.kindOf('relay', 'deliver');
  const nodeOf = Int32Array.from(history.processes, ({ participant }) => nodes.indexOf(participant));
  const reader = createClaimReader(history);
  const { vector } = reader;
  const store = createVectorStore<Float64Array>(width, (length) => new Float64Array(length));
  const { uses, isInexact } = countUses(history);
  /** By row of a send: the place of its claim, or -1. */
  const places = new Int32Array(history.length).fill(-1);
  /** By process: what it knows at least, the join of its last claim and of what it certainly consumed since. */
  const known = new Float64Array(history.processes.length * width);
  /** By process: what else it may know, where that is not certain. */
  const perhaps: (Float64Array<ArrayBufferLike> | undefined)[] = history.processes.map(() => undefined);
  /** Lists of one receiver each, made once. */
  const everyone: readonly (readonly number[])[] = history.participants.map((_, to) => [to]);
  const lives: Life[] = history.processes.map(() => ({
    last: -1,
    lastSend: -1,
    own: 0,
    sent: 0,
    reached: NOBODY,
    told: 0,
  }));
  const witnesses = createWitnesses(history, reader);
  const stamped = stampedBy(history);
  const lifeEnd = firstLifeEnd(history);

  function hear(p: number, sent: number): void {
    const place = places[sent]!;
    if (place < 0) return;
    const { data } = store;
    const [from, to] = [place * width, p * width];
    for (let k = 0; k < width; k++) if (data[from + k]! > known[to + k]!) known[to + k] = data[from + k]!;
    lives[p]!.told++;
    store.release(place);
  }

  function mayHear(p: number, sent: number): void {
    const place = places[sent]!;
    if (place < 0) return;
    raisePerhaps(p, store.data, place * width);
    lives[p]!.told++;
    store.release(place);
  }

  function raisePerhaps(p: number, from: Float64Array, start: number): void {
    const most = (perhaps[p] ??= new Float64Array(width));
    for (let k = 0; k < width; k++) if (from[start + k]! > most[k]!) most[k] = from[start + k]!;
  }

  function onClaim(row: number, p: number): void {
    const life = lives[p]!;
    counts.claims++;
    if (life.last >= 0) counts.steps++;
    else if (history.processes[p]!.life > 1) inherit(p);
    if (life.told > 0) counts.receives++;
    life.told = 0;
    const node = nodeOf[p]!;
    const start = p * width;
    for (let k = 0; k < width; k++) {
      const claimed = vector[k]!;
      if (claimed === known[start + k]!) continue;
      if (k !== node) judgeComponent(row, p, k, claimed);
      known[start + k] = claimed;
    }
    judgeOwn(row, p, vector[node]!);
    life.last = row;
    if (kind[row] === send && uses[row]! > 0) places[row] = store.put(vector, 0, uses[row]!);
  }

  function judgeComponent(row: number, p: number, k: number, claimed: number): void {
    const due = known[p * width + k]!;
    const most = Math.max(due, perhaps[p]?.[k] ?? 0);
    if (claimed > due && claimed <= most) return;
    const what = `${spellEvent(history, row)} claims to know ${claimed} of ${nodes[k]}`;
    const rule = claimed < due ? 'too-little' : 'too-much';
    if (lifeEnd >= 0 && lifeEnd < row) return findings.unjudged(rule, 'precondition', whyLifeEnd(history, lifeEnd));
    const steps = claimed < due ? witnesses.carried(row, k, due) : witnesses.notCarried(row, k, claimed, most);
    const why =
      claimed < due
        ? `${what}, although it had been told of ${due}`
        : `${what}, although nothing had told it of more than ${most}`;
    findings.violation(rule, why, ...steps, step(`what it claims: ${claimed} of ${nodes[k]}`, row));
    // Many are wrong in every later claim as well; the scratch vector was used to look for the witness.
    reader.read(row);
  }

  function judgeOwn(row: number, p: number, own: number): void {
    const life = lives[p]!;
    const isSend = kind[row] === send;
    if (own < life.own) tellOwn(row, p, own, life.last, life.own);
    else if (isSend && own <= life.sent && !extendsBroadcast(row, p)) {
      tellOwn(row, p, own, life.lastSend, life.sent);
    }
    life.own = own;
    if (!isSend) {
      life.reached = NOBODY;
      return;
    }
    if (own === life.sent && life.lastSend >= 0 && extendsBroadcast(row, p))
      life.reached = [...life.reached, history.to[row]!];
    else life.reached = everyone[history.to[row]!]!;
    life.sent = own;
    life.lastSend = row;
  }

  /** Whether a send may be one more message of the broadcast that the last sends were: same type, somebody new. */
  function extendsBroadcast(row: number, p: number): boolean {
    const { reached, lastSend } = lives[p]!;
    return reached.length > 0 && history.type[lastSend] === history.type[row] && !reached.includes(history.to[row]!);
  }

  function tellOwn(row: number, p: number, own: number, before: number, last: number): void {
    if (lifeEnd >= 0 && lifeEnd < row) return findings.unjudged('own', 'precondition', whyLifeEnd(history, lifeEnd));
    const name = nodes[nodeOf[p]!];
    findings.violation(
      'own',
      before < 0
        ? `${spellEvent(history, row)} carries ${own} of itself, as if nothing had happened there yet`
        : `${name} claims ${own} of itself in ${spellEvent(history, row)}, after ${last} in ${spellEvent(history, before)}`,
      step(`it claims ${last} of itself`, before),
      step(`and then ${own}`, row),
    );
  }

  /** A later life may know what the one before knew, if it was on its disk; its own component has to go on. */
  function inherit(p: number): void {
    const { participant, life } = history.processes[p]!;
    let before = -1;
    history.processes.forEach((other, q) => {
      if (other.participant !== participant || other.life >= life || lives[q]!.last < 0) return;
      if (before < 0 || other.life > history.processes[before]!.life) before = q;
    });
    if (before < 0) return;
    raisePerhaps(p, known, before * width);
    if (perhaps[before] !== undefined) raisePerhaps(p, perhaps[before]!, 0);
    const { own, sent, last, lastSend } = lives[before]!;
    Object.assign(lives[p]!, { own, sent, last, lastSend });
  }

  let next = 0;
  for (let row = 0; row < history.length; row++) {
    for (; next < consumption.count && consumption.at[next] === row; next++) {
      const delivery = consumption.delivery[next]!;
      const p = process[delivery]!;
      if (nodeOf[p]! < 0) continue;
      // A client may carry what nodes told it from one to another, and a node may go by it.
      if (nodeOf[process[ref[delivery]!]!]! >= 0) hear(p, ref[delivery]!);
      else mayHear(p, ref[delivery]!);
    }
    if (kind[row] === deliver) {
      const p = process[row]!;
      if (nodeOf[p]! >= 0 && isInexact[p]) mayHear(p, ref[row]!);
      continue;
    }
    if (position[row]! < 0) continue;
    if (nodeOf[process[row]!]! < 0) {
      if (kind[row] === send && uses[row]! > 0 && reader.read(row) === 'claim')
        places[row] = store.put(vector, 0, uses[row]!);
      continue;
    }
    const found = reader.read(row);
    if (found === 'claim') onClaim(row, process[row]!);
    else if (found === 'malformed') {
      const summary = `${spellEvent(history, row)} carries a vector clock that is no object of whole numbers by node`;
      findings.violation('malformed', summary, step('the event', row));
    } else if (lives[process[row]!]!.last >= 0 && stamped(row)) {
      const summary = `${spellEvent(history, row)} carries no vector clock, although ${nameOf(history, process[row]!)} has claimed one before`;
      findings.violation(
        'missing',
        summary,
        step('an earlier claim', lives[process[row]!]!.last),
        step('none here', row),
      );
    }
  }
  for (const [p, life] of lives.entries()) {
    if (life.last < 0 || !isInexact[p] || perhaps[p] === undefined) continue;
    const why = `${nameOf(history, p)} does not tell which messages it had consumed before it claimed a clock`;
    for (const rule of ['too-little', 'too-much']) findings.unjudged(rule, 'ambiguous', why);
  }
  return findings.done(counts);

  /** By row of a send: how often its claim will be asked for. */
  function countUses(history: History) {
    const uses = new Int32Array(history.length);
    const isInexact = history.processes.map((_, p) => consumption.exact[p] === 0);
    const isNode = (row: number) => nodeOf[process[row]!]! >= 0;
    for (let k = 0; k < consumption.count; k++) {
      const delivery = consumption.delivery[k]!;
      if (isNode(delivery)) uses[ref[delivery]!]!++;
    }
    for (let row = 0; row < history.length; row++) {
      if (kind[row] === deliver && isNode(row) && isInexact[process[row]!]) uses[ref[row]!]!++;
    }
    return { uses, isInexact };
  }
}

const NOBODY: readonly number[] = [];

/** What is remembered of one life. Rows are -1 where there was none. */
interface Life {
  /** Its last claim, its last send with one, and what they claimed of the node itself. */
  last: number;
  lastSend: number;
  own: number;
  sent: number;
  /** Whom the last sends have reached, if they are one broadcast. */
  reached: readonly number[];
  /** Messages with a claim since the last claim. */
  told: number;
}

/** Whether the system's spec says that a message or event of this kind carries a vector clock. */
function stampedBy(history: History): (row: number) => boolean {
  const { spec } = history.header;
  const send = history.kindOf('relay', 'send');
  const names = (schema: object | undefined) =>
    Object.hasOwn((schema as { properties?: object } | undefined)?.properties ?? {}, 'vclock');
  const types = history.types.map((type) => Object.hasOwn(spec.messages, type) && names(spec.messages[type]!.body));
  const kinds = history.kinds.map(
    ({ v, k }) => v === 'node' && Object.hasOwn(spec.events, k) && names(spec.events[k]!.fields),
  );
  return (row) => (history.kind[row] === send ? types[history.type[row]!] === true : kinds[history.kind[row]!]!);
}
