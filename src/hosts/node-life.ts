import { HARNESS, NODE_KINDS } from '../history/event.js';
import { chanceOf, sequence } from '../node/chance.js';
import type { Disk } from '../node/disk.js';
import { ERROR_CODES } from '../node/errors.js';
import type { Body, Fields, Message } from '../node/message.js';
import type { Handlers, Init, NodeContext, NodeProgram, Timer } from '../node/program.js';

/**
 * What a life needs of its host. Payloads are JSON texts; `seq` counts messages and events together, from 1; `seen` is
 * undefined in a life that keeps messages and consumes them out of order.
 */
export interface LifePorts {
  publish(to: string, payload: string, seq: number, seen: number | undefined): void;
  report(payload: string, seq: number, seen: number | undefined): void;
  arm(ms: number, action: () => void): Timer;
  now(): number;
  disk: Disk;
}

export interface Life {
  /** Consumes a delivery. Deliveries come in order, without gaps. Throws what the program throws. */
  consume(delivery: number, payload: string): void;
}

/** One life of one of our own node programs, the same on every host: envelope, numbering, `init`, order evidence. */
export function createLife(id: string, program: NodeProgram<never>, ports: LifePorts): Life {
  let seq = 0;
  let handed = 0;
  /** Types of messages that the program keeps; undefined: it consumes everything as it comes. */
  let kept: ReadonlySet<string> | undefined;
  const numbers = new WeakMap<Message, number>();
  let lastMsgId = 0;
  let timers = 0;
  let syncs = 0;
  let handlers: Handlers | undefined;

  const from = `{"src":"${id}","dest":`;

  function publish(dest: string, body: Body, inReplyTo?: number): number {
    const msgId = body.msg_id ?? ++lastMsgId;
    // The body is spelt first and completed as text: this is the hottest place of a simulation.
    const said = JSON.stringify(body);
    const answers = inReplyTo === undefined ? '' : `,"in_reply_to":${inReplyTo}`;
    const numbered = body.msg_id === undefined ? `,"msg_id":${msgId}` : '';
    ports.publish(
      dest,
      `${from}${JSON.stringify(dest)},"body":${said.slice(0, -1)}${answers}${numbered}}}`,
      ++seq,
      seen(),
    );
    return msgId;
  }

  const seen = () => (kept === undefined ? handed : undefined);
  const report = (kind: string, fields?: Fields) => ports.report(JSON.stringify({ ...fields, kind }), ++seq, seen());

  /** What happens to the program from outside. Where Ts-Seen does not tell, this tells after how many deliveries. */
  const befalls = (kind: string, fields: Fields) => report(kind, kept === undefined ? fields : { ...fields, handed });
  const consumes = (delivery: number) => befalls(NODE_KINDS.recv, { delivery });

  function begin(message: Message): void {
    const init = message.body as unknown as Init & Body;
    const random = sequence(chanceOf(init.seed, 'node', id));
    const context: NodeContext = {
      id,
      peers: init.node_ids.filter((other) => other !== id),
      send: publish,
      reply: (request, body) => void publish(request.src, body, request.body.msg_id),
      after(ms, action) {
        const timer = ++timers;
        return ports.arm(ms, () => {
          befalls(NODE_KINDS.timer, { timer });
          action();
        });
      },
      now() {
        const ns = ports.now();
        befalls(NODE_KINDS.now, { ns });
        return ns;
      },
      random,
      record: report,
      keep(types) {
        kept = new Set(types);
        consumes(handed);
        return (message) => {
          const delivery = numbers.get(message);
          if (delivery === undefined) throw new Error(`${id} consumes a ${message.body.type} that it does not keep`);
          numbers.delete(message);
          consumes(delivery);
        };
      },
      disk: {
        ...ports.disk,
        sync(done) {
          const sync = ++syncs;
          ports.disk.sync((error) => {
            befalls(NODE_KINDS.synced, { sync, error });
            done(error);
          });
        },
      },
    };
    handlers = program(context, init.config as never);
    context.reply(message, { type: 'init_ok' });
  }

  return {
    consume(delivery, payload) {
      const message = JSON.parse(payload) as Message;
      handed = delivery;
      const { type, msg_id: msgId } = message.body;
      if (kept?.has(type)) numbers.set(message, delivery);
      else if (kept !== undefined) consumes(delivery);
      if (type === 'init' && message.src === HARNESS) {
        // The harness repeats itself until it is answered; the first one counts, the others are answered again.
        if (handlers === undefined) begin(message);
        else publish(message.src, { type: 'init_ok' }, msgId);
        return;
      }
      if (handlers === undefined) throw new Error(`${id} was handed a ${type} before init`);
      const handler = Object.hasOwn(handlers, type) ? handlers[type] : undefined;
      if (handler !== undefined) handler(message);
      else if (msgId !== undefined && message.body.in_reply_to === undefined) {
        const text = `${id} has no handler for messages of type ${type}`;
        publish(message.src, { type: 'error', code: ERROR_CODES.notSupported.code, text }, msgId);
      }
    },
  };
}
