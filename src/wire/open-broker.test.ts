import { connect } from 'node:net';
import type { Broker } from './broker.js';
import { parseLifeUser } from './broker.js';
import { findServer } from './find-server.js';
import { connectNats } from './nats-client.js';
import { openBroker, parseBrokerChoice } from './open-broker.js';
import { eventSubject, inSubject, outSubject } from './subjects.js';
import type { Trouble } from './trouble.js';

// Processes and sockets on a busy machine: no test waits that long unless something is broken.
jest.setTimeout(30_000);

const KINDS = (findServer() === undefined ? ['embedded'] : ['embedded', 'server']) as ('embedded' | 'server')[];
const PLAN = { run: 'r1', nodes: ['n1', 'n2'] };

describe.each(KINDS)('%s', (kind) => {
  let broker: Broker;
  const troubles: Trouble[] = [];
  let wake = () => {};
  beforeAll(async () => {
    broker = await openBroker(kind, PLAN);
    broker.onTrouble((trouble) => {
      troubles.push(trouble);
      wake();
    });
  });
  afterAll(() => broker.stop());
  beforeEach(() => {
    troubles.length = 0;
  });

  async function until(enough: () => boolean): Promise<void> {
    while (!enough()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  test('it enforces identities and names itself without credentials', () => {
    expect({ kind: broker.kind, identities: broker.identities }).toEqual({ kind, identities: 'enforced' });
    expect(broker.url).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/);
  });

  test('a life may use its own subjects, and is told on for all others', async () => {
    const harness = await connectNats(broker.url, broker.harness, 'harness');
    const life = await connectNats(broker.url, await broker.credentialsFor('n1', 1), 'n1');
    const heard: string[] = [];
    harness.subscribe('>', ({ subject }) => heard.push(subject));
    life.subscribe(inSubject('r1', 'n1', 1), ({ subject }) => heard.push(`life ${subject}`));
    life.subscribe(inSubject('r1', 'n2', 1), ({ subject }) => heard.push(`spy ${subject}`));
    await life.flush();
    await harness.flush();
    const own = [`${outSubject('r1', 'n1', 1)}.n2`, eventSubject('r1', 'n1', 1)];
    const others = [`${outSubject('r1', 'n2', 1)}.n1`, `${outSubject('r1', 'n1', 2)}.n2`, eventSubject('r2', 'n1', 1)];
    for (const subject of [...own, ...others]) life.publish(subject, '{}');
    await life.flush();
    harness.publish(inSubject('r1', 'n1', 1), '{}');
    harness.publish(inSubject('r1', 'n2', 1), '{}');
    await harness.flush();
    await life.flush();
    const told = [inSubject('r1', 'n1', 1), inSubject('r1', 'n2', 1)];
    expect(heard.sort()).toEqual([...own, ...told, `life ${told[0]}`].sort());
    await until(() => troubles.length === 4);
    const refused = (word: string, subject: string) => `${word} to "${subject}"`;
    expect(troubles.map(({ kind: what, user, detail }) => [what, user, detail]).sort()).toEqual(
      [
        ...others.map((subject) => ['publish-refused', 'n1.1', refused('tried to publish', subject)]),
        ['subscribe-refused', 'n1.1', refused('tried to subscribe', told[1]!)],
      ].sort(),
    );
    await life.close();
    await harness.close();
  });

  test('the same life has the same credentials, another one others', async () => {
    const [first, again, second] = [
      await broker.credentialsFor('n1', 1),
      await broker.credentialsFor('n1', 1),
      await broker.credentialsFor('n1', 2),
    ];
    expect(again).toEqual(first);
    expect([first!.user, second!.user].map(parseLifeUser)).toEqual([
      { node: 'n1', life: 1 },
      { node: 'n1', life: 2 },
    ]);
    expect(second!.password).not.toBe(first!.password);
  });

  test.each([
    ['a payload over 8 MiB', 'PUB ts.r1.ev.n2.1 8388609\r\n', 'oversize'],
    ['bytes that are no protocol', 'HELLO\r\n', 'protocol-error'],
  ])('%s is told with the name of its sender', async (_, bytes, what) => {
    const { user, password } = (await broker.credentialsFor('n2', 1))!;
    const socket = connect(Number(new URL(broker.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`CONNECT ${JSON.stringify({ user, pass: password, verbose: false })}\r\n${bytes}`);
    await until(() => troubles.length === 1);
    expect(troubles.map((trouble) => [trouble.kind, trouble.user])).toEqual([[what, 'n2.1']]);
    socket.destroy();
  });
});

test('--nats is read, or answered with what was expected', () => {
  expect(parseBrokerChoice('embedded')).toBe('embedded');
  expect(parseBrokerChoice('server')).toBe('server');
  expect(String(parseBrokerChoice('nats://me:secret@example.org:4222'))).toBe('nats://me:secret@example.org:4222');
  const expected = 'expected "embedded", "server" or a URL such as nats://user:password@127.0.0.1:4222';
  for (const text of ['', 'embeded', 'localhost:4222', 'http://localhost', 'nats://'])
    expect(() => parseBrokerChoice(text)).toThrow(`"${text}" names no broker: ${expected}`);
});

test('a URL keeps its credentials to itself, and trusts everybody', async () => {
  const broker = await openBroker(new URL('nats://me:it%27s%20me@127.0.0.1:4222'), PLAN);
  const me = { user: 'me', password: "it's me" };
  const { kind, url, identities, harness } = broker;
  expect({ kind, url, identities, harness }).toEqual({
    kind: 'url',
    url: 'nats://127.0.0.1:4222',
    identities: 'trusted',
    harness: me,
  });
  expect(await broker.credentialsFor('n1', 1)).toEqual(me);
});

test('a URL where nobody answers is named', async () => {
  await expect(connectNats('nats://127.0.0.1:1', undefined, 'x')).rejects.toThrow(
    'cannot connect to the NATS broker at nats://127.0.0.1:1: nothing answers there; is the server running?',
  );
});

test('a nats-server that cannot be found is explained', async () => {
  const before = process.env.NATS_SERVER_BIN;
  process.env.NATS_SERVER_BIN = '/no/such/nats-server';
  try {
    await expect(openBroker('server', PLAN)).rejects.toThrow(
      'NATS_SERVER_BIN names "/no/such/nats-server", which is no program that can be run',
    );
  } finally {
    if (before === undefined) delete process.env.NATS_SERVER_BIN;
    else process.env.NATS_SERVER_BIN = before;
  }
});
