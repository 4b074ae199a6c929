import { NODE_KINDS } from '../history/event.js';
import { nearest } from '../nearest.js';
import { ConfigError, type System } from '../systems/system.js';
import { resolveChecks, resolveExpectation } from './checks.js';
import type { Draft } from './draft.js';
import { resolveFaults } from './faults.js';
import { resolveFinally } from './final-states.js';
import { nodeIds, resolveNodes } from './nodes.js';
import type { Limits, Scenario } from './scenario.js';
import { durationAt, NO_TIME, positiveDurationAt, spanAt } from './spans.js';
import { clientIds, resolveSteps } from './steps.js';
import { resolveWorkload } from './workload.js';
import type { WholeWorld } from './world.js';

/**
 * Fills in what a scenario leaves out and checks what no schema can see. Reads only what is sound so far, so that one
 * mistake is not told twice; the result is of use only if the draft has no problem afterwards.
 */
export function resolve(draft: Draft, world: WholeWorld): Scenario {
  const { value } = draft;
  const system = Object.hasOwn(world.systems, String(value.system)) ? world.systems[String(value.system)] : undefined;
  const nodes = nodeIds(draft);
  const clients = clientIds(draft, nodes);
  const config = resolveConfig(draft, system, nodes);
  const workload = draft.sound(['workload']) ? resolveWorkload(draft, system, nodes) : undefined;
  const steps = resolveSteps(draft, system, nodes);
  oneOfTwo(draft);
  const finally_ = resolveFinally(draft, config && system ? Object.keys(system.accounts(config, nodes)) : undefined);
  const checks = draft.sound(['checks']) ? resolveChecks(draft, system) : [];
  const network = draft.sound(['network']) ? resolveNetwork(draft) : undefined;
  const faults = resolveFaults(draft, world.faults, {
    nodes,
    clients,
    roles: Object.keys(system?.spec.roles ?? {}),
    messages: Object.keys(system?.spec.messages ?? {}),
    events: system === undefined ? [] : [...Object.keys(system.spec.events), NODE_KINDS.timer, NODE_KINDS.synced],
    host: value.host,
  });

  return {
    name: String(value.scenario),
    file: draft.file,
    system: String(value.system),
    seed: (value.seed as number | undefined) ?? 1,
    host: (value.host as Scenario['host'] | undefined) ?? 'any',
    nodes: resolveNodes(draft, nodes),
    config: config ?? {},
    ...(workload && { workload }),
    ...(steps && { steps }),
    ...(finally_ && { finally: finally_ }),
    network: network ?? { delay: NO_TIME, order: 'fifo', loss: 0, duplicate: 0, inbox: DEFAULT_INBOX },
    faults,
    checks,
    expect: resolveExpectation(draft, checks),
    limits: draft.sound(['limits']) ? resolveLimits(draft) : DEFAULT_LIMITS,
    source: value,
  };
}

const DEFAULT_INBOX = 2e6;
const DEFAULT_LIMITS: Limits = { quiet: 500e6, settle: 30e9, timeout: 5e9, start: 10e9 };

function resolveConfig(
  draft: Draft,
  // biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
  system: System<any> | undefined,
  nodes: readonly string[],
): Record<string, unknown> | undefined {
  if (system === undefined || !draft.sound(['config']) || !draft.sound(['nodes'])) return undefined;
  try {
    return system.configure((draft.value.config as Record<string, unknown> | undefined) ?? {}, nodes);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    draft.complain({ path: ['config', ...error.path], message: error.message });
    return undefined;
  }
}

function oneOfTwo(draft: Draft): void {
  const { workload, steps } = draft.value;
  if (workload !== undefined && steps !== undefined) {
    const path = ['steps'];
    draft.complain({
      path,
      key: true,
      message: 'the scenario has both a workload and steps',
      expected: 'one of the two',
    });
  }
  if (!('workload' in draft.value) && !('steps' in draft.value) && !hasNearlyOneOf(draft)) {
    draft.complain({
      path: [],
      message: 'the scenario does nothing',
      expected: 'workload: {operations: 100}, or steps: [...]',
    });
  }
}

/** A misspelt `workload` or `steps` has been reported already. */
function hasNearlyOneOf(draft: Draft): boolean {
  return Object.keys(draft.value).some((key) => nearest(key, ['workload', 'steps']) !== undefined);
}

function resolveNetwork(draft: Draft): Scenario['network'] {
  const given = (draft.value.network ?? {}) as Partial<Record<string, unknown>>;
  return {
    delay: spanAt(draft, ['network', 'delay'], given.delay),
    order: (given.order as 'fifo' | 'any' | undefined) ?? 'fifo',
    loss: (given.loss as number | undefined) ?? 0,
    duplicate: (given.duplicate as number | undefined) ?? 0,
    inbox: given.inbox === undefined ? DEFAULT_INBOX : durationAt(draft, ['network', 'inbox'], given.inbox),
  };
}

function resolveLimits(draft: Draft): Limits {
  const given = (draft.value.limits ?? {}) as Record<string, unknown>;
  const limit = (name: keyof Limits): number => {
    if (given[name] === undefined) return DEFAULT_LIMITS[name];
    return positiveDurationAt(draft, ['limits', name], given[name]);
  };
  return { quiet: limit('quiet'), settle: limit('settle'), timeout: limit('timeout'), start: limit('start') };
}
