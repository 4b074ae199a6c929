import { claimHeaders, deliveryOf } from '../../src/hosts/nats/order-headers.js';
import { connectNats } from '../../src/wire/nats-client.js';

/**
 * A node process that only talks: told `go {count}`, it sends that many messages of about 150 bytes to its peer, never
 * more than a window ahead of the peer's acknowledgements, and then says `done` to the harness.
 */

const WINDOW = 2048;
const ACK_EVERY = 256;
const PADDING = 'x'.repeat(80);

const env = process.env as Record<string, string>;
const self = env.TOUCHSTONE_NODE!;
const peer = self === 'n1' ? 'n2' : 'n1';
const credentials = { user: env.TOUCHSTONE_NATS_USER!, password: env.TOUCHSTONE_NATS_PASSWORD! };
const client = await connectNats(env.TOUCHSTONE_NATS_URL!, credentials, self);
let seq = 0;
let seen = 0;
let total = 0;
let sent = 0;
let received = 0;

function send(to: string, body: string): void {
  client.publish(
    `${env.TOUCHSTONE_OUT}.${to}`,
    `{"src":"${self}","dest":"${to}","body":${body}}`,
    claimHeaders(++seq, seen),
  );
}

function sendUpTo(limit: number): void {
  while (sent < Math.min(limit, total)) send(peer, `{"type":"load","msg_id":${++sent},"padding":"${PADDING}"}`);
}

client.onEnd(() => process.exit(1));
client.subscribe(env.TOUCHSTONE_IN!, (message) => {
  seen = deliveryOf(message) || 0;
  const { body } = JSON.parse(Buffer.from(message.data).toString()) as { body: { type: string; count: number } };
  if (body.type === 'load') {
    if (++received % ACK_EVERY === 0) send(peer, `{"type":"ack","count":${received}}`);
  } else if (body.type === 'go') {
    total = body.count;
    sent = 0;
    sendUpTo(WINDOW);
  } else if (body.type === 'ack') {
    if (body.count === total) send('harness', '{"type":"done"}');
    else sendUpTo(body.count + WINDOW);
  } else if (body.type === 'reset') {
    received = 0;
    send('harness', '{"type":"done"}');
  }
});
