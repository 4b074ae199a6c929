import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { NODE_KINDS } from '../../src/history/event.js';
import type { MessageSpec, SystemSpec } from '../../src/history/header.js';
import { type FlatShape, flatShape } from './flat-shape.js';

/** Judges bodies by the JSON Schemas of a system's spec. */
export interface BodyJudge {
  /** The contract of a message type, or undefined where there is none. */
  messageOf(type: string): Omit<MessageSpec, 'says' | 'body'> | undefined;
  knowsEvent(kind: string): boolean;
  /** What is wrong with a body (its JSON text), in words; undefined where nothing is. */
  problemOfMessage(type: string, text: string): string | undefined;
  problemOfEvent(kind: string, text: string): string | undefined;
  /** Schemas of the spec that are none. */
  readonly problems: readonly string[];
}

/** What every system speaks with the harness; a spec may say more of them. */
const COMMON: Record<string, MessageSpec> = {
  init_ok: { says: '', from: 'node', to: 'client', answers: 'init', body: {} },
  error: {
    says: '',
    from: 'node',
    to: 'any',
    body: { type: 'object', required: ['code'], properties: { code: { type: 'integer' }, text: { type: 'string' } } },
  },
};

const COMMON_EVENTS: Record<string, object> = {
  [NODE_KINDS.recv]: {
    type: 'object',
    required: ['delivery'],
    properties: { delivery: { type: 'integer', minimum: 1 } },
  },
  [NODE_KINDS.now]: { type: 'object', required: ['ns'], properties: { ns: { type: 'integer', minimum: 0 } } },
  [NODE_KINDS.synced]: {
    type: 'object',
    required: ['sync'],
    properties: { sync: { type: 'integer', minimum: 1 }, error: { type: 'string' } },
  },
  [NODE_KINDS.timer]: { type: 'object', required: ['timer'], properties: { timer: { type: 'integer', minimum: 1 } } },
};

/** The judge of a spec. Compiling takes longer than judging a short history, so that the last specs are remembered. */
export function bodyJudgeOf(spec: SystemSpec): BodyJudge {
  const key = JSON.stringify([spec.messages, spec.events]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const judge = createBodyJudge(spec);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(key, judge);
  return judge;
}

const REMEMBERED = 16;
const remembered = new Map<string, BodyJudge>();

function createBodyJudge(spec: SystemSpec): BodyJudge {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const problems: string[] = [];
  const messages = new Map<string, Schema>();
  const events = new Map<string, Schema>();
  for (const [type, { body }] of Object.entries({ ...COMMON, ...spec.messages }))
    messages.set(type, compile(type, body));
  for (const [kind, fields] of Object.entries(COMMON_EVENTS)) events.set(kind, compile(kind, fields));
  for (const [kind, { fields }] of Object.entries(spec.events)) events.set(kind, compile(kind, fields));

  function compile(name: string, schema: object): Schema {
    const isClosed = CLOSING.some((keyword) => Object.hasOwn(schema, keyword));
    try {
      return { validate: ajv.compile(schema), isClosed, shape: flatShape(schema) };
    } catch (error) {
      problems.push(`the schema of ${name} in the spec is not valid: ${(error as Error).message}`);
      return { validate: undefined, isClosed, shape: flatShape({}) };
    }
  }

  function problemOf({ validate, isClosed, shape }: Schema, text: string): string | undefined {
    if (shape.matches(text)) return undefined;
    const body = text === '' ? {} : JSON.parse(text);
    const path = unsafeNumber(body);
    if (path !== undefined) return `the number at ${path} is not a whole number below 2^53`;
    if (validate === undefined) return undefined;
    if (!validate(isClosed ? withoutEnvelope(body) : body)) return spell(validate.errors![0]!);
    shape.learn(body);
    return undefined;
  }

  return {
    messageOf: (type) =>
      Object.hasOwn(spec.messages, type) ? spec.messages[type] : Object.hasOwn(COMMON, type) ? COMMON[type] : undefined,
    knowsEvent: (kind) => events.has(kind),
    problemOfMessage: (type, text) => problemOf(messages.get(type)!, text),
    problemOfEvent: (kind, text) => problemOf(events.get(kind)!, text),
    problems,
  };
}

interface Schema {
  /** Undefined where the spec's schema is none. */
  validate: ValidateFunction | undefined;
  /** It speaks of fields that it does not name: those of the envelope must not meet it. */
  isClosed: boolean;
  shape: FlatShape;
}

const CLOSING = ['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'maxProperties', 'minProperties'];

function withoutEnvelope({ type, kind, msg_id, in_reply_to, ...fields }: Record<string, unknown>): object {
  return fields;
}

function spell({ instancePath, message, params }: ErrorObject): string {
  const where = instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.');
  const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
  return `${where} ${message}${allowed === undefined ? '' : ` (${allowed.join(', ')})`}`;
}

/** Path of a number that other programs may read differently, or undefined. Not recursive: bodies come from anywhere. */
function unsafeNumber(body: object): string | undefined {
  const stack: { value: object; path: string }[] = [{ value: body, path: '' }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    for (const key in top.value) {
      const value = (top.value as Record<string, unknown>)[key];
      if (typeof value === 'number' && !Number.isSafeInteger(value)) return top.path + key;
      if (typeof value === 'object' && value !== null) stack.push({ value, path: `${top.path}${key}.` });
    }
  }
  return undefined;
}
