import { chanceOf, sequence } from '../../node/chance.js';
import { createMemoryDisk } from '../../node/memory-disk.js';
import type { Body, Message } from '../../node/message.js';
import type { Handlers } from '../../node/program.js';
import { configure } from './config.js';
import { REFERENCE } from './decisions.js';
import { bankNode } from './node.js';

/** A few nodes in one test, whose messages wait on their links until the test lets them arrive. */
export interface Cluster {
  /** Hands a client's request to a node, and gives what it answers at once. */
  ask(node: string, body: Body): Record<string, unknown> | undefined;
  /** Lets the oldest message of a link arrive. */
  arrive(from: string, to: string): void;
  /** Puts a message on its link once more. */
  repeat(message: Message): void;
  /** Lets everything arrive, and every timer fire, until nothing is left. */
  settle(): void;
  /** What was sent between nodes and reported, in order, without clocks: `n1>n2 Transfer` or `n1 debit`. */
  readonly trace: string[];
  readonly events: { node: string; kind: string; fields: Record<string, unknown> }[];
  readonly sent: Message[];
  /** Answers to clients that did not come at once. */
  readonly late: Body[];
}

export function createCluster(config: Record<string, unknown> = {}, nodes = ['n1', 'n2', 'n3'], seed = 1): Cluster {
  const links = new Map<string, Message[]>();
  const timers: (() => void)[] = [];
  const trace: string[] = [];
  const events: Cluster['events'] = [];
  const sent: Message[] = [];
  const late: Body[] = [];
  let asked = 0;
  let isAsking = false;
  let answer: Body | undefined;
  const handlers = new Map(nodes.map((id) => [id, start(id)]));

  function start(id: string): Handlers {
    let lastMsgId = 0;
    const random = sequence(chanceOf(seed, 'node', id));
    const send = (dest: string, body: Body): number => {
      const message = { src: id, dest, body: structuredClone({ ...body, msg_id: ++lastMsgId }) };
      trace.push(`${id}>${dest} ${body.type}`);
      sent.push(message);
      put(message);
      return lastMsgId;
    };
    return bankNode(REFERENCE)(
      {
        id,
        peers: nodes.filter((other) => other !== id),
        send,
        reply(request, body) {
          if (nodes.includes(request.src)) send(request.src, { ...body, in_reply_to: request.body.msg_id! });
          else if (isAsking) answer = body;
          else late.push(body);
        },
        after(_ms, action) {
          timers.push(action);
          return { cancel: () => void timers.splice(timers.indexOf(action), 1) };
        },
        now: () => 0,
        random,
        record(kind, fields = {}) {
          trace.push(`${id} ${kind}`);
          events.push({ node: id, kind, fields: structuredClone(fields) });
        },
        keep: () => (message) => void trace.push(`${id} takes ${message.body.type} of ${message.src}`),
        disk: createMemoryDisk((done) => done()),
      },
      configure(config, nodes),
    );
  }

  function put(message: Message): void {
    const link = `${message.src}>${message.dest}`;
    links.set(link, [...(links.get(link) ?? []), message]);
  }

  function arrive(from: string, to: string): void {
    const message = links.get(`${from}>${to}`)!.shift()!;
    handlers.get(to)![message.body.type]!(message);
  }

  return {
    trace,
    events,
    sent,
    late,
    arrive,
    repeat: put,
    ask(node, body) {
      answer = undefined;
      isAsking = true;
      handlers.get(node)![body.type]!({ src: 'c1', dest: node, body: { ...body, msg_id: ++asked } });
      isAsking = false;
      return answer;
    },
    settle() {
      for (;;) {
        const link = [...links.keys()].find((each) => links.get(each)!.length > 0);
        if (link !== undefined) arrive(...(link.split('>') as [string, string]));
        else if (timers.length > 0) timers.shift()!();
        else return;
      }
    },
  };
}
