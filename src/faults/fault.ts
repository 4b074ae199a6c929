import type { DiskIlls, Skew } from '../node/machine.js';

/** A fault: one file each, one literal registry. Pure: it looks at a message on its way and says what becomes of it. */

/** A message on its way, as a fault sees it. */
export interface Passing {
  from: string;
  to: string;
  /** The body's type; '' where the payload is no message. */
  type: string;
  /** Ordinal of this message among all on its link, from 1: the key of every draw about it. */
  nth: number;
}

/** What becomes of a message. Decisions of several faults add up: drop beats hold, hold beats delay, delays add. */
export interface Decision {
  /** Lost, and never delivered. */
  drop?: boolean;
  /** Kept until the fault ends. */
  hold?: boolean;
  /** Nanoseconds added to its way. */
  delay?: number;
  /** Further copies delivered besides the original. */
  copies?: number;
  /** It may pass messages sent before it on the same link. */
  overtake?: boolean;
}

/** One kind of fault. `Options` is what the scenario says of it, resolved. */
export interface Fault<Options = unknown> {
  name: string;
  says: string;
  /** JSON Schema of the value under the fault's name in a scenario, and of the keys it allows beside it. */
  schema: object;
  siblings?: Record<string, object>;
  /** True: once begun it lasts for a while (partition). False: aimed at a message, it strikes that message alone. */
  lasting: boolean;
  /** The scenario's value, checked against `schema`, with durations in ns; throws FaultError when it makes no sense. */
  resolve(value: unknown, siblings: Record<string, unknown>, world: FaultWorld): Options;
  /** What the fault makes of a message while it lasts. `draw(purpose)` is in [0, 1), keyed by fault and message. */
  decide(options: Options, message: Passing, draw: (purpose: string) => number): Decision | undefined;
  /** Fills in what is known only when it begins: who bears a role, what is drawn. Undefined: nobody bears the role. */
  cast?(options: Options, stage: Stage): Options | undefined;
  /** What it does to nodes when it begins, and when it ends. */
  acts?(options: Options): { begin: NodeAction[]; end: NodeAction[] };
  /** Where it cannot be done, and why, as the rest of a sentence; absent: it can be done everywhere. */
  impossible?(options: Options): Impossible;
  /** One of its kind at random, as a scenario would say it (`{crash: 'n2'}`); absent: `random` cannot draw it. */
  drawn?(world: FaultWorld, draw: (purpose: string) => number): Record<string, unknown>;
  /** Brings forth other faults while it lasts. */
  spawns?: Spawning<Options>;
  /** What guarantees of the network and of the nodes it breaks. */
  breaks(options: Options): Broken;
}

/** By host: in simulation, on any broker, on a broker that is not the embedded one. */
export type Impossible = Partial<Record<'sim' | 'nats' | 'server', string>>;

export interface Broken {
  loss?: boolean;
  duplication?: boolean;
  reordering?: boolean;
  crashes?: boolean;
}

/** The moment at which a fault begins. */
export interface Stage {
  /** The node itself, or the one that bears the role now. */
  bearer(nodeOrRole: string): string | undefined;
  /** In [0, 1), keyed by the fault and by how often it has begun. */
  draw(purpose: string): number;
}

export interface Spawning<Options> {
  /** ns until the next one. */
  wait(options: Options, draw: (purpose: string) => number): number;
  /** The next one: as a scenario would say it, and resolved. */
  next(options: Options, world: FaultWorld, draw: (purpose: string) => number): Spawned;
}

export interface Spawned {
  entry: Record<string, unknown>;
  fault: string;
  options: unknown;
  lasts: number;
}

/** Something done to a node or to its machine. A killed node loses all but its disk; a paused one loses only time. */
export type NodeAction =
  | { do: 'kill' | 'start' | 'pause' | 'resume'; node: string }
  /** Undefined: its clock is right again. */
  | { do: 'clock'; node: string; skew: Skew | undefined }
  | { do: 'disk'; node: string; ills: DiskIlls }
  /** All connections break. */
  | { do: 'cut' };

export interface FaultWorld {
  nodes: readonly string[];
  clients: readonly string[];
  /** Names by which the system's nodes may be called besides: see SystemSpec. */
  roles?: readonly string[];
}

/** A fault that makes no sense in this scenario; the message says what was expected. */
export class FaultError extends Error {
  constructor(
    message: string,
    /** Path of the offending value below the fault's entry. */
    readonly path: readonly (string | number)[] = [],
  ) {
    super(message);
    this.name = 'FaultError';
  }
}

/** A fault as a scenario plans it, with everything resolved. */
export interface PlannedFault {
  /** Its number in the scenario, from 1. */
  number: number;
  fault: string;
  options: unknown;
  trigger: Trigger;
  /** Nanoseconds it lasts; absent: until the workload is over and all faults heal (or, aimed and not lasting, one message). */
  lasts?: number;
  /** Only messages that match; absent: all between nodes. */
  only?: MessagePattern;
}

/** `at` counts from the start of the workload; `nth` counts the messages or events that match the pattern, from 1. */
export type Trigger = { at: number } | { when: (MessagePattern | EventPattern) & { nth?: number } };

/** A local event that a node reports. */
export interface EventPattern {
  event: string;
  /** Absent: any node. */
  node?: string;
}

/** Fields that are absent match everything. */
export interface MessagePattern {
  message?: string;
  from?: string;
  to?: string;
}
