import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.js';
import type { Broker } from '../../wire/broker.js';
import { startEmbeddedBroker } from '../../wire/embedded/start.js';
import { findServer } from '../../wire/find-server.js';
import { type BrokerChoice, openBroker } from '../../wire/open-broker.js';
import type { ExitStatus } from '../host.js';
import { createNatsHost, type NatsHost } from './nats-host.js';
import type { NodeCommand } from './node-command.js';

// Processes and sockets on a busy machine: no test waits that long unless something is broken.
jest.setTimeout(30_000);

const ECHO: NodeCommand = { command: [process.execPath, join(PACKAGE_ROOT, 'src/hosts/nats/fixtures/echo-node.mjs')] };

type News =
  | { started: string }
  | { said: string; to: string; body: Record<string, unknown>; seq?: number; seen?: number }
  | { reported: string; event: Record<string, unknown>; seq?: number; seen?: number }
  | { exited: string; status: ExitStatus }
  | { misbehaved: string; what: string }
  | { broken: string };

/** A host with one node n1 and everything it was told, in order. */
async function stage(run: NodeCommand, choice: BrokerChoice = 'embedded') {
  const out = mkdtempSync(join(tmpdir(), 'touchstone-host-'));
  const broker: Broker = await openBroker(choice, { run: 'r1', nodes: ['n1'] });
  const news: News[] = [];
  let wake = () => {};
  const add = (item: News) => {
    news.push(item);
    wake();
  };
  const parse = (payload: Uint8Array) => JSON.parse(Buffer.from(payload).toString('utf8'));
  const host: NatsHost = await createNatsHost(
    { broker, run: 'r1', system: 'mutex-ledger', nodes: [{ id: 'n1', run }], out },
    {
      started: (node, life) => add({ started: `${node}.${life}` }),
      published: (node, life, to, payload, claims) =>
        add({ said: `${node}.${life}`, to, body: parse(payload).body, ...claims }),
      reported: (node, life, payload, claims) => add({ reported: `${node}.${life}`, event: parse(payload), ...claims }),
      exited: (node, life, status) => add({ exited: `${node}.${life}`, status }),
      misbehaved: (node, life, what) => add({ misbehaved: `${node}.${life}`, what }),
      broken: (problem) => add({ broken: problem }),
    },
  );
  let deliveries = 0;
  const play = {
    host,
    news,
    out,
    broker,
    send(type: string, fields: Record<string, unknown> = {}, life = 1) {
      const body = { type, msg_id: ++deliveries, ...fields };
      host.deliver('n1', life, deliveries, Buffer.from(JSON.stringify({ src: 'harness', dest: 'n1', body })));
    },
    /** Waits until the news are such. */
    async until(enough: () => boolean) {
      while (!enough()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async close() {
      await host.close();
      await broker.stop();
      rmSync(out, { recursive: true, force: true });
    },
  };
  open.push(play);
  return play;
}

const exitOf = (news: News[]) => news.find((item) => 'exited' in item) as { exited: string; status: ExitStatus };
const isSaid = (type: string) => (item: News) => 'said' in item && item.body.type === type;

/** A dead process that nobody has waited for yet does not count. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const play of open.splice(0).reverse()) await play.close();
});

/** Every kind of broker that can be had here; the broker contract insists on a nats-server in CI. */
const KINDS = findServer() === undefined ? ['embedded', 'url'] : ['embedded', 'server', 'url'];

/** A URL is that of a broker that somebody else has started. */
async function choiceOf(kind: string): Promise<BrokerChoice> {
  if (kind !== 'url') return kind as 'embedded' | 'server';
  const broker = await startEmbeddedBroker({ users: [{ user: 'me', password: 'it is me' }] });
  open.push({ close: broker.stop });
  return new URL(broker.url.replace('//', '//me:it%20is%20me@'));
}

test.each(KINDS)(
  'over %s: a node is started, spoken to before it listens, and stopped; its claims are read',
  async (kind) => {
    const play = await stage(ECHO, await choiceOf(kind));
    play.host.start('n1', 1);
    expect(play.news).toEqual([]);
    await play.until(() => play.news.length === 1);
    play.send('init');
    play.send('init');
    play.send('echo', { word: 'hello' });
    await play.until(() => play.news.some(isSaid('echo_ok')));
    play.host.end('n1', 1, 'stop');
    await play.until(() => exitOf(play.news) !== undefined);
    expect(play.news).toEqual([
      { started: 'n1.1' },
      { said: 'n1.1', to: 'harness', body: { type: 'init_ok', in_reply_to: 1 }, seq: 1, seen: 1 },
      { said: 'n1.1', to: 'harness', body: { type: 'init_ok', in_reply_to: 2 }, seq: 2, seen: 2 },
      { reported: 'n1.1', event: { kind: 'echoed', delivery: 3 }, seq: 3, seen: 3 },
      {
        said: 'n1.1',
        to: 'harness',
        body: { type: 'echo_ok', msg_id: 3, word: 'hello', in_reply_to: 3, delivery: 3 },
        seq: 4,
        seen: 3,
      },
      { exited: 'n1.1', status: { code: null, signal: 'SIGTERM', planned: true } },
    ]);
  },
);

test.each(KINDS)(
  'over %s: everything a life published before its end is handed over before its end is told',
  async (kind) => {
    const play = await stage(ECHO, await choiceOf(kind));
    play.host.start('n1', 1);
    play.send('init');
    play.send('burst', { count: 5000, andExit: true });
    await play.until(() => exitOf(play.news) !== undefined);
    const said = play.news.filter(isSaid('burst_ok')) as unknown as { body: { i: number } }[];
    expect(said.map((item) => item.body.i)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
    expect(play.news[play.news.length - 1]).toEqual({
      exited: 'n1.1',
      status: { code: 7, signal: null, planned: false },
    });
  },
);

test('a killed life is followed by a new one with its own name and numbers', async () => {
  const play = await stage(ECHO);
  play.host.start('n1', 1);
  play.send('init');
  await play.until(() => play.news.some(isSaid('init_ok')));
  play.host.end('n1', 1, 'kill');
  await play.until(() => exitOf(play.news) !== undefined);
  expect(exitOf(play.news)).toEqual({ exited: 'n1.1', status: { code: null, signal: 'SIGKILL', planned: true } });
  play.host.start('n1', 2);
  play.send('init', {}, 2);
  await play.until(() => play.news.filter(isSaid('init_ok')).length === 2);
  expect(play.news[play.news.length - 1]).toEqual({
    said: 'n1.2',
    to: 'harness',
    body: { type: 'init_ok', in_reply_to: 2 },
    seq: 1,
    seen: 2,
  });
});

test('who does not stop when asked is killed after two seconds', async () => {
  const play = await stage(ECHO);
  play.host.start('n1', 1);
  play.send('deaf');
  await play.until(() => play.news.some(isSaid('deaf_ok')));
  play.host.end('n1', 1, 'stop');
  await play.until(() => exitOf(play.news) !== undefined);
  expect(exitOf(play.news).status).toEqual({ code: null, signal: 'SIGKILL', planned: true });
});

test('what it writes is kept up to a limit, and its last words are told', async () => {
  const play = await stage(ECHO);
  play.host.start('n1', 1);
  play.send('say', { bytes: 20_000_000 });
  await play.until(() => play.news.some(isSaid('say_ok')));
  play.host.end('n1', 1, 'kill');
  await play.until(() => exitOf(play.news) !== undefined);
  expect(exitOf(play.news).status.lastWords).toBe('these are my last words');
  expect(readFileSync(join(play.out, 'n1.1.err.log'), 'utf8')).toBe('these are my last words\n');
  const { size } = statSync(join(play.out, 'n1.1.out.log'));
  expect(size).toBeLessThan(4 * 1024 * 1024 + 100);
});

test('a subject that is not its own is refused and reported; headers that are no numbers are NaN', async () => {
  const play = await stage(ECHO);
  play.host.start('n1', 1);
  play.send('forge', { subject: 'ts.r1.out.n2.1.harness' });
  play.send('bad-headers');
  await play.until(() => play.news.some((item) => 'misbehaved' in item));
  await play.until(() => play.news.some((item) => 'said' in item));
  expect(play.news.filter((item) => 'misbehaved' in item)).toEqual([
    { misbehaved: 'n1.1', what: 'tried to publish to "ts.r1.out.n2.1.harness"' },
  ]);
  expect(play.news.filter((item) => 'said' in item)).toEqual([
    { said: 'n1.1', to: 'harness', body: undefined, seq: Number.NaN, seen: Number.NaN },
  ]);
});

test('a program that is not there ends its life with a sentence', async () => {
  const play = await stage({ command: ['/no/such/program'] });
  play.host.start('n1', 1);
  await play.until(() => exitOf(play.news) !== undefined);
  expect(exitOf(play.news).status).toEqual({
    code: null,
    signal: null,
    planned: false,
    lastWords: 'cannot run "/no/such/program": no such program',
  });
});

test('closing leaves no process behind, not even one that a wrapper started', async () => {
  const play = await stage({ command: ['/bin/sh', '-c', 'sleep 60 & echo $$ $! >&2; wait; true'] });
  play.host.start('n1', 1);
  const log = join(play.out, 'n1.1.err.log');
  await play.until(() => play.news.length === 1);
  let pids: number[] = [];
  while (pids.length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    pids = readFileSync(log, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number);
  }
  expect(pids.map(isAlive)).toEqual([true, true]);
  await play.close();
  for (let tries = 0; tries < 100 && pids.some(isAlive); tries++) await new Promise((r) => setTimeout(r, 10));
  expect(pids.map(isAlive)).toEqual([false, false]);
});

test('a reference node runs in our own child entry', async () => {
  const config = { balances: { n1: 10 }, holdMs: 0, hashProfile: 'netstring', decimals: 0 };
  const play = await stage({ reference: true });
  play.host.start('n1', 1);
  play.send('init', { node_id: 'n1', node_ids: ['n1'], config, seed: 1 });
  await play.until(() => play.news.some(isSaid('init_ok')));
  expect(play.news).toEqual([
    { started: 'n1.1' },
    { said: 'n1.1', to: 'harness', body: { type: 'init_ok', msg_id: 1, in_reply_to: 1 }, seq: 1, seen: 1 },
  ]);
});

test('a node whose connection is cut has ended this life; the next one finds the broker as it was', async () => {
  const config = { balances: { n1: 10 }, holdMs: 0, hashProfile: 'netstring', decimals: 0 };
  const init = { node_id: 'n1', node_ids: ['n1'], config, seed: 1 };
  const play = await stage({ reference: true });
  play.host.start('n1', 1);
  play.send('init', init);
  await play.until(() => play.news.some(isSaid('init_ok')));
  play.host.cut!();
  await play.until(() => exitOf(play.news) !== undefined);
  expect(exitOf(play.news).status).toEqual({
    code: 1,
    signal: null,
    planned: false,
    lastWords: 'n1 lost its broker: the connection was closed',
  });
  play.host.start('n1', 2);
  play.send('init', init, 2);
  await play.until(() => play.news.filter(isSaid('init_ok')).length === 2);
  expect(play.news.some((item) => 'broken' in item)).toBe(false);
});

test('a broker that refuses the harness is named', async () => {
  const strict = await startEmbeddedBroker({
    users: [{ user: 'me', password: '1', publish: {}, subscribe: { allow: ['mine.>'] } }],
  });
  open.push({ close: strict.stop });
  const play = await stage(ECHO, new URL(strict.url.replace('//', '//me:1@')));
  await play.until(() => play.news.length === 1);
  const [first] = play.news as { broken: string }[];
  expect(first).toEqual({
    broken: `the NATS broker at ${strict.url} refuses the harness: subscription to "_INBOX.ts-r1.*" is not permitted`,
  });
});

test('a broker that takes too little is named', async () => {
  const small = await startEmbeddedBroker({ maxPayload: 1000 });
  open.push({ close: small.stop });
  const play = await stage(ECHO, new URL(small.url));
  play.host.start('n1', 1);
  play.send('init');
  await play.until(() => play.news.some(isSaid('init_ok')));
  play.host.deliver('n1', 1, 2, Buffer.alloc(1000, ' '));
  expect(play.news[play.news.length - 1]).toEqual({
    broken:
      'n1, life 1: the broker did not take a message of 1000 bytes (it takes 1000 bytes with headers): MAX_PAYLOAD_EXCEEDED',
  });
});

test('a broker that goes away is told once, and the ends of its nodes after it', async () => {
  const play = await stage(ECHO);
  play.host.start('n1', 1);
  play.send('init');
  await play.until(() => play.news.some(isSaid('init_ok')));
  await play.broker.stop();
  await play.until(() => play.news.some((item) => 'broken' in item));
  play.host.end('n1', 1, 'kill');
  await play.until(() => exitOf(play.news) !== undefined);
  // The node may have noticed, and gone by itself.
  expect(play.news.filter((item) => !('said' in item))).toEqual([
    { started: 'n1.1' },
    { broken: `the connection to the NATS broker at ${play.broker.url} ended: the connection was closed` },
    { exited: 'n1.1', status: expect.anything() },
  ]);
});
