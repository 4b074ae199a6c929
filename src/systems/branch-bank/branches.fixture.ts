import { createContext, type TestWorld } from '../../node/context.fixture.js';
import type { Body, Message } from '../../node/message.js';
import type { NodeProgram } from '../../node/program.js';
import { type BranchConfig, configure } from './config.js';

/** A few branches in one test. Nothing moves by itself: the test delivers message by message. */
export interface Branches {
  /** Hands a customer's request to a branch at once. */
  ask(node: string, body: Body): void;
  /** Delivers the oldest message of one link; `keep` leaves it there to come again. */
  deliver(from: string, to: string, keep?: 'keep'): void;
  /** Delivers everything until nothing is left. Timers stay. */
  run(): void;
  /** Lets every timer fire that is set now. */
  wait(): void;
  /** What is on a link, oldest first. */
  link(from: string, to: string): readonly Body[];
  readonly answers: Body[];
  readonly events: { node: string; kind: string; fields: Record<string, unknown> }[];
}

export function createBranches(program: NodeProgram<BranchConfig>, nodes = ['n1', 'n2', 'n3']): Branches {
  const links = new Map<string, Message[]>();
  const answers: Body[] = [];
  const events: Branches['events'] = [];
  const world: TestWorld = {
    nodes,
    sends(src, dest, body, msg_id) {
      if (dest === 'c1') answers.push(body);
      else queueOf(src, dest).push({ src, dest, body: { ...body, msg_id } });
    },
    records: (node, kind, fields) => void events.push({ node, kind, fields }),
    timers: [],
  };
  const config = configure({ initialBalance: 100 });
  const handlers = new Map(nodes.map((id) => [id, program(createContext(id, world), config)]));
  let asked = 0;

  function queueOf(from: string, to: string): Message[] {
    const link = `${from}>${to}`;
    if (!links.has(link)) links.set(link, []);
    return links.get(link)!;
  }

  function deliver(from: string, to: string, keep?: 'keep'): void {
    const queue = queueOf(from, to);
    const message = keep === 'keep' ? queue[0]! : queue.shift()!;
    handlers.get(to)![message.body.type]!(message);
  }

  return {
    answers,
    events,
    deliver,
    ask: (node, body) => handlers.get(node)![body.type]!({ src: 'c1', dest: node, body: { ...body, msg_id: ++asked } }),
    run() {
      for (;;) {
        const [link] = [...links].find(([, queue]) => queue.length > 0) ?? [];
        if (link === undefined) return;
        const [from, to] = link.split('>');
        deliver(from!, to!);
      }
    },
    wait() {
      for (const action of world.timers.splice(0)) action();
    },
    link: (from, to) => queueOf(from, to).map(({ body }) => body),
  };
}
