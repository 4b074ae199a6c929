import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { CheckRequest } from '../src/history/header.js';
import type { History } from '../src/history/history.js';
import { nearest as nearestWord } from '../src/nearest.js';
import type { Checker } from './contract/checker.js';
import { judge } from './contract/judge.js';
import type { Verdict } from './contract/verdict.js';
import { CHECKERS } from './registry.js';

/** A check that cannot be made: its name or an option of it is not known. The message says what was expected. */
export class CheckRequestError extends Error {
  constructor(
    message: string,
    readonly request: Pick<CheckRequest, 'name' | 'options'>,
  ) {
    super(message);
    this.name = 'CheckRequestError';
  }
}

/** Judges a history by every requested checker, in the order of the requests. Throws CheckRequestError before judging anything. */
export function judgeAll(history: History, requests: readonly CheckRequest[]): Verdict[] {
  const checkers = requests.map(checkerOf);
  return requests.map(({ options }, i) => judge(checkers[i]!, history, options));
}

/** What is wrong with a request, in words; undefined where nothing is. */
export function requestProblem(request: Pick<CheckRequest, 'name' | 'options'>): string | undefined {
  const { name, options } = request;
  if (!Object.hasOwn(CHECKERS, name)) {
    const names = Object.keys(CHECKERS);
    const nearest = nearestWord(name, names);
    return `there is no checker "${name}"; ${nearest === undefined ? `there are ${names.join(', ')}` : `did you mean "${nearest}"?`}`;
  }
  const { options: schema } = CHECKERS[name]!;
  if (schema === undefined) {
    const [first] = Object.keys(options);
    return first === undefined ? undefined : `the checker ${name} takes no options, but was given "${first}"`;
  }
  const validate = validatorOf(name, schema);
  return validate(options) ? undefined : spell(name, schema, validate.errors![0]!);
}

function checkerOf(request: CheckRequest): Checker {
  const problem = requestProblem(request);
  if (problem !== undefined) throw new CheckRequestError(problem, request);
  return CHECKERS[request.name]!;
}

const validators = new Map<string, ValidateFunction>();

function validatorOf(name: string, schema: object): ValidateFunction {
  let validate = validators.get(name);
  if (validate === undefined) validators.set(name, (validate = new Ajv({ strict: false }).compile(schema)));
  return validate;
}

function spell(name: string, schema: object, { instancePath, keyword, message, params }: ErrorObject): string {
  const known = Object.keys((schema as { properties?: object }).properties ?? {});
  if (keyword === 'additionalProperties') {
    const wrong = (params as { additionalProperty: string }).additionalProperty;
    const nearest = nearestWord(wrong, known);
    const hint = nearest === undefined ? `it takes ${known.join(', ')}` : `did you mean "${nearest}"?`;
    return `the checker ${name} has no option "${wrong}"; ${hint}`;
  }
  const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
  const where = instancePath === '' ? 'options' : `option "${instancePath.slice(1)}"`;
  return `the checker ${name}: ${where} ${message}${allowed === undefined ? '' : `: ${allowed.join(', ')}`}`;
}
