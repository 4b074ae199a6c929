import type { Decision, MessagePattern, NodeAction, Passing, PlannedFault } from '../faults/fault.js';
import { FAULTS } from '../faults/registry.js';
import type { EventLine } from '../history/event.js';
import { type Chance, chanceOf } from '../node/chance.js';
import type { Timer } from '../node/program.js';

export interface DisturbancePorts {
  now(): number;
  schedule(time: number, action: () => void): Timer;
  record(event: EventLine): void;
  isNode(participant: string): boolean;
  /** A fault has ended: what it held may go on. */
  ended(): void;
  act(action: NodeAction): void;
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
}

/** The scenario's faults over time: which are in force now, and what they do to a message. */
export function createDisturbances(
  plans: readonly PlannedFault[],
  seed: number,
  ports: DisturbancePorts,
): Disturbances {
  const active = new Set<PlannedFault>();
  const matches = new Map<PlannedFault, number>();
  const chances = new Map<string, Chance>();
  let over = false;

  function begin(plan: PlannedFault): void {
    if (over || active.has(plan)) return;
    active.add(plan);
    ports.record({ v: 'fault', k: 'begin', fault: plan.number, body: describe(plan) });
    for (const action of actsOf(plan).begin) ports.act(action);
    if (plan.lasts !== undefined) ports.schedule(ports.now() + plan.lasts, () => end(plan));
  }

  function end(plan: PlannedFault): void {
    if (!active.delete(plan)) return;
    ports.record({ v: 'fault', k: 'end', fault: plan.number });
    for (const action of actsOf(plan).end) ports.act(action);
    ports.ended();
  }

  function decide(plan: PlannedFault, message: Passing): Disturbance[] {
    const link = `${message.from}->${message.to}`;
    const decision = FAULTS[plan.fault]!.decide(plan.options, message, (purpose) => {
      const key = `${plan.number} ${purpose} ${link}`;
      let chance = chances.get(key);
      if (chance === undefined) chances.set(key, (chance = chanceOf(seed, `fault ${plan.number} ${purpose}`, link)));
      return chance(message.nth);
    });
    return decision === undefined ? [] : [{ ...decision, why: plan.fault }];
  }

  /** A partition says itself whom it concerns; all other faults leave clients alone unless they name them. */
  function concerns(plan: PlannedFault, pattern: MessagePattern | undefined, message: Passing): boolean {
    if (!fits(pattern, message)) return false;
    if (lasting(plan)) return true;
    return (
      (ports.isNode(message.from) || pattern?.from === message.from) &&
      (ports.isNode(message.to) || pattern?.to === message.to)
    );
  }

  function strike(plan: PlannedFault, message: Passing): Disturbance[] {
    const decisions = decide(plan, message);
    if (decisions.length > 0) {
      ports.record({ v: 'fault', k: 'strike', fault: plan.number, body: describe(plan, message) });
    }
    return decisions;
  }

  /** Whether this message is the one, or one of those, that an aimed fault waits for. */
  function isAimedAt(plan: PlannedFault, message: Passing): boolean {
    if (over || !('when' in plan.trigger) || !concerns(plan, plan.trigger.when, message)) return false;
    const nth = (matches.get(plan) ?? 0) + 1;
    matches.set(plan, nth);
    return plan.trigger.when.nth === undefined || plan.trigger.when.nth === nth;
  }

  return {
    start() {
      const zero = ports.now();
      for (const plan of plans) {
        const { trigger } = plan;
        if (!('at' in trigger)) continue;
        // What begins at once must begin before the first request leaves.
        if (trigger.at === 0) begin(plan);
        else ports.schedule(zero + trigger.at, () => begin(plan));
      }
    },
    heal() {
      over = true;
      for (const plan of [...active]) end(plan);
    },
    onSend(message) {
      return plans.flatMap((plan) => {
        if (isAimedAt(plan, message)) {
          if (!lasting(plan) && plan.lasts === undefined) return strike(plan, message);
          begin(plan);
        }
        return active.has(plan) && concerns(plan, plan.only, message) ? decide(plan, message) : [];
      });
    },
    onArrival(message) {
      const inForce = [...active].filter((plan) => lasting(plan) && fits(plan.only, message));
      return inForce.flatMap((plan) => decide(plan, message));
    },
  };
}

function actsOf(plan: PlannedFault): { begin: NodeAction[]; end: NodeAction[] } {
  return FAULTS[plan.fault]!.acts?.(plan.options) ?? { begin: [], end: [] };
}

function lasting(plan: PlannedFault): boolean {
  return FAULTS[plan.fault]!.lasting;
}

function fits(pattern: MessagePattern | undefined, message: Passing): boolean {
  if (pattern?.message !== undefined && pattern.message !== message.type) return false;
  if (pattern?.from !== undefined && pattern.from !== message.from) return false;
  return pattern?.to === undefined || pattern.to === message.to;
}

function describe(plan: PlannedFault, message?: Passing): string {
  const at = message === undefined ? {} : { message: message.type, from: message.from, to: message.to };
  return JSON.stringify({ name: plan.fault, ...at, options: plan.options });
}
