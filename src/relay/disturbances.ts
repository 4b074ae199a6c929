import type {
  Decision,
  FaultWorld,
  MessagePattern,
  NodeAction,
  Passing,
  PlannedFault,
  Spawning,
} from '../faults/fault.js';
import { FAULTS } from '../faults/registry.js';
import type { EventLine } from '../history/event.js';
import { type Chance, chanceOf } from '../node/chance.js';
import type { Timer } from '../node/program.js';
import type { Roles } from './roles.js';

export interface DisturbancePorts {
  now(): number;
  schedule(time: number, action: () => void): Timer;
  record(event: EventLine): void;
  world: FaultWorld;
  roles: Roles;
  /** A fault has ended: what it held may go on. */
  ended(): void;
  /** `exactly`: at this very point of what a node is doing, not somewhere about now. */
  act(action: NodeAction, exactly: boolean): void;
}

/** A decision and the fault it comes from. */
export type Disturbance = Decision & { why: string };

export interface Disturbances {
  /** Begins the scenario's faults: their times count from now. */
  start(): void;
  /** Ends all faults for good. */
  heal(): void;
  /** What the faults make of a message that is being sent; may begin those that waited for it. */
  onSend(message: Passing): Disturbance[];
  /** What the faults that last make of a message that is about to arrive. */
  onArrival(message: Passing): Disturbance[];
  /** A node has reported something: may begin faults that waited for it. */
  onReport(node: string, kind: string): void;
}

/** A fault of the scenario, or one that another has brought forth. */
interface Plan extends PlannedFault {
  /** Keys its draws. */
  key: string;
  /** What a scenario would have to say to plan it, where it was drawn. */
  entry?: Record<string, unknown>;
}

