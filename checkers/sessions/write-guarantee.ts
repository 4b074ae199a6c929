import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { finalPhase } from '../contract/final-phase.js';
import { createFindings, step } from '../contract/findings.js';
import { type Due, followSessions, type Miss } from './due.js';
import { lastShown, type SessionLog, TOLD, UNCLEAR } from './log.js';
import { createListing, remarks, tellUnclear } from './remarks.js';
import { sessionLog } from './session-log.js';
import { clientOf, nodeOf, spellAsked, spellTold, writeAt } from './spell.js';
import { judgeStates, type State } from './states-of-all.js';
import { judgePartStates } from './states-of-some.js';
import { holds, toldSet } from './told-set.js';
import { writeIndex } from './write-index.js';

/** The rules of monotonic writes and of writes follow reads. */
export const ORDER = 'order';
export const ELSEWHERE = 'elsewhere';

/**
 * Judges what every state must hold along with a session's write: at the node that accepts it (`order`), and wherever
 * anybody is told of a state that contains it (`elsewhere`).
 */
export function checkWrites(history: History, due: Due): Findings {
  const log = sessionLog(history);
  const findings = createFindings(history);
  const told = new Set<string>();
  const isListed = createListing(findings);
  const compared = followSessions(history, log, due, 'writes', (miss) => {
    if (isNew(miss.operation, miss.stream, miss.seq)) tellOrder(miss);
  });
  const states = log.isTotal ? judgeAll() : judgeParts();
  if (compared.unclear > 0) tellUnclear(findings, log, [ORDER], compared.unclear);
  const unclear = log.told.reduce((sum, much) => sum + Number(much === UNCLEAR), 0);
  if (unclear > 0 && compared.pairs > 0) tellUnclear(findings, log, [ELSEWHERE], unclear);
  remarks(findings, compared);
  return findings.done({ pairs: compared.pairs, moved: compared.moved, sessions: compared.sessions, states });

  function isNew(holder: number, stream: number, seq: number): boolean {
    const key = `${holder} ${stream} ${seq}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  }

  function judgeAll(): number {
    let count = 0;
    const { judge, unsearched } = judgeStates(history, log, writeIndex(history), due, (torn) => {
      if (!isNew(torn.holder, torn.stream, torn.seq)) return;
      const { row, node, operation } = torn.state;
      tellElsewhere(torn, row, operation < 0 ? `${node}'s state at the end` : spellState(operation));
    });
    for (let i = 0; i < log.length; i++) {
      if (log.told[i] !== TOLD) continue;
      judge(stateAfter(log, i, history));
      count++;
    }
    for (const state of finalStates(history, log)) {
      judge(state);
      count++;
    }
    if (unsearched() > 0) {
      findings.unjudged(
        ELSEWHERE,
        'budget',
        `states lag so far behind that ${unsearched()} searches for what they lack were cut short`,
      );
    }
    return count;
  }

  function judgeParts(): number {
    return judgePartStates(history, log, due, (torn) => {
      if (isNew(torn.holder, torn.stream, torn.seq)) {
        tellElsewhere(torn, log.row[torn.operation]!, spellState(torn.operation));
      }
    }).states;
  }

  function tellOrder({ operation, stream, seq }: Miss): void {
    if (!isListed(ORDER)) return;
    const write = writeAt(history, log, stream, seq);
    const client = clientOf(history, log, operation);
    const node = nodeOf(history, log, operation);
    findings.violation(
      ORDER,
      `${node} applied ${client}'s ${spellAsked(history, log, operation)} without ${spellDue(operation, stream, seq)}`,
      ...stepsOfDue(operation, stream, seq, write.row),
      step(`${node} applied ${client}'s ${spellAsked(history, log, operation)} without it`, log.row[operation]!),
    );
  }

  function tellElsewhere(
    { holder, stream, seq }: { holder: number; stream: number; seq: number },
    row: number,
    state: string,
  ): void {
    if (!isListed(ELSEWHERE)) return;
    const write = writeAt(history, log, stream, seq);
    const name = `${clientOf(history, log, holder)}'s ${spellAsked(history, log, holder)}`;
    findings.violation(
      ELSEWHERE,
      `${state} contains ${name} but lacks ${spellDue(holder, stream, seq)}`,
      ...stepsOfDue(holder, stream, seq, write.row),
      step(`${nodeOf(history, log, holder)} applied ${name}`, log.row[holder]!),
      step(`${state} contains that only`, row),
    );
  }

  function spellDue(operation: number, stream: number, seq: number): string {
    const write = writeAt(history, log, stream, seq);
    const client = clientOf(history, log, operation);
    const where = write.node === '' ? '' : ` made at ${write.node}`;
    return due === 'own'
      ? `its earlier ${write.name}${where}`
      : `the ${write.name}${where} that ${client} had seen before`;
  }

  function stepsOfDue(operation: number, stream: number, seq: number, made: number) {
    const client = clientOf(history, log, operation);
    const first = step(due === 'own' ? `${client} was told that it was applied` : 'it was made', made);
    if (due === 'own') return [first];
    return [first, step(`${client} was shown it`, log.row[lastShown(log, operation, stream, seq)]!)];
  }

  function spellState(operation: number): string {
    const told = `${spellTold(history, log, operation)} at ${nodeOf(history, log, operation)}`;
    return `the state shown to ${clientOf(history, log, operation)}, ${told},`;
  }
}

/** The state that an operation leaves, its own write included. */
function stateAfter(log: SessionLog, operation: number, history: History): State {
  const from = log.stateStart[operation]!;
  const upTo = log.stateUpTo.slice(from, log.stateStart[operation + 1]!);
  let beyond = log.beyond.get(operation);
  for (let w = log.writeStart[operation]!; w < log.writeStart[operation + 1]!; w++) {
    const [stream, seq] = [log.writeStream[w]!, log.writeSeq[w]!];
    if (upTo[stream] === seq - 1) upTo[stream] = seq;
    else if (upTo[stream]! < seq && !holds(beyond, stream, seq)) beyond = [...(beyond ?? []), stream, seq];
  }
  return { upTo, beyond, operation, row: log.row[operation]!, node: nodeOf(history, log, operation) };
}

/** What nodes tell of their sets at the end. */
function finalStates(history: History, log: SessionLog): State[] {
  const streams = new Map(log.streams.map((node, stream) => [node, stream]));
  return finalPhase(history).dumps.flatMap(({ node, accounts }) =>
    [...accounts.values()].flatMap(({ seen, also, row }) => {
      const set = toldSet(seen, also, streams);
      return set === undefined ? [] : [{ ...set, operation: -1, row, node }];
    }),
  );
}
