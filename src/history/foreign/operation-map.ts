import {
  endsWord,
  FOUND,
  type Notation,
  passColon,
  peek,
  peekAtTag,
  skipForm,
  takeScalar,
  textOf,
  unexpected,
} from './notation.js';
import { LogProblem } from './problem.js';
import { takeThing } from './things.js';

/** One operation map of a Jepsen history, as found; reused for every one. */
export interface OperationMap {
  /** Its place in the bytes; -1: none was taken yet. */
  start: number;
  end: number;
  /** ROW of `:type`; -1: there is none. */
  type: number;
  /** The token of `:f`, NONE where it is absent or nil. */
  f: number;
  /** The token of `:process`, NONE where it is absent or nil. */
  process: number;
  /** Where `:value` begins; -1: absent or nil. */
  value: number;
  /** NaN: absent. */
  time: number;
  index: number;
  /** Whether the operations stand in one list. */
  isList: boolean;
}

/** No token: half a number below zero. */
export const NONE = -0.5;

export function createOperationMap(): OperationMap {
  return {
    start: -1,
    end: 0,
    type: -1,
    f: NONE,
    process: NONE,
    value: -1,
    time: Number.NaN,
    index: Number.NaN,
    isList: false,
  };
}

const KEYS = ['type', 'f', 'process', 'value', 'time', 'index'] as const;
const TYPES = ['invoke', 'ok', 'fail', 'info'];
const NAMES: readonly Uint8Array[] = KEYS.map((key) => Buffer.from(key));
const TYPE_NAMES: readonly Uint8Array[] = TYPES.map((type) => Buffer.from(type));

/** Takes the next operation of whomever; false: there is none. The log is one vector or list, or one map after the other. */
export function nextOperation(n: Notation, op: OperationMap): boolean {
  if (op.start < 0) {
    const c = peek(n);
    op.isList = c === 91 || c === 40;
    if (op.isList) n.at++;
  }
  const c = peek(n);
  if (op.isList ? c !== 93 && c !== 41 : c !== 0) {
    const from = n.at;
    try {
      takeOperation(n, op);
    } catch (error) {
      throw op.start >= from && endsEarly(error, n) ? cutOff(op) : error;
    }
    return true;
  }
  if (op.isList) {
    n.at++;
    if (peek(n) !== 0) throw unexpected(n, 'the end of the log, after the list of its operations');
  }
  return false;
}

function endsEarly(error: unknown, n: Notation): boolean {
  return error instanceof LogProblem && error.at === n.end;
}

function cutOff({ start }: OperationMap): LogProblem {
  const hint = 'it seems to have been cut off; take a whole copy, or take this operation away';
  return new LogProblem(start, 'the log ends in the middle of this operation', hint);
}

/** Takes the map at the cursor. Keys that it does not know are passed over, whatever they hold. */
function takeOperation(n: Notation, op: OperationMap): void {
  if (peek(n) !== 123) throw unexpected(n, 'an operation: a map with :process, :type, :f and :value');
  op.start = n.at;
  op.type = -1;
  op.f = op.process = NONE;
  op.value = -1;
  op.time = op.index = Number.NaN;
  n.at++;
  let seen = 0;
  for (let c = peek(n); c !== 125; c = peek(n)) {
    const key = c === 58 || c === 34 ? wordAmong(n, NAMES) : -1;
    if (key < 0) {
      if (c === 0 || c === 93) throw unexpected(n, 'a key or }');
      skipForm(n);
    } else if ((seen & (1 << key)) !== 0) {
      throw new LogProblem(op.start, `an operation has two :${KEYS[key]}`, 'no map has a key twice');
    }
    seen |= key < 0 ? 0 : 1 << key;
    passColon(n);
    if (key === 0) takeType(n, op);
    else if (key === 3) {
      peek(n);
      const at = n.at;
      const isNil = takeScalar(n) === FOUND.nil;
      n.at = at;
      skipForm(n);
      op.value = isNil ? -1 : at;
    } else if (key < 0) skipForm(n);
    else takeField(n, op, key);
  }
  n.at++;
  op.end = n.at;
  if (op.end - op.start > MOST_BYTES) {
    const problem = `an operation has ${op.end - op.start} bytes`;
    throw new LogProblem(op.start, problem, `expected at most ${MOST_BYTES}, so that it can be shown`);
  }
}

const MOST_BYTES = 2 ** 28;

/** Takes the keyword or string that stands there, if it is one of these, and answers its number; else stays, and -1. */
export function wordAmong(n: Notation, names: readonly Uint8Array[]): number {
  const { bytes } = n;
  const opening = peek(n);
  if (opening !== 34 && (opening !== 58 || n.isJson)) return -1;
  // Some converters leave the colon of a keyword in the string that it becomes.
  const start = n.at + (opening === 34 && bytes[n.at + 1] === 58 ? 2 : 1);
  const first = bytes[start];
  for (let k = 0; k < names.length; k++) {
    const name = names[k]!;
    if (name[0] !== first) continue;
    let p = 1;
    while (p < name.length && bytes[start + p] === name[p]) p++;
    if (p < name.length) continue;
    const next = bytes[start + p]!;
    if (opening === 34 ? next !== 34 : !endsWord(next)) continue;
    n.at = start + p + (opening === 34 ? 1 : 0);
    return k;
  }
  return -1;
}

function takeType(n: Notation, op: OperationMap): void {
  op.type = wordAmong(n, TYPE_NAMES);
  if (op.type < 0)
    throw unexpected(n, `one of ${TYPES.map((type) => (n.isJson ? `"${type}"` : `:${type}`)).join(', ')}`);
}

function takeField(n: Notation, op: OperationMap, key: number): void {
  peekAtTag(n);
  const at = n.at;
  const thing = takeThing(n, 'the value of a key');
  const token = Number.isNaN(thing) ? NONE : thing;
  if (key === 1) op.f = token;
  else if (key === 2) op.process = numberIn(n, at) ?? token;
  else if (Number.isInteger(token)) op[key === 4 ? 'time' : 'index'] = token;
  else if (token !== NONE && key === 5) {
    // A time that is no number of nanoseconds is only not shown: the order of operations is that of the log.
    const problem = `:index is ${textOf(n, at, Math.min(n.at, at + 30))}`;
    throw new LogProblem(at, problem, 'expected a whole number');
  }
}

/** The number in a string of digits: some write names of processes so. */
function numberIn({ bytes, at }: Notation, from: number): number | undefined {
  if (bytes[from] !== 34 || at - from > 17 || at - from < 3) return undefined;
  let value = 0;
  for (let p = from + 1; p < at - 1; p++) {
    const digit = bytes[p]! - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}
