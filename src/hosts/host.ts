import type { DiskIlls, Skew } from '../node/machine.js';
import type { Timer } from '../node/program.js';
import type { SentOrder } from '../relay/said.js';

/**
 * Where node programs live: OS processes on NATS, or the simulator in virtual time. A host moves bytes, starts and
 * ends lives, and keeps the time; what becomes of a message is the relay's business, which both hosts share.
 */
export interface Host {
  readonly kind: 'sim' | 'nats';
  /** Monotonic nanoseconds since the host was made, real or virtual. */
  now(): number;
  /** Calls `action` at `time` (ns) or as soon after as possible; in the order of (time, call) among each other. */
  schedule(time: number, action: () => void): Timer;
  /** Begins a life of a node. The host answers through its listener, never from inside this call. */
  start(node: string, life: number): void;
  /**
   * Ends a life: `stop` asks it to go and insists after two seconds; `kill` is a crash at this very point of what it is
   * doing, `kill soon` one somewhere about now. `exited` follows.
   */
  end(node: string, life: number, how: 'stop' | 'kill' | 'kill soon'): void;
  /** Stops a life where it stands, or lets it go on. It loses nothing but time. */
  pause(node: string, life: number, paused: boolean): void;
  /** What follows is absent where a host cannot do it: see Fault.impossible. Sets a machine's clock wrong, or right. */
  setClock?(node: string, skew: Skew | undefined): void;
  /** Changes what is wrong with a node's disk. */
  setDisk?(node: string, ills: DiskIlls): void;
  /** Breaks all connections of nodes, as a broker does that is started anew. */
  cut?(): void;
  /** Hands a payload to a life; `delivery` is its number there, from 1, without gaps. */
  deliver(node: string, life: number, delivery: number, payload: Uint8Array): void;
}

/** What a host reports. Calls come one at a time, in the order in which things happened. */
export interface HostListener {
  /**
   * A life has begun: `init` is sent now, and again until it is answered. What is delivered before the node listens is
   * kept and handed over when it does, in order, so that its deliveries have no gap.
   */
  started(node: string, life: number): void;
  /** It published a message. */
  published(node: string, life: number, to: string, payload: Uint8Array, order: SentOrder): void;
  /** It published a local event. */
  reported(node: string, life: number, payload: Uint8Array, order: SentOrder): void;
  /** The life is over; nothing of it comes after this call. */
  exited(node: string, life: number, status: ExitStatus): void;
  /** The broker caught it: it spoke where it may not, or was cut off. `what` is the rest of a sentence about it. */
  misbehaved?(node: string, life: number, what: string): void;
  /** Something happened to its disk; only a simulated one tells. */
  disk?(node: string, life: number, kind: string, fields: Record<string, unknown>): void;
  /** The harness itself is broken: no verdict can come of this run. */
  broken(problem: string): void;
}

export interface ExitStatus {
  code: number | null;
  signal: string | null;
  /** Whether we asked for it. */
  planned: boolean;
  /** Last lines it wrote on stderr, for messages. */
  lastWords?: string;
}
