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
  /** Message types of the system; none where the system is unknown. */
  messages: readonly string[];
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
  const trigger = triggerOf(draft, names, entry, path);
  const lasts = entry.for === undefined ? undefined : positiveDurationAt(draft, [...path, 'for'], entry.for);
  if (entry.only !== undefined && entry.when !== undefined && lasts === undefined && !fault.lasting) {
    const message = `without "for", ${name} strikes the messages of "when", so that "only" says nothing`;
    draft.complain({
      path: [...path, 'only'],
      key: true,
      message,
      expected: 'the pattern in "when" alone, or a "for"',
    });
  }
  const only = entry.only === undefined ? undefined : patternOf(draft, names, entry.only as Given, [...path, 'only']);
  const options = optionsOf(draft, fault, name, entry, names, path);
  if (trigger === undefined || options === undefined) return undefined;
  return {
    number: i + 1,
    fault: name,
    options: options.value,
    trigger,
    ...(lasts !== undefined && { lasts }),
    ...(only && { only }),
  };
}

function triggerOf(draft: Draft, names: Names, entry: Given, path: Path): Trigger | undefined {
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
  if (entry.when === undefined) {
    const expected =
      'at: 100ms, counted from the start of the workload, or when: {message: TYPE, from: NODE, to: NODE, nth: 1}';
    draft.complain({ path, message: 'the fault does not say when it begins', expected });
    return undefined;
  }
  const when = entry.when as Given;
  const pattern = patternOf(draft, names, when, [...path, 'when']);
  if (when.nth !== undefined && pattern.message === undefined) {
    const message = '"nth" counts messages of one type, and "when" names none';
    draft.complain({ path: [...path, 'when', 'nth'], key: true, message, expected: 'message: TYPE beside it' });
  }
  return { when: { ...pattern, ...(when.nth !== undefined && { nth: when.nth as number }) } };
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
    ? { message: `roles such as "${word}" come in a later version`, expected: oneOf_(legal) }
    : unknownWord(noun, word, legal);
}

function optionsOf(
  draft: Draft,
  fault: Fault,
  name: string,
  entry: Given,
  { nodes, clients }: Names,
  path: Path,
): { value: unknown } | undefined {
  if (isSpan(fault.schema)) spanAt(draft, [...path, name], entry[name]);
  if (!draft.sound([...path, name])) return undefined;
  const siblings = Object.entries(entry).filter(([key]) => key !== name && !TIMING_KEYS.includes(key));
  try {
    return { value: fault.resolve(entry[name], Object.fromEntries(siblings), { nodes, clients }) };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    draft.complain({ path: [...path, ...error.path], message: error.message });
    return undefined;
  }
}
