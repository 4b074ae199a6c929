import type { NodeAction, PlannedFault } from '../faults/fault.js';
import { type EventLine, HARNESS, ID_PATTERN } from '../history/event.js';
import type { RoleSpec } from '../history/header.js';
import { type Chance, chanceOf } from '../node/chance.js';
import type { Timer } from '../node/program.js';
import { drawSpan, type Span } from '../node/span.js';
import { createDisturbances, type Disturbance } from './disturbances.js';
import { combine } from './fate.js';
import { createLinks, type Parcel, type Queue } from './links.js';
import { readPayload } from './payload.js';
import { createRoles } from './roles.js';
import { claimedSeqOf, complaintOf, garbledLine, readdress, type SentOrder, seenOf } from './said.js';

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
  deliver(to: string, life: number, delivery: number, payload: Uint8Array, from: string): void;
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
  const hasFaults = options.faults.length > 0;
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
      claimedSeq: claimedSeqOf(order, seq),
      seen: seenOf(order),
      why: complaintOf(claims, order, from, to),
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
    if (from === HARNESS || to === HARNESS) return links.send(parcel, road.queue);

    const decisions = hasFaults ? disturbances.onSend(parcel) : NONE;
    const fate = combine(road.hasWeather ? [...decisions, weather(road, nth)] : decisions);
    if (fate.dropped !== undefined) return lose(parcel, fate.dropped);
    if (fate.held !== undefined) hold(parcel, fate.held);
    parcel.due += fate.delay;
    parcel.overtakes = fate.overtake;
    links.send(parcel, road.queue);
    for (let copy = 1; copy <= fate.copies; copy++) links.send({ ...parcel, copy }, road.queue);
  }

  function gate(parcel: Parcel): 'go' | 'wait' | 'gone' {
    if (!hasFaults || parcel.from === HARNESS || parcel.to === HARNESS) return 'go';
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
    options.deliver(parcel.to, end.life, delivery, parcel.payload, from);
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
      claimedSeq: claimedSeqOf(order, seq),
      seen: seenOf(order),
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
    const { roads } = ends.get(from)!;
    let road = roads.get(to);
    if (road === undefined) {
      const draw = (purpose: string) => chanceOf(options.seed, `network ${purpose}`, `${from}->${to}`);
      const hasWeather = !isIdeal(options.network) && nodes.has(from) && nodes.has(to);
      const queue = links.open();
      road = { queue, sent: 0, hasWeather, delay: draw('delay'), loss: draw('loss'), duplicate: draw('duplicate') };
      roads.set(to, road);
    }
    return road;
  }

  /** The network's own weather, between nodes only. */
  function weather(road: Road, nth: number): Disturbance {
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
  /** By receiver. */
  roads: Map<string, Road>;
  /** What came before it was ready. */
  early: Parcel[];
}

/** A link, as the relay keeps it. */
interface Road {
  sent: number;
  /** Whether the network itself does anything to messages here. */
  hasWeather: boolean;
  queue: Queue;
  delay: Chance;
  loss: Chance;
  duplicate: Chance;
}

const NONE: readonly Disturbance[] = [];

function isIdeal({ delay, order, loss, duplicate }: RelayOptions['network']): boolean {
  return 'constant' in delay && delay.constant === 0 && order === 'fifo' && loss === 0 && duplicate === 0;
}

function newEnd(): End {
  return { life: 0, alive: false, ready: false, deliveries: 0, seqs: new Map(), roads: new Map(), early: [] };
}
