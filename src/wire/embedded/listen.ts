import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { Trouble } from '../trouble.js';
import { createExchange } from './exchange.js';
import type { BrokerUser, EmbeddedOptions } from './options.js';
import { openSession } from './session.js';

/** A broker that listens, in whatever thread it was started. */
export interface ListeningBroker {
  port: number;
  addUser(user: BrokerUser): void;
  /** Forgets a user and ends its connections. */
  removeUser(name: string): void;
  /** Ends all connections but those of one user. */
  cutOthers(name: string): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Clients read features off the version, as if it were a nats-server's: core NATS with headers, as of 2.9. */
const SPOKEN_VERSION = '2.9.10';

/** Starts to listen on a loopback socket. Rejects when the port is taken. */
export function listen(options: EmbeddedOptions, report: (trouble: Trouble) => void): Promise<ListeningBroker> {
  const exchange = createExchange(options, report);
  const serverId = randomUUID();
  let clients = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const { port } = server.address() as { port: number };
    const info = {
      server_id: serverId,
      server_name: 'touchstone-embedded',
      version: SPOKEN_VERSION,
      proto: 1,
      host: HOST,
      port,
      headers: true,
      ...(exchange.users.size > 0 || options.token !== undefined ? { auth_required: true } : {}),
      max_payload: options.maxPayload,
      client_id: ++clients,
      client_ip: socket.remoteAddress ?? HOST,
    };
    openSession(socket, exchange, `INFO ${JSON.stringify(info)}\r\n`);
  });
  const pings = setInterval(() => {
    for (const session of exchange.sessions) session.ping();
  }, options.pingInterval);

  function endAll(belongs: (user: BrokerUser | undefined) => boolean, why: 'user-removed' | 'shutdown'): void {
    for (const session of [...exchange.sessions]) if (belongs(session.user)) session.end(why);
  }

  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      clearInterval(pings);
      reject(error);
    });
    server.listen(options.port, HOST, () => {
      resolve({
        port: (server.address() as { port: number }).port,
        addUser(user) {
          exchange.users.set(user.user, user);
        },
        removeUser(name) {
          exchange.users.delete(name);
          endAll((user) => user?.user === name, 'user-removed');
        },
        cutOthers(name) {
          endAll((user) => user?.user !== name, 'shutdown');
        },
        close() {
          clearInterval(pings);
          const closed = new Promise<void>((done) => server.close(() => done()));
          endAll(() => true, 'shutdown');
          return closed;
        },
      });
    });
  });
}
