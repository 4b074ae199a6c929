import {
  type Fault,
  FaultError,
  type FaultWorld,
  type MessagePattern,
  type PlannedFault,
  type Trigger,
} from '../faults/fault.js';
import type { Draft } from './draft.js';
import { isSpan } from './grammar/definitions.js';
import { TIMING_KEYS } from './grammar/faults.js';
import type { Mistake, Path } from './mistake.js';
import { oneOf_ } from './phrases.js';
import { durationAt, positiveDurationAt, spanAt } from './spans.js';
import { unknownWord } from './unknown-word.js';

type Given = Record<string, unknown>;

/** What patterns may name. */
interface Names extends FaultWorld {
  /** Message types and local events of the system; none where the system is unknown. */
  messages: readonly string[];
  events: readonly string[];
  host: unknown;
}

/** The faults of a scenario, each read only if it is sound. */
export function resolveFaults(draft: Draft, registry: Readonly<Record<string, Fault>>, names: Names): PlannedFault[] {
  const given = draft.value.faults;
  if (!Array.isArray(given)) return [];
  return given.flatMap((entry, i) => {
    if (!draft.sound(['faults', i])) return [];
    const planned = faultOf(draft, registry, names, entry as Given, i);
    return planned === undefined ? [] : [planned];
  });
}

function faultOf(
  draft: Draft,
  registry: Readonly<Record<string, Fault>>,
  names: Names,
  entry: Given,
  i: number,
): PlannedFault | undefined {
  const path = ['faults', i];
  const name = Object.keys(entry).find((key) => Object.hasOwn(registry, key))!;
  const fault = registry[name]!;
  const trigger = triggerOf(draft, names, fault, entry, path);
  const lasts = entry.for === undefined ? undefined : positiveDurationAt(draft, [...path, 'for'], entry.for);
  checkReach(draft, fault, entry, path);
  const only = entry.only === undefined ? undefined : patternOf(draft, names, entry.only as Given, [...path, 'only']);
  const options = optionsOf(draft, fault, name, entry, names, path);
  if (trigger === undefined || options === undefined) return undefined;
  const why = fault.impossible?.(options.value)[names.host as 'sim'];
  if (why !== undefined) {
    const message = `${name} cannot be done on host: ${names.host}: ${why}`;
    draft.complain({ path: [...path, name], key: true, message, expected: 'another fault, or another host' });
  }
  return {
    number: i + 1,
    fault: name,
    options: options.value,
    trigger,
    ...(lasts !== undefined && { lasts }),
    ...(only && { only }),
  };
}

/** What "when", "for" and "only" say must fit what the fault is. */
function checkReach(draft: Draft, fault: Fault, entry: Given, path: Path): void {
  const { name } = fault;
  if (entry.only !== undefined && (fault.acts !== undefined || fault.spawns !== undefined)) {
    const message = `${name} concerns no messages by itself, so that "only" says nothing`;
    draft.complain({ path: [...path, 'only'], key: true, message, expected: 'the fault without it' });
  }
  if (entry.when === undefined || entry.for !== undefined || fault.lasting) return;
  if ((entry.when as Given).event !== undefined) {
    const message = `an event is no message that ${name} could strike`;
    draft.complain({ path: [...path, 'when'], key: true, message, expected: 'a "for" that says how long it lasts' });
  } else if (entry.only !== undefined) {
    const message = `without "for", ${name} strikes the messages of "when", so that "only" says nothing`;
    const expected = 'the pattern in "when" alone, or a "for"';
    draft.complain({ path: [...path, 'only'], key: true, message, expected });
  }
}

