import { HARNESS, ID_PATTERN } from '../history/event.js';
import type { System } from '../systems/system.js';
import type { Draft } from './draft.js';
import { MOST_CLIENTS } from './grammar/workload.js';
import type { Path } from './mistake.js';
import type { Allowed, OperationStep, Step } from './scenario.js';
import { durationAt } from './spans.js';
import { unknownWord } from './unknown-word.js';
import { ruleOf } from './value-rules.js';

type Given = Record<string, unknown>;

/** What the operation steps of a scenario share. */
interface Reading {
  draft: Draft;
  // biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
  system: System<any> | undefined;
  nodes: readonly string[];
  /** Names given by `as`. */
  names: Set<string>;
}

/** The steps of a scenario, each read only if it is sound; undefined where it has none. */
export function resolveSteps(draft: Draft, system: Reading['system'], nodes: readonly string[]): Step[] | undefined {
  const given = draft.value.steps;
  if (!Array.isArray(given)) return undefined;
  const reading = { draft, system, nodes, names: new Set<string>() };
  return given.flatMap((step, i) => (draft.sound(['steps', i]) ? [stepOf(reading, step, ['steps', i])] : []));
}

function stepOf(reading: Reading, step: Given, path: Path): Step {
  if ('wait' in step) return { wait: durationAt(reading.draft, [...path, 'wait'], step.wait) };
  if ('until' in step) return { until: 'settled' };
  if (!('together' in step)) return operationOf(reading, step, path);
  /** When the last operation of a client begins. */
  const begun = new Map<unknown, number>();
  const together = (step.together as Given[]).map((one, i) => {
    const place = [...path, 'together', i];
    const after = one.after === undefined ? undefined : durationAt(reading.draft, [...place, 'after'], one.after);
    if ((begun.get(one.client) ?? 0) > (after ?? 0)) {
      const message = `the client "${one.client}" does one thing at a time, in this order, and has a later one before this`;
      const expected = 'another client, or no earlier "after" than that of its operation before';
      reading.draft.complain({ path: [...place, 'client'], message, expected });
    }
    begun.set(one.client, after ?? 0);
    return { ...operationOf(reading, one, place), ...(after !== undefined && { after }) };
  });
  return { together };
}

function operationOf(reading: Reading, step: Given, path: Path): OperationStep {
  const { draft, nodes, names } = reading;
  const client = step.client as string;
  if (client === HARNESS || nodes.includes(client)) {
    const message = client === HARNESS ? `"${HARNESS}" is our own name` : `"${client}" is a node`;
    draft.complain({
      path: [...path, 'client'],
      message: `${message} and cannot be a client`,
      expected: 'another name, such as c1',
    });
  }
  if (!nodes.includes(step.at as string))
    draft.complain({ path: [...path, 'at'], ...unknownWord('node', String(step.at), nodes) });
  if (step.as !== undefined && names.has(step.as as string)) {
    draft.complain({
      path: [...path, 'as'],
      message: `an earlier step is called "${step.as}" too`,
      expected: 'a name of its own',
    });
  }
  if (step.as !== undefined) names.add(step.as as string);

  const [operation, args] =
    typeof step.do === 'string' ? [step.do, {}] : (Object.entries(step.do as Given)[0] as [string, Given]);
  checkArguments(reading, operation, args, step.do, [...path, 'do']);
  return {
    client,
    at: step.at as string,
    operation,
    arguments: args,
    ...(step.as !== undefined && { as: step.as as string }),
    ...(step.expect !== undefined && { expect: allowedOf(draft, step.expect, [...path, 'expect']) }),
    where: draft.where(path),
  };
}

/** What the schema of the arguments cannot say: that a bare word has none of them, and which nodes there are. */
function checkArguments(
  { draft, system, nodes }: Reading,
  operation: string,
  args: Given,
  given: unknown,
  path: Path,
): void {
  const schema = system?.operations[operation]?.arguments as {
    required?: string[];
    properties?: Record<string, Given>;
  };
  const required = schema?.required ?? [];
  if (typeof given === 'string' && required.length > 0) {
    const expected = `{${operation}: {${required.map((name) => `${name}: ...`).join(', ')}}}`;
    draft.complain({ path, message: `${operation} needs arguments`, expected });
  }
  for (const [name, { format }] of Object.entries(schema?.properties ?? {})) {
    const value = args[name];
    if (format !== 'node' || typeof value !== 'string' || nodes.includes(value)) continue;
    draft.complain({ path: [...path, operation, name], ...unknownWord('node', value, nodes) });
  }
}

function allowedOf(draft: Draft, expect: unknown, path: Path): Allowed[] {
  const several = typeof expect === 'object' && Array.isArray((expect as Given).anyOf);
  const outcomes = several ? ((expect as Given).anyOf as unknown[]) : [expect];
  return outcomes.map((outcome, i) => {
    if (typeof outcome === 'string') return { outcome };
    const place = several ? [...path, 'anyOf', i] : path;
    const fields = Object.entries(outcome as Given);
    return { values: Object.fromEntries(fields.map(([name, rule]) => [name, ruleOf(draft, [...place, name], rule)])) };
  });
}

/** Names of all clients, in the order of their steps. Where their number is in doubt: all names that there can be. */
export function clientIds(draft: Draft, nodes: readonly string[]): string[] {
  const { workload, steps } = draft.value;
  if (workload !== undefined) {
    const { clients = nodes.length } = (workload ?? {}) as { clients?: number };
    return Array.from({ length: draft.sound(['workload']) ? clients : MOST_CLIENTS }, (_, i) => `c${i + 1}`);
  }
  const given = Array.isArray(steps) ? (steps as (Given | null)[]) : [];
  const operations = given.flatMap((step) => (Array.isArray(step?.together) ? (step.together as Given[]) : [step]));
  return [...new Set(operations.map((one) => String(one?.client)).filter((id) => ID_PATTERN.test(id)))];
}
