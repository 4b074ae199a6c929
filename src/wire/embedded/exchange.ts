import type { Trouble } from '../trouble.js';
import type { BrokerUser, EmbeddedOptions } from './options.js';
import { allows } from './permissions.js';
import { NO_RESPONDERS } from './protocol.js';
import type { Session } from './session.js';
import { createSubjectTable } from './subject-table.js';

export interface Subscription {
  session: Session;
  subject: string;
  queue: string;
  sid: string;
  /** Messages after which it ends; 0: never. */
  max: number;
  delivered: number;
  closed: boolean;
  /** Part of what it matches is denied to its user. */
  filtered: boolean;
}

/** What all sessions share: who may come in, who listens to what, and who has something to be flushed. */
export interface Exchange {
  readonly options: EmbeddedOptions;
  readonly users: Map<string, BrokerUser>;
  readonly sessions: Set<Session>;
  subscribe(subscription: Subscription): void;
  unsubscribe(subscription: Subscription): void;
  /** Hands a message to all that listen. The bytes are copied before it returns. */
  publish(from: Session, message: Publication): void;
  /** Flushes this session at the end of this turn of the event loop. */
  flushSoon(session: Session): void;
  report(trouble: Trouble): void;
}

export interface Publication {
  subject: string;
  reply: string;
  /** chunk[start, start + size) is headers and payload; CR LF follows in the chunk. */
  chunk: Buffer;
  start: number;
  headerSize: number;
  size: number;
}

/** Who gets the messages of one subject. Worked out once and kept until a subscription comes or goes. */
interface Route {
  plain: Subscription[];
  /** One member of each gets it; `turn` goes round. */
  queues: { members: Subscription[]; turn: number }[];
}

const ROUTES_KEPT = 20_000;

export function createExchange(options: EmbeddedOptions, report: (trouble: Trouble) => void): Exchange {
  const table = createSubjectTable<Subscription>();
  const routes = new Map<string, Route>();
  let unflushed: Session[] = [];

  function flushAll(): void {
    const sessions = unflushed;
    unflushed = [];
    for (const session of sessions) session.flush();
  }

  function routeOf(subject: string): Route {
    const known = routes.get(subject);
    if (known !== undefined) return known;
    const route: Route = { plain: [], queues: [] };
    const byName = new Map<string, Subscription[]>();
    for (const subscription of table.match(subject)) {
      if (subscription.queue === '') route.plain.push(subscription);
      else {
        const members = byName.get(subscription.queue);
        if (members === undefined) byName.set(subscription.queue, [subscription]);
        else members.push(subscription);
      }
    }
    for (const members of byName.values()) route.queues.push({ members, turn: 0 });
    if (routes.size >= ROUTES_KEPT) routes.clear();
    routes.set(subject, route);
    return route;
  }

  function deliver(from: Session, to: Subscription, message: Publication): boolean {
    if (to.closed || (to.session === from && !from.echoes)) return false;
    if (to.filtered && !allows(to.session.user?.subscribe, message.subject)) return false;
    to.delivered++;
    if (to.max > 0 && to.delivered >= to.max) to.session.forget(to);
    to.session.hand(from, to, message);
    return true;
  }

  const exchange: Exchange = {
    options,
    users: new Map(options.users.map((user) => [user.user, user])),
    sessions: new Set(),
    report,
    subscribe(subscription) {
      table.add(subscription.subject, subscription);
      routes.clear();
    },
    unsubscribe(subscription) {
      subscription.closed = true;
      table.remove(subscription.subject, subscription);
      routes.clear();
    },
    publish(from, message) {
      const { plain, queues } = routeOf(message.subject);
      let heard = false;
      for (let i = 0; i < plain.length; i++) if (deliver(from, plain[i]!, message)) heard = true;
      for (const queue of queues) {
        for (let tries = 0; tries < queue.members.length; tries++) {
          queue.turn = (queue.turn + 1) % queue.members.length;
          if (deliver(from, queue.members[queue.turn]!, message)) {
            heard = true;
            break;
          }
        }
      }
      if (!heard && message.reply !== '' && from.wantsNoResponders) answerNobody(from, message.reply);
    },
    flushSoon(session) {
      if (unflushed.length === 0) setImmediate(flushAll);
      unflushed.push(session);
    },
  };

  function answerNobody(requester: Session, reply: string): void {
    const listening = routeOf(reply).plain.find((one) => one.session === requester && !one.closed);
    if (listening === undefined) return;
    const size = NO_RESPONDERS.length - 2;
    const message = { subject: reply, reply: '', chunk: NO_RESPONDERS, start: 0, headerSize: size, size };
    listening.session.hand(requester, listening, message);
  }

  return exchange;
}
