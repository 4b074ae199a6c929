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
import { createAllowance } from './allowance.js';
import { runFinalPhase } from './final-phase.js';
import { createLives, type Lives } from './lives.js';
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
  /** Hands over to the sink what is recorded: so much survives if this process is killed. */
  flush(): void;
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

/** How long nodes are waited for in the end, in ns: longer than a host takes to insist. */
const LONGEST_STOP = 10e9;

/** The order of a run: start, drive, disturb, heal, settle, final reads, stop, seal. */
export function createConduct({ scenario, system, header, sink, onFinish, onPhase }: ConductOptions): Conduct {
  const { limits } = scenario;
  const isNode = new Set(header.nodes);
  const sessions = new Map<string, Session>();
  const unresolved: string[] = [];
  const stepRows: number[] = [];
  let host: Host;
  let relay: Relay;
  let lives: Lives;
  let recorder: Recorder;
  let harness: Session;
  let open = 0;
  let working = false;
  let ending = false;
  let sealed = false;
  let settled = false;
  let brokenBy: string | undefined;

  const allowance = createAllowance((node, life, why) => {
    record({ v: 'run', k: 'misbehaved', node, life, why });
    lives.cutOff(node, life);
  }, abandon);

  const record = (event: EventLine): number => (sealed ? -1 : recorder.record(event));

  function begin(on: Host): void {
    host = on;
    recorder = createRecorder(header, sink, host.now);
    recorder.flush();
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
      act: (action, exactly) => lives.act(action, exactly),
      ...(system.spec.roles && { roles: system.spec.roles }),
    });
    lives = createLives({
      nodes: header.nodes,
      config: scenario.config,
      seed: scenario.seed,
      patience: limits.start,
      host,
      relay,
      record,
      allReady() {
        if (!working) work();
      },
      problem: abandon,
      allGone: () => seal(),
    });
    for (const client of header.clients) sessions.set(client, sessionOf(client));
    harness = sessionOf(HARNESS);
    onPhase?.('starting');
    lives.startAll();
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

  function deliver(to: string, life: number, delivery: number, payload: Uint8Array, from: string): void {
    if (isNode.has(to)) {
      if (from !== to) allowance.delivered(to, life);
      return host.deliver(to, life, delivery, payload);
    }
    const message = JSON.parse(Buffer.from(payload).toString()) as Message;
    if (to !== HARNESS) sessions.get(to)?.receive(message);
    else if (message.body.type === 'init_ok') lives.initialized(message.src);
    else harness.receive(message);
  }

  function work(): void {
    working = true;
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
      untilSettled: (then: () => void) => awaitSettled(host, relay, limits, isBusy, then),
      finished: () => void stepRows.push(recorder.count),
    };
    runSteps(scenario.steps ?? [], ports, settle);
  }

  function settle(): void {
    if (ending) return;
    onPhase?.('settling');
    relay.heal();
    record({ v: 'run', k: 'healed' });
    awaitSettled(host, relay, limits, isBusy, (inTime) => {
      if (ending) return;
      settled = inTime;
      record({ v: 'run', k: settled ? 'settled' : 'unsettled' });
      if (!settled) return stop();
      onPhase?.('final reads');
      runFinalPhase(harness, header.nodes, unresolved.splice(0), stop);
    });
  }

  function stop(): void {
    if (ending) return;
    ending = true;
    onPhase?.('stopping');
    record({ v: 'run', k: 'done' });
    lives.stopAll();
    seal();
    // A host that cannot say whether its nodes are gone (its broker is dead, say) keeps no history open.
    host.schedule(host.now() + LONGEST_STOP, () => seal(true));
  }

  /** The history ends when every node is gone. */
  function seal(anyway = false): void {
    if (sealed || !ending || !(lives.gone() || anyway)) return;
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

  const isBusy = () => open > 0 || !lives.ready();
  const clock = () => ({ now: host.now, schedule: host.schedule });

  const listener: HostListener = {
    started: (id, life) => lives.started(id, life),
    published(from, life, to, payload, order) {
      if (allowance.publishes(from, life, payload.length)) relay.publish(from, life, to, payload, order);
    },
    reported(node, life, payload, order) {
      if (allowance.publishes(node, life, payload.length)) relay.report(node, life, payload, order);
    },
    exited: (id, life, status) => lives.exited(id, life, status),
    misbehaved(node, life, why) {
      if (allowance.isCaught(node, life)) record({ v: 'run', k: 'misbehaved', node, life, why });
    },
    disk: (node, life, k, fields) => void record({ v: 'disk', k, node, life, body: JSON.stringify(fields) }),
    broken: abandon,
  };

  return {
    listener,
    begin,
    abandon,
    finished: () => sealed,
    rows: () => recorder.count,
    flush() {
      if (!sealed) recorder.flush();
    },
    broken: () => brokenBy,
    stepRows,
  };
}
