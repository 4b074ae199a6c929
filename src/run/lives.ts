import type { NodeAction } from '../faults/fault.js';
import { type EventLine, HARNESS } from '../history/event.js';
import type { ExitStatus, Host } from '../hosts/host.js';
import type { Init } from '../node/program.js';
import type { Relay } from '../relay/relay.js';

/** The nodes of a run over their lives: started, initialized, killed, paused, started again, stopped. */
export interface Lives {
  startAll(): void;
  /**
   * Does what a fault asks for, `exactly` at this point of what the node is doing or somewhere about now; what makes no
   * sense now (killing the dead) is passed over.
   */
  act(action: NodeAction, exactly: boolean): void;
  /** A host's news. */
  started(node: string, life: number): void;
  exited(node: string, life: number, status: ExitStatus): void;
  /** A node has answered `init`. */
  initialized(node: string): void;
  /** Whether every node can be spoken to. */
  ready(): boolean;
  /** Ends a life that has gone too far. */
  cutOff(node: string, life: number): void;
  stopAll(): void;
  /** Whether no process is left. */
  gone(): boolean;
}

export interface LivesPorts {
  nodes: readonly string[];
  config: Record<string, unknown>;
  seed: number;
  /** ns: a node that has not answered `init` by then has not started. */
  patience: number;
  host: Host;
  relay: Relay;
  record(event: EventLine): void;
  /** Called each time the last node that was awaited has answered. */
  allReady(): void;
  /** A node never got ready. */
  problem(why: string): void;
  /** No process is left. */
  allGone(): void;
}

const INIT_PAUSE = 100e6;
/** How long a node may take to end when it has lost its connection. */
const GRACE = 2e9;

export function createLives(ports: LivesPorts): Lives {
  const { host, relay, record } = ports;
  const nodes = new Map<string, NodeState>(
    ports.nodes.map((id) => [
      id,
      { life: 0, alive: false, ready: false, killed: false, restart: false, down: 0, still: 0 },
    ]),
  );
  let stopping = false;

  function start(id: string): void {
    const node = nodes.get(id)!;
    Object.assign(node, { life: node.life + 1, alive: true, ready: false, killed: false, restart: false });
    const { life } = node;
    record({ v: 'run', k: 'start', node: id, life });
    host.start(id, life);
    host.schedule(host.now() + ports.patience, () => {
      if (stopping || node.life !== life || node.ready || !node.alive || node.killed) return;
      ports.problem(`${id} did not answer init within ${ports.patience / 1e9} s`);
    });
  }

  /** Sends `init`, again and again until it is answered. */
  function initialize(id: string, life: number): void {
    const node = nodes.get(id)!;
    if (node.ready || !node.alive || node.killed || node.life !== life || stopping) return;
    const init: Init = {
      node_id: id,
      node_ids: [...ports.nodes],
      config: ports.config,
      // Each life has dice of its own.
      seed: ports.seed + (life - 1) * 2 ** 32,
    };
    const message = { src: HARNESS, dest: id, body: { type: 'init', msg_id: 0, ...init } };
    relay.publish(HARNESS, 1, id, Buffer.from(JSON.stringify(message)), {});
    host.schedule(host.now() + INIT_PAUSE, () => initialize(id, life));
  }

  /** Whoever loses its connection has ended this life, and is started again. */
  function cutAll(): void {
    for (const [id, node] of nodes) {
      if (!node.alive || node.killed) continue;
      const { life, ready, still } = node;
      Object.assign(node, { killed: true, ready: false, restart: true });
      // One on its way up may have had no connection to lose, and one that stands still does not notice.
      if (!ready || still > 0) host.end(id, life, 'kill');
      else host.schedule(host.now() + GRACE, () => insist(id, life));
    }
    host.cut?.();
  }

  function insist(id: string, life: number): void {
    const node = nodes.get(id)!;
    if (!node.alive || node.life !== life) return;
    record({ v: 'run', k: 'misbehaved', node: id, life, why: 'it lived on without its connection' });
    host.end(id, life, 'kill');
  }

  const all = (condition: (node: NodeState) => boolean): boolean => [...nodes.values()].every(condition);

  return {
    startAll() {
      for (const id of nodes.keys()) start(id);
    },
    act(action, exactly) {
      if (stopping) return;
      if (action.do === 'cut') return cutAll();
      if (action.do === 'clock') return host.setClock?.(action.node, action.skew);
      if (action.do === 'disk') return host.setDisk?.(action.node, action.ills);
      const { do: what, node: id } = action;
      const node = nodes.get(id)!;
      // Of several faults that keep a node down or still, the last one to end lets it go.
      if (what === 'kill') node.down++;
      else if (what === 'start') node.down--;
      else node.still += what === 'pause' ? 1 : -1;
      if (what === 'start') {
        if (node.down > 0) return;
        if (!node.alive) start(id);
        else if (node.killed) node.restart = true;
      } else if (what === 'resume' && node.still > 0) {
        return;
      } else if (node.alive && !node.killed) {
        if (what === 'kill') {
          node.killed = true;
          node.ready = false;
          host.end(id, node.life, exactly ? 'kill' : 'kill soon');
        } else host.pause(id, node.life, what === 'pause');
      }
    },
    started(id, life) {
      relay.begins(id, life);
      initialize(id, life);
    },
    exited(id, life, status) {
      const node = nodes.get(id)!;
      const neverReady = !node.ready && !node.killed;
      Object.assign(node, { alive: false, ready: false });
      relay.ends(id);
      const how = status.signal ?? `code ${status.code}`;
      const why = status.lastWords === undefined ? how : `${how}: ${status.lastWords}`;
      const k = node.killed ? 'crash' : status.planned || stopping ? 'stop' : 'exit';
      record({ v: 'run', k, node: id, life, why });
      if (k === 'exit' && neverReady) ports.problem(`${id} exited before it answered init (${why})`);
      if (k === 'stop' && neverReady && !stopping) ports.problem(`${id} was cut off before it answered init`);
      if (node.restart && !stopping) start(id);
      if (all((each) => !each.alive)) ports.allGone();
    },
    initialized(id) {
      const node = nodes.get(id);
      if (node === undefined || node.ready || !node.alive || node.killed) return;
      node.ready = true;
      record({ v: 'run', k: 'ready', node: id, life: node.life });
      relay.ready(id);
      if (all((each) => each.ready)) ports.allReady();
    },
    ready: () => all((node) => node.ready || !node.alive),
    cutOff(id, life) {
      const node = nodes.get(id)!;
      if (node.alive && node.life === life) host.end(id, life, 'kill');
    },
    stopAll() {
      stopping = true;
      for (const [id, node] of nodes) if (node.alive && !node.killed) host.end(id, node.life, 'stop');
    },
    gone: () => all((node) => !node.alive),
  };
}

interface NodeState {
  /** 0: it has not lived yet. */
  life: number;
  alive: boolean;
  ready: boolean;
  /** A fault ends or has ended this life. */
  killed: boolean;
  /** To be started again as soon as it is dead. */
  restart: boolean;
  /** Faults that keep it down, and faults that keep it still. */
  down: number;
  still: number;
}
