import { type EventLine, HARNESS } from '../history/event.js';
import { createRecorder } from '../history/files/recorder.js';
import type { Header } from '../history/header.js';
import type { Recorder, Sink } from '../history/recorder.js';
import type { Host, HostListener } from '../hosts/host.js';
import type { Message } from '../node/message.js';
import { createRelay, type Relay } from '../relay/relay.js';
import type { Scenario } from '../scenario/scenario.js';
import type { System } from '../systems/system.js';
import { runClosedLoop } from '../workload/closed-loop.js';
import { createSession, type Session } from '../workload/session.js';
import { runFinalPhase } from './final-phase.js';
import { awaitSettled } from './settle.js';
import { runSteps } from './steps.js';

/** One run from the first `start` to the seal, on any host. */
export interface Conduct {
  /** To be given to the host. */
  listener: HostListener;
  begin(host: Host): void;
  /** Ends the run where it stands; the history is sealed as unsettled. */
  abandon(problem: string): void;
  finished(): boolean;
  /** Rows recorded so far. */
  rows(): number;
  /** Why no verdict can come of the run: the harness, the broker, or a node that never answered `init`. */
  broken(): string | undefined;
  /** Rows recorded when each of the scenario's steps was over. */
  stepRows: readonly number[];
}

export interface ConductOptions {
  scenario: Scenario;
  system: System;
  header: Header;
  sink: Sink;
  /** Called once, when the history is sealed and every node is gone. */
  onFinish?(): void;
  onPhase?(phase: Phase): void;
}

export type Phase = 'starting' | 'working' | 'settling' | 'final reads' | 'stopping';

const INIT_PAUSE = 100e6;

