import type { CheckRequest } from '../header.js';
import type { History } from '../history.js';
import { beginTransaction, createDraft, type Draft, endTransaction, finishDraft } from '../transactions/draft.js';
import { noteTransactions } from '../transactions/of-history.js';
import { OUTCOME } from '../transactions.js';
import { type Client, takeClients } from './clients.js';
import { historyOfRows, type LogRows } from './log-rows.js';
import { addMicroOperations } from './micro-operations.js';
import { createNotation } from './notation.js';
import { LogProblem } from './problem.js';
import { lineOf, type Source } from './source.js';
import { mapAsObject } from './to-value.js';

/** A log of transactions over lists or registers. Throws LogProblem. */
export function readTransactions(source: Source, isJson: boolean, model: 'append' | 'register'): History {
  const draft = createDraft(model);
  const { tokens } = draft.versions;
  const asked = createNotation(source.bytes, source.size, isJson, tokens);
  const answered = createNotation(source.bytes, source.size, isJson, tokens);
  const rows = takeClients(source, isJson, tokens, (client, outcome, completion, told, rows) => {
    const isOk = outcome === OUTCOME.ok;
    if (isOk) verifyValues(client, told, rows.start[completion]!);
    beginTransaction(draft, client.process, outcome, client.open, completion);
    if (client.value >= 0) {
      asked.at = client.value;
      answered.at = told;
      addMicroOperations(draft, asked, isOk ? answered : undefined);
    }
    endTransaction(draft);
    if (draft.duplicate !== undefined) throw writtenTwice(source, draft, rows);
  });
  const checks: CheckRequest[] = [{ name: 'serializability', options: {}, named: true }];
  const history = historyOfRows(rows, {
    header: { run: source.name, system: 'jepsen', checks },
    bytes: source.bytes,
    body: (_, text) => shown(mapAsObject(text, isJson)),
  });
  noteTransactions(history, finishDraft(draft, { hasRealTime: true, sessionsCount: false }));
  return history;
}

function verifyValues({ name, value }: Client, told: number, at: number): void {
  if (value >= 0 && told < 0) {
    const hint = 'expected the micro-operations with what was read';
    throw new LogProblem(at, `an ok operation of process ${name.slice(1)} has no :value`, hint);
  }
  if (value < 0 && told >= 0) {
    const problem = `the :invoke of this operation of process ${name.slice(1)} has no :value`;
    throw new LogProblem(at, problem, 'expected the micro-operations that are asked for');
  }
}

function writtenTwice(source: Source, { duplicate, invoked }: Draft, rows: LogRows): LogProblem {
  const { key, value, first, second } = duplicate!;
  const [one, other] = [first, second].map((t) => rows.start[invoked[t]!]!).sort((a, b) => a - b) as [number, number];
  const problem = `${value} is written to ${key} again, after line ${lineOf(source, one)}`;
  return new LogProblem(
    other,
    problem,
    'no value is written to a key twice, or nobody can say which write a read found',
  );
}

/** What of an operation's map is worth a line. */
function shown(map: Record<string, unknown>): Record<string, unknown> {
  const { process: _process, type: _type, index: _index, time: _time, ...rest } = map;
  return rest;
}