function triggerOf(draft: Draft, names: Names, fault: Fault, entry: Given, path: Path): Trigger | undefined {
  if (entry.at !== undefined && entry.when !== undefined) {
    draft.complain({
      path: [...path, 'when'],
      key: true,
      message: 'the fault has both "at" and "when"',
      expected: 'one of the two',
    });
    return undefined;
  }
  if (entry.at !== undefined) return { at: durationAt(draft, [...path, 'at'], entry.at) };
  if (entry.when === undefined && fault.spawns !== undefined) return { at: 0 };
  if (entry.when === undefined) {
    const expected =
      'at: 100ms, counted from the start of the workload, when: {message: TYPE, from: NODE, to: NODE, nth: 1}, or ' +
      'when: {event: KIND, node: NODE, nth: 1}';
    draft.complain({ path, message: 'the fault does not say when it begins', expected });
    return undefined;
  }
  const when = entry.when as Given;
  if (when.event !== undefined) return eventOf(draft, names, when, [...path, 'when']);
  if (when.node !== undefined) {
    const message = '"node" says who reports an event, and "when" names none';
    draft.complain({ path: [...path, 'when', 'node'], key: true, message, expected: 'event: KIND beside it, or from' });
  }
  const pattern = patternOf(draft, names, when, [...path, 'when']);
  if (when.nth !== undefined && pattern.message === undefined) {
    const message = '"nth" counts messages of one type, and "when" names none';
    draft.complain({ path: [...path, 'when', 'nth'], key: true, message, expected: 'message: TYPE beside it' });
  }
  return { when: { ...pattern, ...(when.nth !== undefined && { nth: when.nth as number }) } };
}

function eventOf(draft: Draft, names: Names, when: Given, path: Path): Trigger {
  const stray = ['message', 'from', 'to'].find((key) => when[key] !== undefined);
  if (stray !== undefined) {
    const message = `"event" and "${stray}" do not go together`;
    draft.complain({ path: [...path, stray], key: true, message, expected: 'event, node and nth, or a message' });
  }
  const event = when.event as string;
  const node = when.node as string | undefined;
  if (names.events.length > 0 && !names.events.includes(event)) {
    draft.complain({ path: [...path, 'event'], ...unknownWord('local event', event, names.events) });
  }
  if (node !== undefined && !names.nodes.includes(node)) {
    draft.complain({ path: [...path, 'node'], ...noSuch('node', node, names.nodes) });
  }
  return {
    when: { event, ...(node !== undefined && { node }), ...(when.nth !== undefined && { nth: when.nth as number }) },
  };
}

function patternOf(draft: Draft, names: Names, given: Given, path: Path): MessagePattern {
  const pattern: MessagePattern = {};
  const people = [...names.nodes, ...names.clients];
  const legal = { message: names.messages, from: people, to: people };
  for (const key of ['message', 'from', 'to'] as const) {
    if (given[key] === undefined) continue;
    const word = given[key] as string;
    pattern[key] = word;
    if (legal[key].length === 0 || legal[key].includes(word)) continue;
    const noun = key === 'message' ? 'message type' : 'node or client';
    draft.complain({ path: [...path, key], ...noSuch(noun, word, legal[key]) });
  }
  return pattern;
}

function noSuch(noun: string, word: string, legal: readonly string[]): Omit<Mistake, 'path'> {
  const isRole = /^[\w-]+ of /.test(word);
  return isRole
    ? { message: `a pattern cannot name a role such as "${word}"`, expected: oneOf_(legal) }
    : unknownWord(noun, word, legal);
}

function optionsOf(
  draft: Draft,
  fault: Fault,
  name: string,
  entry: Given,
  { nodes, clients, roles = [] }: Names,
  path: Path,
): { value: unknown } | undefined {
  if (isSpan(fault.schema)) spanAt(draft, [...path, name], entry[name]);
  if (!draft.sound([...path, name])) return undefined;
  const siblings = Object.entries(entry).filter(([key]) => key !== name && !TIMING_KEYS.includes(key));
  try {
    return { value: fault.resolve(entry[name], Object.fromEntries(siblings), { nodes, clients, roles }) };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    draft.complain({ path: [...path, ...error.path], message: error.message });
    return undefined;
  }
}
