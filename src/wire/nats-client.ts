import { connect as dial, type ErrorCode, Events, type Msg, type NatsConnection, NatsError } from 'nats';

/** The one place that knows the `nats` package: what this project needs of a NATS client, and nothing else. */

export interface Credentials {
  user: string;
  password: string;
}

/** A message as it came. `data` is a view that stays valid. `headerText` and `isNoResponders` read its headers. */
export type Incoming = Pick<Msg, 'subject' | 'reply' | 'data' | 'headers'>;

export interface Subscription {
  unsubscribe(): void;
}

export interface NatsClient {
  publish(subject: string, data: Uint8Array | string, headers?: HeaderBytes, reply?: string): void;
  /** Callbacks of all subscriptions come in the order in which the broker sent the messages. */
  subscribe(subject: string, callback: (message: Incoming) => void): Subscription;
  /** Resolves when the broker has handled all that was published before, and all it sent before has been handed over. */
  flush(): Promise<void>;
  /** Largest payload, with headers, that the broker takes. */
  maxPayload(): number;
  /** Called once when the connection is over, unless `close` was called before; `why` is for people. */
  onEnd(listener: (why: string) => void): void;
  /** Called for each complaint of the broker that leaves the connection open: refused permissions. */
  onComplaint(listener: (complaint: string) => void): void;
  /** Sends what is pending and closes. */
  close(): Promise<void>;
}

/** Headers as they travel, made by `headerBytes`. */
export interface HeaderBytes {
  encode(): Uint8Array;
}

/** Headers from their lines, each behind a CR LF: `\r\nTs-Seq: 1\r\nTs-Seen: 4`. Names and values are ASCII. */
export function headerBytes(lines: string): HeaderBytes {
  const bytes = Buffer.from(`NATS/1.0${lines}\r\n\r\n`, 'latin1');
  return { encode: () => bytes };
}

/**
 * Connects once and never again: a connection that breaks has ended. `credentials` are handed over separately, since
 * the package takes none from a URL. Rejects with one sentence that names the URL.
 */
export async function connectNats(
  url: string,
  credentials: Credentials | undefined,
  name: string,
): Promise<NatsClient> {
  let connection: NatsConnection;
  try {
    connection = await dial({
      servers: url,
      name,
      reconnect: false,
      timeout: 10_000,
      // A broker that has hung is given up after half a minute.
      pingInterval: 10_000,
      maxPingOut: 2,
      ...(credentials === undefined ? {} : { user: credentials.user, pass: credentials.password }),
    });
  } catch (error) {
    throw new Error(`cannot connect to the NATS broker at ${url}: ${explain(error)}`);
  }
  const endings: ((why: string) => void)[] = [];
  const complaints: ((complaint: string) => void)[] = [];
  let closing = false;
  let ended: string | undefined;

  function end(why: string): void {
    if (ended !== undefined || closing) return;
    ended = why;
    for (const listener of endings) listener(why);
  }

  /** Rejects when the connection is over, for those who wait for an answer. */
  const over = connection.closed().then(() => {
    throw new Error(`the connection to ${url} is closed`);
  });
  over.catch(() => {});
  connection.closed().then((error) => end(error ? explain(error) : 'the connection was closed'));
  (async () => {
    for await (const status of connection.status()) {
      if (status.type !== Events.Error) continue;
      const { operation, subject } = status.permissionContext ?? { operation: '', subject: '' };
      const what =
        operation === '' ? String(status.data as ErrorCode) : `${operation} to "${subject}" is not permitted`;
      for (const listener of complaints) listener(what);
    }
  })();

  return {
    publish(subject, data, headers, reply) {
      connection.publish(subject, data, { headers: headers as never, reply });
    },
    subscribe(subject, callback) {
      return connection.subscribe(subject, {
        callback(error, message) {
          // A refused subscription is reported as a complaint too.
          if (error) return;
          try {
            callback(message);
          } catch (fault) {
            // The package would print it, and go deaf.
            setImmediate(() => {
              throw fault;
            });
          }
        },
      });
    },
    flush: () => Promise.race([connection.flush(), over]),
    maxPayload: () => connection.info?.max_payload ?? 0,
    onEnd(listener) {
      if (ended !== undefined) setImmediate(listener, ended);
      else endings.push(listener);
    },
    onComplaint: (listener) => void complaints.push(listener),
    async close() {
      closing = true;
      if (ended === undefined) await Promise.race([connection.flush(), over]).catch(() => undefined);
      await Promise.race([connection.close(), over]).catch(() => undefined);
    },
  };
}

/** What the package keeps of a message. Its own map of headers costs more to make than all the rest of a delivery. */
interface Raw {
  _rdata?: Uint8Array;
  _msg?: { hdr?: number };
}

/** The headers of a message as one text, each behind a CR LF: `NATS/1.0\r\nTs-Seq: 1\r\n\r\n`; '' without headers. */
export function headerText(message: Incoming): string {
  const { _rdata: bytes, _msg: frame } = message as Raw;
  if (bytes !== undefined && typeof frame?.hdr === 'number') {
    return frame.hdr <= 0 ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, frame.hdr).toString('latin1');
  }
  const { headers } = message;
  if (headers === undefined) return '';
  return `NATS/1.0\r\n${headers
    .keys()
    .map((name) => `${name}: ${headers.get(name)}\r\n`)
    .join('')}\r\n`;
}

/** Whether it is the broker's answer that nobody listens to what was published. */
export function isNoResponders(message: Incoming): boolean {
  return message.data.length === 0 && message.headers?.code === 503;
}

function explain(error: unknown): string {
  const words = error instanceof NatsError ? `${error.code} ${error.message}` : (error as Error).message;
  if (/CONNECTION_REFUSED/.test(words)) return 'nothing answers there; is the server running?';
  if (/AUTHORIZATION/i.test(words)) return 'it refused the user name or password';
  return words;
}
