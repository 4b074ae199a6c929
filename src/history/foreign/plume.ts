import type { History } from '../history.js';
import { type Tokens, tokenName } from '../transactions/tokens.js';
import { createVersions, keyOf } from '../transactions/versions.js';
import { MOST_DIGITS } from './numbers.js';
import { LogProblem } from './problem.js';
import {
  addOfSession,
  beginOfSession,
  createSessionLog,
  endOfTransaction,
  historyOfSessions,
  type SessionLog,
} from './session-log.js';
import { asHistoryError, lineOf, type Source } from './source.js';
import { skipBlank, takeWhole } from './whole-numbers.js';

/**
 * The text format of Plume, PolySI and AWDIT: an operation a line, `r(key,value,session,transaction)` or `w(...)`, all
 * whole numbers, those of a session in their order. A read of 0 finds the key as it was at the start; a transaction
 * that writes nothing but zeros, the first of its session, only spells that start out. Transaction -1 holds writes that were aborted. Throws
 * HistoryError.
 */
export function readPlume(source: Source): History {
  try {
    const log = createSessionLog();
    const { tokens } = log.draft.versions;
    const lines = scan(source, tokens);
    return assemble(log, source, lines, byTransaction(source, lines, tokens));
  } catch (error) {
    throw asHistoryError(error, source);
  }
}

/** The operations of the log, in its order; numbers as tokens. */
interface Lines {
  count: number;
  at: Uint32Array;
  isWrite: Uint8Array;
  key: Float64Array;
  value: Float64Array;
  session: Float64Array;
  transaction: Float64Array;
}

function scan({ bytes, size }: Source, tokens: Tokens): Lines {
  // The shortest line, r(0,0,0,0), has ten bytes and a newline.
  const most = Math.ceil((size + 1) / 11);
  const lines: Lines = {
    count: 0,
    at: new Uint32Array(most),
    isWrite: new Uint8Array(most),
    key: new Float64Array(most),
    value: new Float64Array(most),
    session: new Float64Array(most),
    transaction: new Float64Array(most),
  };
  const taken = { end: 0, token: 0 };
  const columns = [lines.key, lines.value, lines.session, lines.transaction];
  for (let p = skipBlank(bytes, 0, true); p < size; p = skipBlank(bytes, p, true)) {
    const line = lines.count++;
    lines.at[line] = p;
    const kind = bytes[p];
    if ((kind !== 114 && kind !== 119) || bytes[p + 1] !== 40) throw malformed(p, 'it begins with neither r( nor w(');
    lines.isWrite[line] = kind === 119 ? 1 : 0;
    let at = p + 2;
    for (let field = 0; field < 4; field++) {
      at = skipBlank(bytes, at, false);
      const digits = takeWhole(bytes, at, tokens, taken);
      if (digits === 0) throw malformed(p, `its ${FIELDS[field]} is no whole number`);
      if (digits > MOST_DIGITS) throw malformed(p, `its ${FIELDS[field]} has ${digits} digits`);
      columns[field]![line] = taken.token;
      at = taken.end;
      at = skipBlank(bytes, at, false);
      if (bytes[at] !== (field < 3 ? 44 : 41))
        throw malformed(p, `there is no ${field < 3 ? 'comma' : ')'} after its ${FIELDS[field]}`);
      at++;
    }
    p = skipBlank(bytes, at, false);
    if (p < size && bytes[p] !== 10) throw malformed(at, 'there is something behind the )');
  }
  return lines;
}

const FIELDS = ['key', 'value', 'session', 'transaction'];

function malformed(at: number, what: string): LogProblem {
  return new LogProblem(at, `this is no operation: ${what}`, 'expected r(key,value,session,transaction) or w(...)');
}

/** The lines of each transaction as a chain, transactions in the order of their first lines. */
interface Chains {
  first: number[];
  last: number[];
  next: Int32Array;
}

function byTransaction(source: Source, { count, at, session, transaction, isWrite }: Lines, tokens: Tokens): Chains {
  const chains: Chains = { first: [], last: [], next: new Int32Array(count).fill(-1) };
  const names = createVersions();
  /** By number of a transaction's name. */
  const chainOf: number[] = [];
  for (let line = 0; line < count; line++) {
    const name = transaction[line]!;
    const isAborted = name === ABORTED;
    // Each aborted write stands for itself; what an aborted transaction read says nothing.
    if (isAborted && isWrite[line] === 0) continue;
    const number = isAborted ? -1 : keyOf(names, name);
    const chain = chainOf[number];
    if (isAborted || chain === undefined) {
      if (!isAborted) chainOf.push(chains.first.length);
      chains.first.push(line);
      chains.last.push(line);
      continue;
    }
    const before = chains.last[chain]!;
    if (session[before] !== session[line]) {
      const [first, here] = [session[before]!, session[line]!].map((one) => tokenName(tokens, one));
      const other = `of ${first} in line ${lineOf(source, at[before]!)}`;
      const problem = `transaction ${tokenName(tokens, name)} is of session ${here} here, and ${other}`;
      throw new LogProblem(at[line]!, problem, 'a transaction has one session, and a name of its own in the whole log');
    }
    chains.next[before] = line;
    chains.last[chain] = line;
  }
  return chains;
}

const ABORTED = -1;

function assemble(log: SessionLog, source: Source, lines: Lines, { first, last, next }: Chains): History {
  const { tokens } = log.draft.versions;
  const { at, isWrite, key, value, session, transaction } = lines;
  const chainOf: number[] = [];
  const begun = new Set<number>();
  for (let chain = 0; chain < first.length; chain++) {
    const head = first[chain]!;
    // Behind another transaction of its session it would be a write like any other, of a value that is no new one.
    const mayBeStart = !begun.has(session[head]!);
    begun.add(session[head]!);
    if (mayBeStart && spellsOutTheStart(lines, head, next)) continue;
    const end = source.bytes.indexOf(10, at[last[chain]!]!);
    beginOfSession(log, session[head]!, transaction[head] !== ABORTED, at[head]!, end < 0 ? source.size : end);
    chainOf.push(chain);
    for (let line = head; line >= 0; line = next[line]!) {
      const found = value[line]!;
      if (isWrite[line] === 1 && found === 0) {
        const hint =
          '0 is what every key holds at the start, and only the first transaction of a session, of nothing but such writes, may spell that out';
        throw new LogProblem(at[line]!, `0 is written to ${tokenName(tokens, key[line]!)}`, hint);
      }
      const isStart = isWrite[line] === 0 && found === 0;
      addOfSession(
        log,
        isWrite[line] === 1,
        keyOf(log.draft.versions, key[line]!),
        isStart ? Number.NaN : found,
        source,
        at[line]!,
      );
    }
    endOfTransaction(log);
  }

  function text(row: number): string {
    if (row % 2 === 0) return '';
    const chain = chainOf[(row - 1) / 2]!;
    const operations: string[] = [];
    for (let line = first[chain]!; line >= 0; line = next[line]!) {
      const fields = [key, value, session, transaction].map((column) => tokenName(tokens, column[line]!));
      operations.push(`${isWrite[line] === 1 ? 'w' : 'r'}(${fields})`);
    }
    return operations.join('\n');
  }

  return historyOfSessions(log, source, 'plume', { text, body: (_, of) => ({ operations: of.replaceAll('\n', ' ') }) });
}

function spellsOutTheStart({ isWrite, value }: Lines, head: number, next: Int32Array): boolean {
  for (let line = head; line >= 0; line = next[line]!) if (isWrite[line] === 0 || value[line] !== 0) return false;
  return true;
}
