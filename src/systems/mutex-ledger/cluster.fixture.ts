import { chanceOf, integerIn, sequence } from '../../node/chance.js';
import { createContext, type TestWorld } from '../../node/context.fixture.js';
import type { Body, Message } from '../../node/message.js';
import type { NodeProgram } from '../../node/program.js';
import { configure, type LedgerConfig } from './config.js';

/** A few nodes in one test, joined by links that keep order; a seed chooses which link delivers next. */
export interface Cluster {
  /** Hands a client's request to a node at once. */
  ask(node: string, body: Body): void;
  /** Delivers everything until nothing is left. */
  run(): void;
  /** Delivers the oldest message of one link. */
  deliver(from: string, to: string): void;
  /** Everything sent or reported, in order, as `n1>n2 REQUEST` or `n1 enter`. */
  readonly trace: string[];
  readonly answers: Body[];
  readonly events: { node: string; kind: string; fields: Record<string, unknown> }[];
}

export function createCluster(
  program: NodeProgram<LedgerConfig>,
  config: Record<string, unknown> = {},
  { nodes = ['n1', 'n2', 'n3'], seed = 1, copies = 1 } = {},
): Cluster {
  const links = new Map<string, Message[]>();
  const trace: string[] = [];
  const answers: Body[] = [];
  const events: Cluster['events'] = [];
  const draw = sequence(chanceOf(seed, 'link', 'test'));
  const world: TestWorld = {
    nodes,
    sends(src, dest, body, msg_id) {
      trace.push(`${src}>${dest} ${body.type}`);
      if (dest === 'c1') return void answers.push(body);
      const queue = links.get(`${src}>${dest}`) ?? [];
      links.set(`${src}>${dest}`, queue);
      for (let i = 0; i < copies; i++) queue.push({ src, dest, body: { ...body, msg_id } });
    },
    records(node, kind, fields) {
      trace.push(`${node} ${kind}`);
      events.push({ node, kind, fields });
    },
    timers: [],
  };
  const configured = configure(config, nodes);
  const handlers = new Map(nodes.map((id) => [id, program(createContext(id, world), configured)]));
  let asked = 0;

  function deliver(from: string, to: string): void {
    const message = links.get(`${from}>${to}`)!.shift()!;
    handlers.get(to)![message.body.type]!(message);
  }

  return {
    trace,
    answers,
    events,
    deliver,
    ask: (node, body) => handlers.get(node)![body.type]!({ src: 'c1', dest: node, body: { ...body, msg_id: ++asked } }),
    run() {
      for (;;) {
        const ready = [...links].filter(([, queue]) => queue.length > 0).map(([link]) => link);
        if (ready.length === 0 && world.timers.length === 0) return;
        if (ready.length === 0) world.timers.shift()!();
        else {
          const [from, to] = ready[integerIn(draw(), 0, ready.length - 1)]!.split('>');
          deliver(from!, to!);
        }
      }
    },
  };
}
