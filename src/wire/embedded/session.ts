import type { Socket } from 'node:net';
import type { Trouble } from '../trouble.js';
import type { Exchange, Publication, Subscription } from './exchange.js';
import type { BrokerUser } from './options.js';
import { createOutbox } from './outbox.js';
import { createParser } from './parser.js';
import { allows, needsFilter } from './permissions.js';
import {
  type ConnectOptions,
  DEFAULT_CONNECT,
  ENDINGS,
  type Ending,
  INVALID_PUBLISH_SUBJECT,
  INVALID_SUBJECT,
  OK,
  PING,
  PONG,
  publishRefused,
  readConnect,
  subscribeRefused,
  TOO_MANY_SUBSCRIPTIONS,
} from './protocol.js';
import { isLiteral, isPattern } from './subject-table.js';

/** One connection of a client. */
export interface Session {
  readonly user: BrokerUser | undefined;
  readonly echoes: boolean;
  readonly wantsNoResponders: boolean;
  /** Puts a message on its way to the client. */
  hand(from: Session, to: Subscription, message: Publication): void;
  /** Ends a subscription. */
  forget(subscription: Subscription): void;
  flush(): void;
  /** Called at every ping interval. */
  ping(): void;
  end(why: Ending): void;
  /** Reads nothing more from this client until `release` is called. */
  hold(): void;
  release(): void;
}

/** Bytes that may wait for a patient client before those who publish to it have to wait, and when they go on. */
const HIGH_WATER = 8 * 1024 * 1024;
const LOW_WATER = 1024 * 1024;

