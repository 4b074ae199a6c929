import type { NodeAction, PlannedFault } from '../faults/fault.js';
import { type EventLine, HARNESS, ID_PATTERN } from '../history/event.js';
import type { RoleSpec } from '../history/header.js';
import { type Chance, chanceOf } from '../node/chance.js';
import type { Timer } from '../node/program.js';
import { drawSpan, type Span } from '../node/span.js';
import { createDisturbances, type Disturbance } from './disturbances.js';
import { createLinks, type Parcel } from './links.js';
import { type Claims, readPayload } from './payload.js';
import { createRoles } from './roles.js';

export interface RelayOptions {
  seed: number;
  nodes: readonly string[];
  clients: readonly string[];
  network: { delay: Span; order: 'fifo' | 'any'; loss: number; duplicate: number };
  faults: readonly PlannedFault[];
  /** Message types that are no news when the system settles. */
  background: readonly string[];
  /** What nodes may be called in faults besides; absent: nothing. */
  roles?: Readonly<Record<string, RoleSpec>>;
  now(): number;
  schedule(time: number, action: () => void): Timer;
  record(event: EventLine): void;
  /** Does to a node what a fault asks for; `exactly`: at this very point of what a node is doing. */
  act(action: NodeAction, exactly: boolean): void;
  /** Hands a payload over to a life of a participant: that is "delivered". */
  deliver(to: string, life: number, delivery: number, payload: Uint8Array): void;
}

/** Claims about order that came with a publication; NaN: there was something, but no number in range. */
export interface SentOrder {
  seq?: number;
  seen?: number;
}

/**
 * Everything that happens to a message between a publication and its delivery, the same in every host: it is
 * checked, recorded, disturbed, kept in order, and handed over. No effects of its own: time, chance, recording and
 * delivery are handed in, so the same calls give the same answers.
 */
export interface Relay {
  /** A new life may be spoken to; until it is ready it gets only what the harness sends. */
  begins(participant: string, life: number): void;
  ready(participant: string): void;
  /** The life is over: what arrives now is lost. */
  ends(participant: string): void;
  publish(from: string, life: number, to: string, payload: Uint8Array, order: SentOrder): void;
  report(node: string, life: number, payload: Uint8Array, order: SentOrder): void;
  startFaults(): void;
  heal(): void;
  /** Messages that are on their way or held. */
  inFlight(): number;
  /** When the last message that is news was sent or delivered, in ns. */
  lastNews(): number;
}

