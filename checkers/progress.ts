import { HARNESS } from '../src/history/event.js';
import type { History } from '../src/history/history.js';
import type { Checker, Findings } from './contract/checker.js';
import { finalPhase } from './contract/final-phase.js';
import { createFindings, step } from './contract/findings.js';
import { nameOf, runCourse } from './contract/lives.js';
import { tolerancePrecondition } from './contract/tolerance.js';

/**
 * Things get done: bounded liveness. Nothing is demanded while a fault lasts; an operation that no fault disturbed
 * must be answered, and after all faults the system must come to rest and answer. One pass, O(events).
 */
export const progress: Checker = {
  name: 'progress',
  says: 'operations are answered, and when all faults are over the system comes to rest',
  rules: {
    unanswered: { says: 'an operation that no fault disturbed is answered before its timeout', kind: 'liveness' },
    unsettled: { says: 'when all faults are over, the system comes to rest within the limit', kind: 'liveness' },
    silent: { says: 'at the end every node answers what it is asked', kind: 'liveness' },
  },
  needs: ['operations'],
  check,
};

function check(history: History): Findings {
  const findings = createFindings(history);
  const counts = { operations: 0, answered: 0, disturbed: 0, questions: 0 };
  const course = runCourse(history);
  const [invoke, ok, fail, info] = ['invoke', 'ok', 'fail', 'info'].map((k) => history.kindOf('client', k));
  const open = new Map<number, number>();
  const beyond = tolerancePrecondition(history.header);
  const disturbed = createDisturbance(history);
  const givenUp = course.unsettled === -1 ? '' : history.why(course.unsettled);
  const timeouts: { invoked: number; process: number; row: number }[] = [];
  /** The last row in which a node said something: from there on it may be the broker that is gone. */
  let lastWord = -1;

  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    disturbed.step(row);
    if (history.position[row]! >= 0 && history.processes[history.process[row]!]!.role === 'node') lastWord = row;
    if (kind !== invoke && kind !== ok && kind !== fail && kind !== info) continue;
    const process = history.process[row]!;
    const isFinal = history.processes[process]!.participant === HARNESS;
    if (kind === invoke) {
      if (isFinal) counts.questions++;
      else counts.operations++;
      if (!isFinal) open.set(row, process);
      continue;
    }
    open.delete(history.ref[row]!);
    if (isFinal) continue;
    if (kind !== info) counts.answered++;
    else if (disturbed.since(history.ref[row]!)) counts.disturbed++;
    else if (beyond === undefined) timeouts.push({ invoked: history.ref[row]!, process, row });
  }
  for (const { invoked, process, row } of timeouts) {
    if (givenUp === '' || row < lastWord) unanswered(invoked, process, history.why(row) || 'it was given up', row);
  }

  function unanswered(invoked: number, process: number, why: string, row: number): void {
    const { do: asked, at } = history.body(invoked);
    findings.violation(
      'unanswered',
      `${at ?? 'the node'} never answered the operation "${asked ?? '?'}" of ${nameOf(history, process)}`,
      step('the client asked', invoked),
      step(`no fault was in the way, and yet: ${why}`, row),
    );
  }

  if (beyond !== undefined) {
    for (const rule of Object.keys(progress.rules)) findings.unjudged(rule, 'precondition', beyond);
    return findings.done(counts);
  }
  if (course.done === -1 || givenUp !== '') {
    const why = givenUp === '' ? 'the history does not say that the run came to its end' : `given up: ${givenUp}`;
    for (const rule of Object.keys(progress.rules)) findings.unjudged(rule, 'incomplete-history', why);
    return findings.done(counts);
  }
  for (const [invoked, process] of open) unanswered(invoked, process, 'the run ended', course.done);
  if (course.unsettled >= 0) {
    findings.violation(
      'unsettled',
      'when all faults were over, the system did not come to rest within the limit',
      step('all faults were over', course.healed),
      step('the limit was reached', course.unsettled),
    );
  }
  for (const { row, node, asked, why } of finalPhase(history).unanswered) {
    findings.violation(
      'silent',
      `at the end ${node} did not answer the question for its ${asked === 'dump' ? 'balances' : 'view of a transfer'}`,
      step(`it was asked: ${why}`, row),
    );
  }
  return findings.done(counts);
}

/** Whether a fault was in force, or struck, at any time since a row. */
function createDisturbance(history: History) {
  const [begin, end] = ['begin', 'end'].map((k) => history.kindOf('fault', k));
  const inForce = new Set<number>();
  let last = -1;
  return {
    step(row: number): void {
      const kind = history.kind[row]!;
      const { v, k } = history.kinds[kind]!;
      if (v === 'run' && (k === 'crash' || k === 'exit')) last = row;
      if (v !== 'fault') return;
      last = row;
      if (kind === begin) inForce.add(history.seq[row]!);
      else if (kind === end) inForce.delete(history.seq[row]!);
    },
    since: (row: number) => inForce.size > 0 || last > row,
  };
}
