import { chanceOf, sequence } from '../../node/chance.js';
import { createContext, type TestWorld } from '../../node/context.fixture.js';
import type { Body, Message } from '../../node/message.js';
import type { NodeContext } from '../../node/program.js';
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
  const trace: string[] = [];
  const events: Cluster['events'] = [];
  const sent: Message[] = [];
  const late: Body[] = [];
  let asked = 0;
  let isAsking = false;
  let answer: Body | undefined;
  const world: TestWorld = {
    nodes,
    sends(src, dest, body, msg_id) {
      const message = { src, dest, body: structuredClone({ ...body, msg_id }) };
      trace.push(`${src}>${dest} ${body.type}`);
      sent.push(message);
      put(message);
    },
    records(node, kind, fields) {
      trace.push(`${node} ${kind}`);
      events.push({ node, kind, fields: structuredClone(fields) });
    },
    timers: [],
  };
  const configured = configure(config, nodes);
  const handlers = new Map(nodes.map((id) => [id, bankNode(REFERENCE)(contextOf(id), configured)]));

  function contextOf(id: string): NodeContext {
    const context = createContext(id, world);
    return {
      ...context,
      reply(request, body) {
        if (nodes.includes(request.src)) context.reply(request, body);
        else if (isAsking) answer = body;
        else late.push(body);
      },
      random: sequence(chanceOf(seed, 'node', id)),
      keep: () => (message) => void trace.push(`${id} takes ${message.body.type} of ${message.src}`),
    };
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
        else if (world.timers.length > 0) world.timers.shift()!();
        else return;
      }
    },
  };
}