/** The scenario's faults over time: which are in force now, and what they do to a message. */
export function createDisturbances(
  planned: readonly PlannedFault[],
  seed: number,
  ports: DisturbancePorts,
): Disturbances {
  const plans: Plan[] = planned.map((plan) => ({ ...plan, key: String(plan.number) }));
  /** With their options as they were cast. */
  const active = new Map<Plan, unknown>();
  const matches = new Map<Plan, number>();
  const begun = new Map<Plan, number>();
  /** Those whose time has come, and that wait until somebody bears the role. */
  const belated = new Set<Plan>();
  const chances = new Map<string, Chance>();
  const nodes = new Set(ports.world.nodes);
  let drawn = 0;
  let over = false;

  function begin(plan: Plan, exactly: boolean): void {
    if (over || active.has(plan)) return;
    const fault = FAULTS[plan.fault]!;
    const count = (begun.get(plan) ?? 0) + 1;
    begun.set(plan, count);
    const bearer = (name: string) => (nodes.has(name) ? name : ports.roles.bearer(name));
    const draw = (purpose: string) => chance(plan, purpose, 'begin')(count);
    const options = fault.cast === undefined ? plan.options : fault.cast(plan.options, { bearer, draw });
    if (options === undefined) {
      if ('at' in plan.trigger) belated.add(plan);
      else miss(plan);
      return;
    }
    belated.delete(plan);
    active.set(plan, options);
    ports.record({ v: 'fault', k: 'begin', fault: plan.number, body: describe(plan, options) });
    for (const action of actsOf(plan, options).begin) ports.act(action, exactly);
    if (plan.lasts !== undefined) ports.schedule(ports.now() + plan.lasts, () => end(plan));
    if (fault.spawns !== undefined) spawn(plan, fault.spawns, count, 1);
  }

  function miss(plan: Plan): void {
    const why = 'nobody bears the role';
    ports.record({ v: 'fault', k: 'missed', fault: plan.number, why, body: describe(plan, plan.options) });
  }

  /** Waits for the nth fault that the plan brings forth since it began for the `count`th time. */
  function spawn(parent: Plan, spawns: Spawning<unknown>, count: number, nth: number): void {
    const draw = (purpose: string) => chance(parent, purpose, `${count}`)(nth);
    ports.schedule(ports.now() + Math.max(1, spawns.wait(parent.options, draw)), () => {
      if (over || !active.has(parent) || begun.get(parent) !== count) return;
      const { fault, options, lasts, entry } = spawns.next(parent.options, ports.world, draw);
      const number = planned.length + ++drawn;
      const trigger = { at: ports.now() };
      const plan: Plan = { number, fault, options, trigger, lasts, key: `${parent.key}.${count}.${nth}`, entry };
      plans.push(plan);
      begin(plan, false);
      spawn(parent, spawns, count, nth + 1);
    });
  }

  function end(plan: Plan): void {
    if (!active.has(plan)) return;
    const options = active.get(plan);
    active.delete(plan);
    if (plan.entry !== undefined) plans.splice(plans.indexOf(plan), 1);
    ports.record({ v: 'fault', k: 'end', fault: plan.number });
    for (const action of actsOf(plan, options).end) ports.act(action, false);
    ports.ended();
  }

  function chance(plan: Plan, purpose: string, who: string): Chance {
    const key = `${plan.key} ${purpose} ${who}`;
    let known = chances.get(key);
    if (known === undefined) chances.set(key, (known = chanceOf(seed, `fault ${plan.key} ${purpose}`, who)));
    return known;
  }

  function decide(plan: Plan, options: unknown, message: Passing): Disturbance[] {
    const link = `${message.from}->${message.to}`;
    const draw = (purpose: string) => chance(plan, purpose, link)(message.nth);
    const decision = FAULTS[plan.fault]!.decide(options, message, draw);
    return decision === undefined ? [] : [{ ...decision, why: plan.fault }];
  }

  /** A partition says itself whom it concerns; all other faults leave clients alone unless they name them. */
  function concerns(plan: Plan, pattern: MessagePattern | undefined, message: Passing): boolean {
    if (!fits(pattern, message)) return false;
    if (lasting(plan)) return true;
    return (
      (nodes.has(message.from) || pattern?.from === message.from) &&
      (nodes.has(message.to) || pattern?.to === message.to)
    );
  }

  function strike(plan: Plan, message: Passing): Disturbance[] {
    const decisions = decide(plan, plan.options, message);
    if (decisions.length > 0) {
      ports.record({ v: 'fault', k: 'strike', fault: plan.number, body: describe(plan, plan.options, message) });
    }
    return decisions;
  }

  /** Whether this message is the one, or one of those, that an aimed fault waits for. */
  function isAimedAt(plan: Plan, message: Passing): boolean {
    if (over || !('when' in plan.trigger) || 'event' in plan.trigger.when) return false;
    return concerns(plan, plan.trigger.when, message) && isItsTurn(plan, plan.trigger.when);
  }

  function isItsTurn(plan: Plan, { nth }: { nth?: number }): boolean {
    const count = (matches.get(plan) ?? 0) + 1;
    matches.set(plan, count);
    return nth === undefined || nth === count;
  }

  return {
    start() {
      const zero = ports.now();
      for (const plan of plans) {
        const { trigger } = plan;
        if (!('at' in trigger)) continue;
        // What begins at once must begin before the first request leaves.
        if (trigger.at === 0) begin(plan, false);
        else ports.schedule(zero + trigger.at, () => begin(plan, false));
      }
    },
    heal() {
      over = true;
      for (const plan of belated) miss(plan);
      for (const plan of [...active.keys()]) end(plan);
    },
    onSend(message) {
      return plans.flatMap((plan) => {
        if (isAimedAt(plan, message)) {
          if (!lasting(plan) && plan.lasts === undefined) return strike(plan, message);
          begin(plan, true);
        }
        if (!active.has(plan) || !concerns(plan, plan.only, message)) return [];
        return decide(plan, active.get(plan), message);
      });
    },
    onArrival(message) {
      const inForce = [...active].filter(([plan]) => lasting(plan) && fits(plan.only, message));
      return inForce.flatMap(([plan, options]) => decide(plan, options, message));
    },
    onReport(node, kind) {
      if (over) return;
      for (const plan of [...belated]) begin(plan, true);
      for (const plan of plans) {
        if (!('when' in plan.trigger) || !('event' in plan.trigger.when)) continue;
        const { when } = plan.trigger;
        if (when.event !== kind || (when.node !== undefined && when.node !== node)) continue;
        if (isItsTurn(plan, when)) begin(plan, true);
      }
    },
  };
}

function actsOf(plan: Plan, options: unknown): { begin: NodeAction[]; end: NodeAction[] } {
  return FAULTS[plan.fault]!.acts?.(options) ?? { begin: [], end: [] };
}

function lasting(plan: Plan): boolean {
  return FAULTS[plan.fault]!.lasting;
}

function fits(pattern: MessagePattern | undefined, message: Passing): boolean {
  if (pattern?.message !== undefined && pattern.message !== message.type) return false;
  if (pattern?.from !== undefined && pattern.from !== message.from) return false;
  return pattern?.to === undefined || pattern.to === message.to;
}

function describe({ fault, entry }: Plan, options: unknown, message?: Passing): string {
  const at = message === undefined ? {} : { message: message.type, from: message.from, to: message.to };
  return JSON.stringify({ name: fault, ...at, options, entry });
}