/** The order of a run: start, drive, disturb, heal, settle, final reads, stop, seal. */
export function createConduct({ scenario, system, header, sink, onFinish, onPhase }: ConductOptions): Conduct {
  const { limits } = scenario;
  const nodes = new Map(header.nodes.map((id) => [id, { life: 1, ready: false, alive: false }]));
  const sessions = new Map<string, Session>();
  const unresolved: string[] = [];
  const stepRows: number[] = [];
  let host: Host;
  let relay: Relay;
  let recorder: Recorder;
  let harness: Session;
  let open = 0;
  let ending = false;
  let sealed = false;
  let settled = false;
  let brokenBy: string | undefined;

  const record = (event: EventLine): number => (sealed ? -1 : recorder.record(event));

  function begin(on: Host): void {
    host = on;
    recorder = createRecorder(header, sink, host.now);
    relay = createRelay({
      seed: scenario.seed,
      nodes: header.nodes,
      clients: header.clients,
      network: scenario.network,
      faults: scenario.faults,
      background: system.spec.background,
      now: host.now,
      schedule: host.schedule,
      record,
      deliver,
    });
    for (const client of header.clients) sessions.set(client, sessionOf(client));
    harness = sessionOf(HARNESS);
    onPhase?.('starting');
    for (const [id, node] of nodes) {
      record({ v: 'run', k: 'start', node: id, life: node.life });
      node.alive = true;
      host.start(id, node.life);
    }
    host.schedule(host.now() + limits.start, () => {
      const silent = [...nodes].filter(([, node]) => !node.ready).map(([id]) => id);
      if (silent.length > 0) abandon(`${silent.join(', ')} did not answer init within ${limits.start / 1e9} s`);
    });
  }

  function sessionOf(client: string): Session {
    relay.begins(client, 1);
    const session = createSession(client, limits.timeout, {
      now: host.now,
      schedule: host.schedule,
      record,
      send: (from, life, to, payload) => relay.publish(from, life, to, payload, {}),
      begins: relay.begins,
    });
    return {
      ...session,
      perform(request, done) {
        if (ending) return;
        open++;
        session.perform(request, (completion) => {
          open--;
          if (completion.kind === 'info' && completion.tx !== undefined) unresolved.push(completion.tx);
          done(completion);
        });
      },
    };
  }

  function deliver(to: string, life: number, delivery: number, payload: Uint8Array): void {
    if (nodes.has(to)) return host.deliver(to, life, delivery, payload);
    const message = JSON.parse(Buffer.from(payload).toString()) as Message;
    if (to !== HARNESS) sessions.get(to)?.receive(message);
    else if (message.body.type === 'init_ok') initialized(message.src);
    else harness.receive(message);
  }

  function initialize(id: string, life: number): void {
    const node = nodes.get(id)!;
    if (node.ready || !node.alive || node.life !== life || ending) return;
    const config = { node_id: id, node_ids: header.nodes, config: scenario.config, seed: scenario.seed };
    const message = { src: HARNESS, dest: id, body: { type: 'init', msg_id: 0, ...config } };
    relay.publish(HARNESS, 1, id, Buffer.from(JSON.stringify(message)), {});
    host.schedule(host.now() + INIT_PAUSE, () => initialize(id, life));
  }

  function initialized(id: string): void {
    const node = nodes.get(id);
    if (node === undefined || node.ready) return;
    node.ready = true;
    record({ v: 'run', k: 'ready', node: id, life: node.life });
    relay.ready(id);
    if ([...nodes.values()].every((each) => each.ready)) work();
  }

  function work(): void {
    onPhase?.('working');
    relay.startFaults();
    if (scenario.workload !== undefined) {
      const world = { seed: scenario.seed, nodes: header.nodes, operations: system.operations, ...clock() };
      runClosedLoop(scenario.workload, sessions, world, settle);
      return;
    }
    const ports = {
      sessions,
      operations: system.operations,
      wait: (ns: number, then: () => void) => void host.schedule(host.now() + ns, then),
      untilSettled: (then: () => void) => awaitSettled(host, relay, limits, () => open, then),
      finished: () => void stepRows.push(recorder.count),
    };
    runSteps(scenario.steps ?? [], ports, settle);
  }

  function settle(): void {
    if (ending) return;
    onPhase?.('settling');
    relay.heal();
    record({ v: 'run', k: 'healed' });
    awaitSettled(
      host,
      relay,
      limits,
      () => open,
      (inTime) => {
        if (ending) return;
        settled = inTime;
        record({ v: 'run', k: settled ? 'settled' : 'unsettled' });
        if (!settled) return stop();
        onPhase?.('final reads');
        runFinalPhase(harness, header.nodes, unresolved.splice(0), stop);
      },
    );
  }

  function stop(): void {
    if (ending) return;
    ending = true;
    onPhase?.('stopping');
    record({ v: 'run', k: 'done' });
    for (const [id, node] of nodes) if (node.alive) host.end(id, node.life, 'stop');
    seal();
  }

  /** The history ends when every node is gone. */
  function seal(): void {
    if (sealed || [...nodes.values()].some((node) => node.alive)) return;
    recorder.seal({ settled });
    sealed = true;
    onFinish?.();
  }

  function abandon(problem: string): void {
    if (ending) return;
    brokenBy = problem;
    record({ v: 'run', k: 'unsettled', why: problem });
    stop();
  }

  const clock = () => ({ now: host.now, schedule: host.schedule });

  const listener: HostListener = {
    started(id, life) {
      relay.begins(id, life);
      initialize(id, life);
    },
    published: (from, life, to, payload, order) => relay.publish(from, life, to, payload, order),
    reported: (node, life, payload, order) => relay.report(node, life, payload, order),
    exited(id, life, status) {
      const node = nodes.get(id)!;
      node.alive = false;
      relay.ends(id);
      const how = status.signal ?? `code ${status.code}`;
      const why = status.lastWords === undefined ? how : `${how}: ${status.lastWords}`;
      record({ v: 'run', k: status.planned || ending ? 'stop' : 'exit', node: id, life, why });
      if (!status.planned && !node.ready) abandon(`${id} exited before it answered init (${why})`);
      if (ending) seal();
    },
    misbehaved: (node, life, why) => void record({ v: 'run', k: 'misbehaved', node, life, why }),
    broken: abandon,
  };

  return {
    listener,
    begin,
    abandon,
    finished: () => sealed,
    rows: () => recorder.count,
    broken: () => brokenBy,
    stepRows,
  };
}
