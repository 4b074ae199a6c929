/** The NATS client protocol as text, in the words of nats-server, which clients match on. */

/** What is answered before the connection is closed. Some endings are answered with the closing alone. */
export const ENDINGS = {
  'unknown-operation': `-ERR 'Unknown Protocol Operation'\r\n`,
  'control-line': `-ERR 'maximum control line exceeded'\r\n`,
  oversize: `-ERR 'Maximum Payload Violation'\r\n`,
  'wrong-arguments': '',
  authorization: `-ERR 'Authorization Violation'\r\n`,
  'authentication-timeout': `-ERR 'Authentication Timeout'\r\n`,
  stale: `-ERR 'Stale Connection'\r\n`,
  'headers-missing': `-ERR 'no responders requires headers support'\r\n`,
  'slow-consumer': '',
  'user-removed': `-ERR 'Authorization Violation'\r\n`,
  shutdown: '',
} as const;

/** Why a connection was ended by the broker. */
export type Ending = keyof typeof ENDINGS;

export const OK = '+OK\r\n';
export const PING = 'PING\r\n';
export const PONG = 'PONG\r\n';

/** The status that tells a requester at once that nobody listens: a message of headers only. */
export const NO_RESPONDERS = Buffer.from('NATS/1.0 503\r\n\r\n\r\n', 'latin1');

/** Complaints after which the connection goes on. */
export const publishRefused = (subject: string) => `-ERR 'Permissions Violation for Publish to "${subject}"'\r\n`;
export const subscribeRefused = (subject: string, queue: string) =>
  queue === ''
    ? `-ERR 'Permissions Violation for Subscription to "${subject}"'\r\n`
    : `-ERR 'Permissions Violation for Subscription to "${subject}" using queue "${queue}"'\r\n`;
export const TOO_MANY_SUBSCRIPTIONS = `-ERR 'maximum subscriptions exceeded'\r\n`;
export const INVALID_SUBJECT = `-ERR 'Invalid Subject'\r\n`;
export const INVALID_PUBLISH_SUBJECT = `-ERR 'Invalid Publish Subject'\r\n`;

/** What a client says of itself in CONNECT. Before it, and for fields it leaves out, nats-server's defaults. */
export interface ConnectOptions {
  verbose: boolean;
  pedantic: boolean;
  echo: boolean;
  headers: boolean;
  no_responders: boolean;
  user: string;
  pass: string;
  auth_token: string;
  name: string;
}

export const DEFAULT_CONNECT: Readonly<ConnectOptions> = {
  verbose: true,
  pedantic: true,
  echo: true,
  headers: false,
  no_responders: false,
  user: '',
  pass: '',
  auth_token: '',
  name: '',
};

/** Reads the argument of CONNECT; undefined when it is no JSON object or a field has the wrong type. */
export function readConnect(text: string): ConnectOptions | undefined {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const options: Record<string, unknown> = { ...DEFAULT_CONNECT };
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_CONNECT, key) || value === null) continue;
    if (typeof value !== typeof options[key]) return undefined;
    options[key] = value;
  }
  return options as unknown as ConnectOptions;
}
