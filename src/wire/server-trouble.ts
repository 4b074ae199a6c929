import { RUN_ACCOUNT } from './server-config.js';
import type { Trouble } from './trouble.js';

/** What a nats-server of ours tells about its clients: in its log, and in the events of its system account. */

/** Subject of the events that tell of ended connections. */
export const DISCONNECTS = `$SYS.ACCOUNT.${RUN_ACCOUNT}.DISCONNECT`;

/** What a line of the log reveals; undefined for the others. */
export function troubleInLog(line: string): Trouble | undefined {
  const match = /^.* - (Publish|Subscription) Violation - User "([^"]*)", Subject "([^"]*)"/.exec(line);
  if (match === null) return undefined;
  const [, what, user, subject] = match as unknown as [string, string, string, string];
  return what === 'Publish'
    ? { kind: 'publish-refused', user, subject, detail: `tried to publish to "${subject}"` }
    : { kind: 'subscribe-refused', user, subject, detail: `tried to subscribe to "${subject}"` };
}

/** What an event of the system account reveals; undefined when a connection ended in peace. */
export function troubleInDisconnect(payload: Uint8Array): Trouble | undefined {
  const event = JSON.parse(Buffer.from(payload).toString('utf8')) as { client?: { user?: string }; reason?: string };
  const user = event.client?.user ?? '';
  const reason = event.reason ?? '';
  if (/^Slow Consumer/.test(reason)) return { kind: 'slow-consumer', user, detail: 'was cut off as a slow consumer' };
  if (/Payload/.test(reason)) return { kind: 'oversize', user, detail: 'announced a payload above the limit' };
  if (/Protocol Violation|Parse|Control Line/.test(reason))
    return { kind: 'protocol-error', user, detail: `sent bytes that are not the NATS protocol (${reason})` };
  return undefined;
}