export function createRelay(options: RelayOptions): Relay {
  const { now, schedule, record } = options;
  const nodes = new Set(options.nodes);
  const background = new Set(options.background);
  const ends = new Map([...options.nodes, ...options.clients, HARNESS].map((id) => [id, newEnd()]));
  const roads = new Map<string, Road>();
  let waiting = 0;
  let news = 0;

  const roles = createRoles(options.roles ?? {});
  const links = createLinks({ now, schedule, gate, arrive });
  const disturbances = createDisturbances(options.faults, options.seed, {
    now,
    schedule,
    record,
    world: { nodes: options.nodes, clients: options.clients },
    roles,
    ended: () => links.resume(),
    act: options.act,
  });

  function publish(from: string, life: number, to: string, payload: Uint8Array, order: SentOrder): void {
    const seq = nextSeq(from, life);
    const claims = readPayload(payload, 'message');
    if (claims.garbled !== undefined) {
      record({ ...garbledLine(claims, payload), node: from, life, seq, to });
      return;
    }
    const type = claims.type!;
    const complaint = complaintOf(claims, order, from, to);
    record({
      v: 'relay',
      k: 'send',
      node: from,
      life,
      seq,
      to,
      type,
      msgId: claims.msgId,
      inReplyTo: claims.inReplyTo,
      clock: claims.clock,
      tx: claims.tx,
      ...orderFields(order, seq),
      why: complaint,
      body: claims.body,
    });
    if (!background.has(type)) news = now();
    const envelope = claims.src === from && claims.dest === to ? payload : readdress(from, to, claims.body);
    forward(from, life, seq, to, type, envelope);
  }

  function forward(from: string, life: number, seq: number, to: string, type: string, payload: Uint8Array): void {
    const road = roadOf(from, to);
    const nth = ++road.sent;
    const parcel: Parcel = {
      from,
      fromLife: life,
      fromSeq: seq,
      to,
      type,
      nth,
      copy: 0,
      due: now(),
      overtakes: false,
      payload,
    };
    if (!ends.has(to)) return lose(parcel, 'nobody');
    if (from === HARNESS || to === HARNESS) return links.send(parcel);

    const decisions = disturbances.onSend(parcel);
    if (road.isDisturbed) decisions.push(networkDecision(road, nth));
    const fate = combine(decisions);
    if (fate.dropped !== undefined) return lose(parcel, fate.dropped);
    if (fate.held !== undefined) hold(parcel, fate.held);
    parcel.due += fate.delay;
    parcel.overtakes = fate.overtake;
    links.send(parcel);
    for (let copy = 1; copy <= fate.copies; copy++) links.send({ ...parcel, copy });
  }

  function gate(parcel: Parcel): 'go' | 'wait' | 'gone' {
    if (parcel.from === HARNESS || parcel.to === HARNESS) return 'go';
    const fate = combine(disturbances.onArrival(parcel));
    if (fate.dropped !== undefined) {
      lose(parcel, fate.dropped);
      return 'gone';
    }
    return fate.held === undefined ? 'go' : 'wait';
  }

  function arrive(parcel: Parcel): void {
    const end = ends.get(parcel.to)!;
    if (!end.alive) return lose(parcel, 'down');
    if (!end.ready && parcel.from !== HARNESS) {
      hold(parcel, 'starting');
      waiting++;
      end.early.push(parcel);
      return;
    }
    const delivery = ++end.deliveries;
    const { from, fromLife, fromSeq, copy } = parcel;
    record({ v: 'relay', k: 'deliver', node: parcel.to, life: end.life, delivery, from, fromLife, fromSeq, copy });
    if (!background.has(parcel.type)) news = now();
    options.deliver(parcel.to, end.life, delivery, parcel.payload);
  }

  function report(node: string, life: number, payload: Uint8Array, order: SentOrder): void {
    const seq = nextSeq(node, life);
    const claims = readPayload(payload, 'event');
    if (claims.garbled === undefined && !ID_PATTERN.test(claims.kind!)) claims.garbled = 'its kind is no id';
    if (claims.garbled !== undefined) {
      record({ ...garbledLine(claims, payload), node, life, seq });
      return;
    }
    record({
      v: 'node',
      k: claims.kind!,
      node,
      life,
      seq,
      clock: claims.clock,
      tx: claims.tx,
      delivery: claims.kind === 'recv' ? claims.delivery : undefined,
      ...orderFields(order, seq),
      why: complaintOf(claims, order),
      body: claims.body,
    });
    roles.reports(node, claims.kind!);
    disturbances.onReport(node, claims.kind!);
    roles.reported(node, claims.kind!);
  }

  function lose(parcel: Parcel, why: string): void {
    record({ v: 'relay', k: 'drop', ...receiver(parcel), copy: parcel.copy, why });
  }

  function hold(parcel: Parcel, why: string): void {
    record({ v: 'relay', k: 'hold', ...receiver(parcel), copy: parcel.copy, why });
  }

  function receiver({ to, from, fromLife, fromSeq }: Parcel): Partial<EventLine> {
    const life = ends.get(to)?.life;
    return { node: to, life: life === 0 ? undefined : life, from, fromLife, fromSeq };
  }

  function roadOf(from: string, to: string): Road {
    const name = `${from}->${to}`;
    let road = roads.get(name);
    if (road === undefined) {
      const draw = (purpose: string) => chanceOf(options.seed, `network ${purpose}`, name);
      const isDisturbed = nodes.has(from) && nodes.has(to);
      road = { sent: 0, isDisturbed, delay: draw('delay'), loss: draw('loss'), duplicate: draw('duplicate') };
      roads.set(name, road);
    }
    return road;
  }

  /** The network's own weather, between nodes only. */
  function networkDecision(road: Road, nth: number): Disturbance {
    const { delay, order, loss, duplicate } = options.network;
    return {
      why: 'loss',
      delay: drawSpan(delay, () => road.delay(nth)),
      overtake: order === 'any',
      drop: loss > 0 && road.loss(nth) < loss,
      copies: duplicate > 0 && road.duplicate(nth) < duplicate ? 1 : 0,
    };
  }

  function nextSeq(who: string, life: number): number {
    const end = ends.get(who)!;
    const seq = (end.seqs.get(life) ?? 0) + 1;
    end.seqs.set(life, seq);
    return seq;
  }

  return {
    begins(participant, life) {
      Object.assign(ends.get(participant)!, { life, alive: true, ready: !nodes.has(participant), deliveries: 0 });
    },
    ready(participant) {
      const end = ends.get(participant)!;
      end.ready = true;
      for (const parcel of end.early.splice(0)) {
        waiting--;
        arrive(parcel);
      }
    },
    ends(participant) {
      const end = ends.get(participant)!;
      end.alive = false;
      roles.ends(participant);
      for (const parcel of end.early.splice(0)) {
        waiting--;
        lose(parcel, 'down');
      }
    },
    publish,
    report,
    startFaults: () => disturbances.start(),
    heal: () => disturbances.heal(),
    inFlight: () => links.count() + waiting,
    lastNews: () => news,
  };
}

