import { rawClient } from '../contract-brokers.fixture.js';
import { connectNats } from '../nats-client.js';
import type { Trouble } from '../trouble.js';
import type { EmbeddedOptions } from './options.js';
import { type EmbeddedBroker, startEmbeddedBroker } from './start.js';

// Processes and sockets on a busy machine: no test waits that long unless something is broken.
jest.setTimeout(30_000);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Partial<EmbeddedOptions> = {}) {
  const broker = await startEmbeddedBroker(options);
  const troubles: Trouble[] = [];
  let wake = () => {};
  broker.onTrouble((trouble) => {
    troubles.push(trouble);
    wake();
  });
  closing.push(broker.stop);
  return {
    broker,
    troubles,
    async trouble() {
      while (troubles.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return troubles[0];
    },
  };
}

function raw(broker: EmbeddedBroker) {
  const client = rawClient(broker.port);
  closing.push(client.close);
  return client;
}

const login = (user: string, password: string) =>
  `CONNECT ${JSON.stringify({ user, pass: password, verbose: false, pedantic: false })}\r\n`;

test('users come and go while it runs', async () => {
  const { broker, troubles } = await start({ users: [{ user: 'a', password: '1' }] });
  const early = raw(broker);
  early.send(`${login('b', '2')}PING\r\n`);
  expect(await early.heard()).toEqual({ text: "-ERR 'Authorization Violation'\r\n", closed: true });
  await broker.addUser({ user: 'b', password: '2', publish: { allow: ['x'] } });
  const late = raw(broker);
  late.send(`${login('b', '2')}PING\r\n`);
  expect(await late.heard('PONG\r\n')).toEqual({ text: 'PONG\r\n', closed: false });
  await broker.removeUser('b');
  expect(await late.heard()).toEqual({ text: "PONG\r\n-ERR 'Authorization Violation'\r\n", closed: true });
  expect(troubles).toEqual([
    { kind: 'login-refused', user: '', detail: 'somebody tried to log in as "b" and was refused' },
  ]);
});

test('connections are cut, all but those of one user', async () => {
  const users = ['keeps', 'loses'].map((user) => ({ user, password: '1' }));
  const { broker, troubles } = await start({ users });
  const [keeps, loses] = [raw(broker), raw(broker)];
  keeps.send(`${login('keeps', '1')}SUB a 1\r\nPING\r\n`);
  loses.send(`${login('loses', '1')}PING\r\n`);
  await keeps.heard('PONG\r\n');
  await loses.heard('PONG\r\n');
  await broker.cutOthers('keeps');
  expect(await loses.heard()).toEqual({ text: 'PONG\r\n', closed: true });
  keeps.send('PUB a 1\r\nx\r\n');
  expect(await keeps.heard('x\r\n')).toEqual({ text: 'PONG\r\nMSG a 1 1\r\nx\r\n', closed: false });
  expect(troubles).toEqual([]);
});

test('a token lets in who has it', async () => {
  const { broker } = await start({ token: 'open sesame' });
  const right = raw(broker);
  right.send('CONNECT {"verbose":false,"auth_token":"open sesame"}\r\nPING\r\n');
  expect(await right.heard('PONG\r\n')).toEqual({ text: 'PONG\r\n', closed: false });
  const wrong = raw(broker);
  wrong.send('CONNECT {"verbose":false,"auth_token":"open barley"}\r\nPING\r\n');
  expect(await wrong.heard()).toEqual({ text: "-ERR 'Authorization Violation'\r\n", closed: true });
});

test('a slow consumer is told by name', async () => {
  const { broker, trouble } = await start({ users: [{ user: 'lazy', password: '1' }], maxPending: 100_000 });
  const lazy = raw(broker);
  lazy.send(`${login('lazy', '1')}SUB a 1\r\nPING\r\n`);
  await lazy.heard('PONG\r\n');
  lazy.pause();
  const speaker = await connectNats(broker.url, { user: 'lazy', password: '1' }, 'speaker');
  closing.push(speaker.close);
  const block = Buffer.alloc(90_000);
  for (let i = 0; i < 200; i++) {
    speaker.publish('a', block);
    await speaker.flush();
  }
  const seen = await trouble();
  expect({ ...seen, detail: seen!.detail.replace(/\d+/, 'N') }).toEqual({
    kind: 'slow-consumer',
    user: 'lazy',
    detail: 'was cut off with N bytes waiting for it',
  });
});

test('who asks without end and reads no answer is cut off', async () => {
  const { broker, trouble } = await start({ users: [{ user: 'lazy', password: '1' }], maxPending: 100_000 });
  const lazy = raw(broker);
  lazy.send(`${login('lazy', '1')}PING\r\n`);
  await lazy.heard('PONG\r\n');
  lazy.pause();
  for (let i = 0; i < 32; i++) lazy.send('PING\r\n'.repeat(100_000));
  expect(await trouble()).toMatchObject({ kind: 'slow-consumer', user: 'lazy' });
});

test('a connection has so many subscriptions, and no more', async () => {
  const { broker, troubles } = await start({ users: [{ user: 'a', password: '1' }], maxSubscriptions: 2 });
  const client = raw(broker);
  client.send(`${login('a', '1')}SUB x 1\r\nSUB x 2\r\nSUB x 3\r\nSUB x 2\r\nPUB x 1\r\n.\r\nPING\r\n`);
  const refused = "-ERR 'maximum subscriptions exceeded'\r\n";
  const told = 'MSG x 1 1\r\n.\r\nMSG x 2 1\r\n.\r\n';
  expect(await client.heard('PONG\r\n')).toEqual({ text: `${refused}${told}PONG\r\n`, closed: false });
  expect(troubles).toEqual([
    { kind: 'subscribe-refused', user: 'a', subject: 'x', detail: 'has 2 subscriptions and wanted one more' },
  ]);
});

test('who floods a patient reader waits for it, nothing is lost, and nobody else waits', async () => {
  const users = [
    { user: 'reader', password: '1', patient: true },
    { user: 'flooder', password: '2' },
    { user: 'other', password: '3' },
  ];
  const { broker, troubles } = await start({ users, maxPending: 1024 * 1024 });
  const reader = raw(broker);
  reader.send(`${login('reader', '1')}SUB flood 1\r\nPING\r\n`);
  await reader.heard('PONG\r\n');
  reader.pause();
  const flooder = await connectNats(broker.url, { user: 'flooder', password: '2' }, 'flooder');
  const other = await connectNats(broker.url, { user: 'other', password: '3' }, 'other');
  closing.push(flooder.close, other.close);
  const block = Buffer.alloc(1024 * 1024, '.');
  for (let i = 0; i < 64; i++) flooder.publish('flood', block);
  let flushed = false;
  const whole = flooder.flush().then(() => {
    flushed = true;
  });
  for (let i = 0; i < 20; i++) await other.flush();
  expect(flushed).toBe(false);
  reader.resume();
  await whole;
  reader.send('PING\r\n');
  const { text, closed } = await reader.heard('.\r\nPONG\r\n');
  expect([text.split('MSG flood').length - 1, closed, troubles]).toEqual([64, false, []]);
});

test('a port that is taken is said so', async () => {
  const { broker } = await start();
  await expect(startEmbeddedBroker({ port: broker.port })).rejects.toThrow(
    `the embedded broker cannot listen: listen EADDRINUSE: address already in use 127.0.0.1:${broker.port}`,
  );
});

test('stopping twice is stopping once', async () => {
  const { broker } = await start();
  await Promise.all([broker.stop(), broker.stop()]);
  await expect(broker.addUser({ user: 'a', password: '1' })).rejects.toThrow('the embedded broker ended');
});