export function openSession(socket: Socket, exchange: Exchange, info: string): Session {
  const { options } = exchange;
  const subscriptions = new Map<string, Subscription>();
  const waiting = new Set<Session>();
  let connect: Readonly<ConnectOptions> = DEFAULT_CONNECT;
  let user: BrokerUser | undefined;
  let ended = false;
  let pingsOut = 0;
  let holds = 0;

  const outbox = createOutbox(
    socket,
    () => exchange.flushSoon(session),
    () => {
      if (waiting.size > 0 && outbox.pending() < LOW_WATER) releaseWaiting();
    },
  );

  const session: Session = {
    get user() {
      return user;
    },
    get echoes() {
      return connect.echo;
    },
    get wantsNoResponders() {
      return connect.no_responders;
    },
    hand(from, to, { subject, reply, chunk, start, headerSize, size }) {
      if (ended) return;
      const replyWord = reply === '' ? '' : `${reply} `;
      if (headerSize > 0 && connect.headers) {
        const line = `HMSG ${subject} ${to.sid} ${replyWord}${headerSize} ${size}\r\n`;
        outbox.message(line, chunk, start, start + size + 2);
      } else {
        const line = `MSG ${subject} ${to.sid} ${replyWord}${size - headerSize}\r\n`;
        outbox.message(line, chunk, start + headerSize, start + size + 2);
      }
      const pending = outbox.pending();
      if (user?.patient === true) {
        if (pending > HIGH_WATER && from !== session && !waiting.has(from)) {
          waiting.add(from);
          from.hold();
        }
      } else cutIfSlow();
    },
    forget(subscription) {
      exchange.unsubscribe(subscription);
      subscriptions.delete(subscription.sid);
    },
    flush: outbox.flush,
    ping() {
      if (ended) return;
      if (pingsOut >= options.maxPingsOut) return session.end('stale');
      pingsOut++;
      outbox.text(PING);
    },
    end(why) {
      if (ended) return;
      ended = true;
      parser.stop();
      // A client that does not read is not waited for.
      if (why === 'slow-consumer') {
        outbox.discard();
        socket.destroy();
      } else {
        if (ENDINGS[why] !== '') outbox.text(ENDINGS[why]);
        outbox.finish();
        socket.end();
        setTimeout(() => socket.destroy(), 1000).unref();
      }
      close();
    },
    hold() {
      if (++holds === 1) socket.pause();
    },
    release() {
      if (--holds === 0) socket.resume();
    },
  };

  /** Says something to the client that it has brought about itself, however little it reads. */
  function answer(line: string): void {
    outbox.text(line);
    if (!ended && user?.patient !== true) cutIfSlow();
  }

  function cutIfSlow(): void {
    const pending = outbox.pending();
    if (pending <= options.maxPending) return;
    complain('slow-consumer', `was cut off with ${pending} bytes waiting for it`);
    session.end('slow-consumer');
  }

  const parser = createParser(options, {
    connect(json) {
      const given = readConnect(json);
      if (given === undefined) return fail('wrong-arguments', 'sent a CONNECT that is no JSON object of its kind');
      if (needsLogin()) {
        const claimed = given.user === '' ? undefined : exchange.users.get(given.user);
        const known = claimed !== undefined && claimed.password === given.pass;
        const byToken = options.token !== undefined && given.auth_token === options.token;
        if (!known && !byToken) {
          const detail = `somebody tried to log in as "${given.user}" and was refused`;
          exchange.report({ kind: 'login-refused', user: '', detail });
          return session.end('authorization');
        }
        user = known ? claimed : undefined;
      }
      clearTimeout(loginTimer);
      parser.connectOnly = false;
      connect = given;
      if (connect.no_responders && !connect.headers) return session.end('headers-missing');
      acknowledge();
    },
    publish(subject, reply, chunk, start, headerSize, size) {
      if (headerSize > 0 && !connect.headers) return fail('wrong-arguments', 'sent headers without announcing them');
      if (connect.pedantic && !isLiteral(subject)) answer(INVALID_PUBLISH_SUBJECT);
      if (!mayPublish(subject)) {
        answer(publishRefused(subject));
        complain('publish-refused', `tried to publish to "${readable(subject)}"`, subject);
        return;
      }
      acknowledge();
      exchange.publish(session, { subject, reply, chunk, start, headerSize, size });
    },
    subscribe(subject, queue, sid) {
      if (!isPattern(subject)) return answer(INVALID_SUBJECT);
      if (!allows(user?.subscribe, subject)) {
        answer(subscribeRefused(subject, queue));
        complain('subscribe-refused', `tried to subscribe to "${readable(subject)}"`, subject);
        return;
      }
      if (!subscriptions.has(sid)) {
        if (subscriptions.size >= options.maxSubscriptions) {
          answer(TOO_MANY_SUBSCRIPTIONS);
          complain('subscribe-refused', `has ${subscriptions.size} subscriptions and wanted one more`, subject);
          return;
        }
        const filtered = needsFilter(user?.subscribe, subject);
        const created = { session, subject, queue, sid, max: 0, delivered: 0, closed: false, filtered };
        subscriptions.set(sid, created);
        exchange.subscribe(created);
      }
      acknowledge();
    },
    unsubscribe(sid, max) {
      const subscription = subscriptions.get(sid);
      if (subscription !== undefined) {
        if (max > subscription.delivered) subscription.max = max;
        else session.forget(subscription);
      }
      acknowledge();
    },
    ping: () => answer(PONG),
    pong() {
      pingsOut = 0;
    },
    failed(why) {
      if (why === 'oversize')
        complain('oversize', `announced a payload above the limit of ${options.maxPayload} bytes`);
      else if (why === 'authorization')
        exchange.report({ kind: 'login-refused', user: '', detail: 'somebody spoke without logging in' });
      else complain('protocol-error', `sent bytes that are not the NATS protocol (${why})`);
      session.end(why);
    },
  });

  /** What this user may publish to, remembered: programs publish to few subjects. */
  const publishable = new Map<string, boolean>();
  function mayPublish(subject: string): boolean {
    if (user?.publish === undefined) return true;
    let may = publishable.get(subject);
    if (may === undefined) {
      may = allows(user.publish, subject);
      if (publishable.size >= 1000) publishable.clear();
      publishable.set(subject, may);
    }
    return may;
  }

  function needsLogin(): boolean {
    return exchange.users.size > 0 || options.token !== undefined;
  }

  function acknowledge(): void {
    if (connect.verbose) answer(OK);
  }

  function complain(kind: Trouble['kind'], detail: string, subject?: string): void {
    const trouble = { kind, user: user?.user ?? '', detail };
    exchange.report(subject === undefined ? trouble : { ...trouble, subject: readable(subject) });
  }

  function fail(why: Ending, detail: string): void {
    complain('protocol-error', detail);
    session.end(why);
  }

  function releaseWaiting(): void {
    for (const other of waiting) other.release();
    waiting.clear();
  }

  function close(): void {
    ended = true;
    clearTimeout(loginTimer);
    exchange.sessions.delete(session);
    for (const subscription of subscriptions.values()) exchange.unsubscribe(subscription);
    subscriptions.clear();
    releaseWaiting();
  }

  let loginTimer: NodeJS.Timeout | undefined;
  if (needsLogin()) {
    parser.connectOnly = true;
    loginTimer = setTimeout(() => session.end('authentication-timeout'), options.authTimeout);
  }
  exchange.sessions.add(session);
  socket.setNoDelay(true);
  socket.on('data', parser.push);
  // A client that has closed its side has said all it had to say, and nothing more will reach it.
  socket.on('end', () => {
    parser.stop();
    close();
    outbox.finish();
    socket.end();
  });
  socket.on('error', () => {});
  socket.on('close', close);
  outbox.text(info);
  return session;
}

/** Subjects are kept as Latin-1 strings of their bytes; people read them as UTF-8. */
function readable(subject: string): string {
  return Buffer.from(subject, 'latin1').toString('utf8');
}