/** One participant, as the relay keeps it. */
interface End {
  life: number;
  alive: boolean;
  ready: boolean;
  deliveries: number;
  /** Publications by life. */
  seqs: Map<number, number>;
  /** What came before it was ready. */
  early: Parcel[];
}

/** What the relay knows of a link besides its queue. */
interface Road {
  sent: number;
  isDisturbed: boolean;
  delay: Chance;
  loss: Chance;
  duplicate: Chance;
}

const KEPT_OF_GARBAGE = 1024;

function newEnd(): End {
  return { life: 0, alive: false, ready: false, deliveries: 0, seqs: new Map(), early: [] };
}

/** What becomes of a message in the end; `dropped` and `held` say why. */
interface Fate {
  dropped?: string;
  held?: string;
  delay: number;
  copies: number;
  overtake: boolean;
}

/** Drop beats hold, hold beats delay, delays and copies add up. */
function combine(decisions: readonly Disturbance[]): Fate {
  const fate: Fate = { delay: 0, copies: 0, overtake: false };
  for (const { why, drop, hold, delay = 0, copies = 0, overtake = false } of decisions) {
    if (drop) fate.dropped ??= why;
    if (hold) fate.held ??= why;
    fate.delay += delay;
    fate.copies += copies;
    fate.overtake ||= overtake;
  }
  return fate;
}

function orderFields({ seq, seen }: SentOrder, arrival: number): Pick<EventLine, 'claimedSeq' | 'seen'> {
  return {
    claimedSeq: seq === undefined || Number.isNaN(seq) || seq === arrival ? undefined : seq,
    seen: seen === undefined || Number.isNaN(seen) ? undefined : seen,
  };
}

/** What is wrong with a payload that can be used all the same; undefined where nothing is. */
function complaintOf(claims: Claims, order: SentOrder, from?: string, to?: string): string | undefined {
  if (claims.src !== undefined && claims.src !== from) return `its src says ${JSON.stringify(claims.src)}`;
  if (claims.dest !== undefined && claims.dest !== to) return `its dest says ${JSON.stringify(claims.dest)}`;
  if (Number.isNaN(order.seq)) return 'its Ts-Seq is no number in range';
  if (Number.isNaN(order.seen)) return 'its Ts-Seen is no number in range';
  return claims.complaint;
}

function garbledLine(claims: Claims, payload: Uint8Array): EventLine {
  const kept = Buffer.from(payload.subarray(0, KEPT_OF_GARBAGE));
  return { v: 'relay', k: 'garbled', why: claims.garbled, raw: kept.toString('base64') };
}

/** The subject wins over what the envelope says. */
function readdress(from: string, to: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`{"src":"${from}","dest":"${to}","body":`), body, Buffer.from('}')]);
}
