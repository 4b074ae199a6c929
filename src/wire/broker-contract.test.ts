import {
  type ContractBroker,
  type ContractOptions,
  embedded,
  natsServer,
  rawClient,
} from './contract-brokers.fixture.js';
import { findServer } from './find-server.js';
import { connectNats, headerBytes, headerText, type Incoming, isNoResponders, type NatsClient } from './nats-client.js';
import { LONG_LINE, QUIET, RAW } from './raw-cases.fixture.js';

// Processes and sockets on a busy machine: no test waits that long unless something is broken.
jest.setTimeout(30_000);

/** What a NATS broker must do for us, asked of ours and of a real one. */

const BROKERS: [string, (options: ContractOptions) => Promise<ContractBroker>][] = [['embedded', embedded]];
if (findServer() !== undefined) BROKERS.push(['nats-server', natsServer]);
else if (process.env.CI === 'true') {
  test('a nats-server is there', () => {
    throw new Error('no nats-server on PATH and none named by NATS_SERVER_BIN: the contract needs both brokers in CI');
  });
} else test.skip('nats-server: none on PATH and none named by NATS_SERVER_BIN', () => {});

describe.each(BROKERS)('%s', (_, start) => {
  let broker: ContractBroker;
  const closing: (() => unknown)[] = [];

  async function client(credentials?: { user: string; password: string }): Promise<NatsClient> {
    const created = await connectNats(broker.url, credentials, 'contract');
    closing.push(created.close);
    return created;
  }
  function raw() {
    const created = rawClient(broker.port);
    closing.push(created.close);
    return created;
  }
  async function withOptions(options: ContractOptions): Promise<void> {
    broker = await start(options);
    closing.push(broker.stop);
  }
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  describe('as it comes', () => {
    let shared: ContractBroker;
    beforeAll(async () => {
      shared = await start({ maxPayload: 1048576 });
    });
    afterAll(() => shared.stop());
    beforeEach(() => {
      broker = shared;
    });

    test.each(RAW)('%s', async (_name, said, heard) => {
      const socket = raw();
      socket.send(Buffer.from(said, 'latin1'));
      const closed = !heard.endsWith('PONG\r\n');
      expect(await socket.heard(closed ? undefined : 'PONG\r\n')).toEqual({ text: heard, closed });
    });

    test('a PUB that comes byte by byte', async () => {
      const socket = raw();
      for (const letter of `${QUIET}SUB a 1\r\nPUB a 5\r\nhello\r\nPING\r\n`) {
        socket.send(letter);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await socket.heard('PONG\r\n')).toEqual({ text: 'MSG a 1 5\r\nhello\r\nPONG\r\n', closed: false });
    });

    test('a line of 10 MB ends its connection and harms nobody else', async () => {
      const socket = raw();
      socket.send(`${QUIET}PUB ${'a'.repeat(10_000_000)} 2\r\nhi\r\n`);
      // The complaint may be lost, since bytes that nobody reads any more are still on their way.
      const { text, closed } = await socket.heard();
      expect(['', LONG_LINE]).toContain(text);
      expect(closed).toBe(true);
      const other = raw();
      other.send(`${QUIET}PING\r\n`);
      expect(await other.heard('PONG\r\n')).toEqual({ text: 'PONG\r\n', closed: false });
    });

    test('it tells what it can do', async () => {
      expect(await raw().info()).toMatchObject({ headers: true, max_payload: 1048576, proto: 1, port: broker.port });
    });

    test('who takes no headers gets the payload alone', async () => {
      const socket = raw();
      socket.send(`${QUIET}SUB a 1\r\nPING\r\n`);
      await socket.heard('PONG\r\n');
      (await client()).publish('a', 'hi', headerBytes('\r\nTs-Seq: 1'));
      expect((await socket.heard('hi\r\n')).text).toBe('PONG\r\nMSG a 1 2\r\nhi\r\n');
    });

    test('wildcards reach who asked, once for each subscription', async () => {
      const [speaker, listener] = [await client(), await client()];
      const heard: string[] = [];
      for (const pattern of ['a.b', 'a.*', '*.b', 'a.>', '>', 'a.b.*', 'a', 'x.>'])
        listener.subscribe(pattern, ({ subject }) => heard.push(`${pattern} ${subject}`));
      await listener.flush();
      for (const subject of ['a.b', 'a.b.c', 'a']) speaker.publish(subject, '');
      await speaker.flush();
      await listener.flush();
      const expected = [
        'a.b a.b',
        'a.* a.b',
        '*.b a.b',
        'a.> a.b',
        '> a.b',
        'a.> a.b.c',
        '> a.b.c',
        'a.b.* a.b.c',
        'a a',
        '> a',
      ];
      expect(heard.sort()).toEqual(expected.sort());
    });

    test('one of each queue group, and everybody outside', async () => {
      const members = [raw(), raw(), raw()];
      const queues = ['q', 'q', 'r'];
      for (const [i, member] of members.entries())
        member.send(`${QUIET}SUB ${i === 0 ? 'job.*' : 'job.>'} ${queues[i]} 1
PING
`);
      for (const member of members) await member.heard('PONG\r\n');
      const speaker = await client();
      let outside = 0;
      speaker.subscribe('job.x', () => outside++);
      for (let i = 0; i < 200; i++) speaker.publish('job.x', 'm');
      await speaker.flush();
      const counts: number[] = [];
      for (const member of members) {
        member.send('PING\r\n');
        counts.push((await member.heard('m\r\nPONG\r\n')).text.split('MSG job.x 1 1\r\nm\r\n').length - 1);
      }
      expect([counts[0]! + counts[1]!, counts[2], outside]).toEqual([200, 200, 200]);
      expect(Math.min(counts[0]!, counts[1]!)).toBeGreaterThan(0);
    });

    test('headers and a reply subject come through', async () => {
      const nats = await client();
      const heard: Incoming[] = [];
      nats.subscribe('a', (message) => heard.push(message));
      nats.publish('a', 'hi', headerBytes('\r\nTs-Seq: 7\r\nTs-Seen: 3'), 'back');
      nats.publish('a', 'plain');
      await nats.flush();
      const read = (message: Incoming) => [Buffer.from(message.data).toString(), message.reply, headerText(message)];
      expect(heard.map(read)).toEqual([
        ['hi', 'back', 'NATS/1.0\r\nTs-Seq: 7\r\nTs-Seen: 3\r\n\r\n'],
        ['plain', '', ''],
      ]);
    });

    test('a request to nobody is told so before the next ping is answered', async () => {
      const nats = await client();
      const answers: boolean[] = [];
      nats.subscribe('back', (message) => answers.push(isNoResponders(message)));
      nats.publish('nobody', 'hi', undefined, 'back');
      await nats.flush();
      expect(answers).toEqual([true]);
    });

    test('each publisher is heard in its own order', async () => {
      const listener = await client();
      const heard = new Map<string, number[]>([
        ['p0', []],
        ['p1', []],
        ['p2', []],
      ]);
      listener.subscribe('p.*', ({ data }) => {
        const [who, number] = Buffer.from(data).toString().split(' ') as [string, string];
        heard.get(who)!.push(Number(number));
      });
      await listener.flush();
      const speakers = await Promise.all([client(), client(), client()]);
      for (let i = 0; i < 3000; i++) {
        for (const [who, speaker] of speakers.entries()) speaker.publish(`p.${i % 7}`, `p${who} ${i}`);
        if (i % 100 === 0) await speakers[i % 3]!.flush();
      }
      for (const speaker of speakers) await speaker.flush();
      await listener.flush();
      const all = Array.from({ length: 3000 }, (_unused, i) => i);
      expect([...heard.values()]).toEqual([all, all, all]);
    });

    test('a message of a megabyte arrives whole', async () => {
      const nats = await client();
      const sent = Buffer.alloc(1048576, 'touchstone');
      let got: Uint8Array = new Uint8Array(0);
      nats.subscribe('big', ({ data }) => {
        got = data;
      });
      nats.publish('big', sent);
      await nats.flush();
      expect(Buffer.compare(got, sent)).toBe(0);
    });
  });

  describe('with users', () => {
    const USERS = [
      { user: 'all', password: 'a-secret' },
      {
        user: 'some',
        password: 'b-secret',
        publish: { allow: ['out.some.*', 'ev.some'] },
        subscribe: { allow: ['in.some', 'news.>'], deny: ['news.secret'] },
      },
    ];
    const SOME = 'CONNECT {"verbose":false,"pedantic":false,"user":"some","pass":"b-secret"}\r\n';
    const ALL = 'CONNECT {"verbose":false,"pedantic":false,"user":"all","pass":"a-secret"}\r\n';
    const REFUSED = "-ERR 'Authorization Violation'\r\n";

    let shared: ContractBroker;
    beforeAll(async () => {
      shared = await start({ users: USERS });
    });
    afterAll(() => shared.stop());
    beforeEach(() => {
      broker = shared;
    });

    test.each([
      ['who does not log in first', 'PING\r\n', REFUSED],
      ['who names no user', `${QUIET}PING\r\n`, REFUSED],
      ['a wrong password', 'CONNECT {"user":"all","pass":"b-secret"}\r\n', REFUSED],
      ['an unknown user', 'CONNECT {"user":"none","pass":""}\r\n', REFUSED],
      ['the right password', `${ALL}PING\r\n`, 'PONG\r\n'],
      [
        'a forged publication',
        `${SOME}PUB out.other.x 2\r\nhi\r\nPUB out.some.x 2\r\nhi\r\nPING\r\n`,
        `-ERR 'Permissions Violation for Publish to "out.other.x"'\r\nPONG\r\n`,
      ],
      [
        'a subscription to what others are told',
        `${SOME}SUB in.other 1\r\nSUB in.* 2\r\nSUB > q 3\r\nSUB in.some 4\r\nPING\r\n`,
        `-ERR 'Permissions Violation for Subscription to "in.other"'\r\n` +
          `-ERR 'Permissions Violation for Subscription to "in.*"'\r\n` +
          `-ERR 'Permissions Violation for Subscription to ">" using queue "q"'\r\nPONG\r\n`,
      ],
    ])('%s', async (_name, said, heard) => {
      const socket = raw();
      socket.send(said);
      const closed = !heard.endsWith('PONG\r\n');
      expect(await socket.heard(closed ? undefined : 'PONG\r\n')).toEqual({ text: heard, closed });
    });

    test('INFO says that a login is needed', async () => {
      expect(await raw().info()).toMatchObject({ auth_required: true });
    });

    test('a refused publication reaches nobody; an allowed one does', async () => {
      const [all, some] = [await client(USERS[0]), await client(USERS[1])];
      const heard: string[] = [];
      const complaints: string[] = [];
      some.onComplaint((complaint) => complaints.push(complaint));
      all.subscribe('>', ({ subject }) => heard.push(subject));
      await all.flush();
      for (const subject of ['out.other.x', 'out.some.x', 'out.some', 'out.some.x.y', 'ev.some', 'in.some'])
        some.publish(subject, '');
      await some.flush();
      await all.flush();
      expect(heard).toEqual(['out.some.x', 'ev.some']);
      const refused = ['out.other.x', 'out.some', 'out.some.x.y', 'in.some'];
      expect(complaints).toEqual(refused.map((subject) => `publish to "${subject}" is not permitted`));
    });

    test('what is denied is kept out of a wildcard', async () => {
      const [all, some] = [await client(USERS[0]), await client(USERS[1])];
      const heard: string[] = [];
      some.subscribe('news.>', ({ subject }) => heard.push(subject));
      await some.flush();
      for (const subject of ['news.a', 'news.secret', 'news.secret.b']) all.publish(subject, '');
      await all.flush();
      await some.flush();
      expect(heard).toEqual(['news.a', 'news.secret.b']);
    });

    test('a wrong login is explained', async () => {
      await expect(connectNats(broker.url, { user: 'all', password: 'x' }, 'contract')).rejects.toThrow(
        `cannot connect to the NATS broker at ${broker.url}: it refused the user name or password`,
      );
    });
  });

  test('who does not log in in time is shown out', async () => {
    await withOptions({ users: [{ user: 'u', password: 'p' }], authTimeout: 200 });
    expect(await raw().heard()).toEqual({ text: "-ERR 'Authentication Timeout'\r\n", closed: true });
  });

  test('who answers no ping is shown out', async () => {
    await withOptions({ pingInterval: 100, maxPingsOut: 1 });
    const socket = raw();
    socket.send(QUIET);
    const { text, closed } = await socket.heard();
    expect({ text: text.replace(/^(PING\r\n)+/, ''), closed }).toEqual({
      text: "-ERR 'Stale Connection'\r\n",
      closed: true,
    });
  });

  test('who does not read is cut off, and the others get everything', async () => {
    await withOptions({ maxPending: 4 * 1024 * 1024 });
    const lazy = raw();
    lazy.send(`${QUIET}SUB flood 1\r\nPING\r\n`);
    await lazy.heard('PONG\r\n');
    lazy.pause();
    const [speaker, listener] = [await client(), await client()];
    let heard = 0;
    listener.subscribe('flood', () => heard++);
    await listener.flush();
    const block = Buffer.alloc(512 * 1024, 'x');
    for (let i = 0; i < 64; i++) {
      speaker.publish('flood', block);
      await speaker.flush();
      await listener.flush();
    }
    await listener.flush();
    expect(heard).toBe(64);
    lazy.resume();
    const { text, closed } = await lazy.heard();
    expect(closed).toBe(true);
    expect(text.split('MSG flood').length - 1).toBeLessThan(64);
  });

  test('when it stops, its clients are told at once', async () => {
    await withOptions({});
    const nats = await client();
    const ended = new Promise<string>((resolve) => nats.onEnd(resolve));
    closing.pop();
    closing.pop();
    await broker.stop();
    expect(typeof (await ended)).toBe('string');
  });
});
