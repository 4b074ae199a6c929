import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { live } from './polite.js';

/** Nodes that do one thing wrong: `hostile.js MISDEED`. Each does it whenever a client asks for a balance. */

const MiB = 1024 * 1024;
const message = (body, more) => JSON.stringify({ src: process.env.TOUCHSTONE_NODE, dest: 'n1', body, ...more });

const MISDEEDS = {
  /** Bytes that mean nothing. */
  garbage: (node) => node.publish('n1', Buffer.concat([Buffer.of(0xff), randomBytes(999)])),

  /** JSON so deep that a parser that calls itself runs out of stack. */
  depth: (node) =>
    node.publish('n1', message({ type: 'REPLY', deep: 0 }).replace('0', '['.repeat(1e4) + ']'.repeat(1e4))),

  /** More than a message may weigh, less than the broker lets through. */
  large: (node) => node.publish('n1', message({ type: 'REPLY', fill: 'x'.repeat(2 * MiB) })),

  /** More than the broker lets through. A NATS client would refuse to send it, so that this takes a bare socket. */
  async enormous(node) {
    const { TOUCHSTONE_NATS_URL: url, TOUCHSTONE_NATS_USER: user, TOUCHSTONE_NATS_PASSWORD: pass } = process.env;
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    socket.write(`CONNECT ${JSON.stringify({ user, pass, verbose: false })}\r\n`);
    socket.write(`PUB ${node.subjectTo('n1')} ${9 * MiB}\r\n${'x'.repeat(9 * MiB)}\r\n`);
    await new Promise((resolve) => socket.resume().on('close', resolve));
  },

  /** Speaks on the subject of another node. */
  forger: (node) =>
    node.connection.publish(node.subjectTo('n1').replace(/\.n2\.1\./, '.n3.1.'), message({ type: 'REPLY' })),

  /** Speaks on its own subject, and says in the envelope that it is somebody else. */
  impostor: (node) => node.publish('n1', message({ type: 'RELEASE', request: 1, clock: 1 }, { src: 'n3' })),

  /** Never stops to talk, to others and to itself. */
  async flood(node) {
    for (;;) {
      for (let i = 0; i < 1000; i++) node.send(i % 10 > 0 ? 'n1' : node.id, { type: 'RELEASE', request: 1 });
      await node.connection.flush();
    }
  },

  /** Never stops to try what it may not. */
  async hammer(node) {
    for (;;) {
      for (let i = 0; i < 1000; i++) node.connection.publish('not.its.own', '');
      await node.connection.flush();
    }
  },

  /** A gigabyte on stdout. */
  chatter() {
    const line = Buffer.alloc(MiB, 'There is nothing to be seen here.\n');
    for (let i = 0; i < 1024; i++) for (let sent = 0; sent < MiB; sent += write(line.subarray(sent)));
  },

  /** Says everything in words that a terminal, a build server or an XML reader would obey, and dies of them. */
  async painter(node) {
    const paint = '\x1b[2J\x1b]0;pwned\x07\r\nPASS  \u202eall well\u2028::error::pwned ##vso[x]y </failure>$(id)`id`';
    node.publish('n1', message({ type: paint.slice(0, 60), msg_id: 1e6 }, { src: paint }));
    node.event({ kind: 'enter', request: paint });
    node.connection.publish(node.subjectTo('n1').replace('.n2.1.', '.\x1b[2J.'), '');
    await node.connection.flush();
    console.error(paint);
    process.exit(1);
  },

  /** Kills the shell that has started it, and would go on. */
  async orphan() {
    process.kill(process.ppid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
};

/** A pipe that is full for now is tried again. */
function write(bytes) {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
    return 0;
  }
}

await live({ misdeed: MISDEEDS[process.argv[2]] });
