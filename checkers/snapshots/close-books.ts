import type { Findings } from '../contract/checker.js';
import { createFindings, type FindingsBuilder, step } from '../contract/findings.js';
import { runCourse } from '../contract/lives.js';
import type { Books } from './books.js';
import { spellSend } from './channels.js';
import { crossingAt, judgeChannel } from './judge-channel.js';
import { judgeTold } from './judge-told.js';
import { isSilent, membersOf } from './members.js';
import type { Snapshot } from './snapshot.js';
import { preconditionBroken } from './strikes.js';
import { suspectOf } from './suspect.js';

/** Judges what can only be judged when all is known, and hands out what was found. */
export function closeBooks(books: Books): Findings {
  const { history, snapshots, counts } = books;
  const findings = createFindings(history);
  const silent = books.nodes.filter((_, node) => isSilent(books, node));
  for (const snapshot of snapshots) {
    const { members, unclear } = membersOf(books, snapshot);
    for (const index of snapshot.pending) {
      const { amount, transfers } = history.body(snapshot.closed[index]!);
      judgeChannel(books, snapshot, index, Number(amount), transfers, true);
    }
    judgeStates(books, snapshot, findings);
    const isComplete = isRecorded(books, snapshot, members);
    judgeMissingMarkers(books, snapshot, members);
    judgeTold(books, snapshot, findings);
    if (!isComplete && silent.length === 0) judgeEnd(books, snapshot, members, findings);
    judgeTotal(books, snapshot, members, isComplete, findings);
    if (isComplete) countCrossing(books, snapshot, members);
    emit(books, snapshot, isComplete, unclear, findings);
  }
  remark(books, silent, findings);
  return findings.done({ ...counts });
}

const BY_EVENTS = ['cut', 'state', 'channel', 'closing', 'once', 'initiation', 'initiator', 'first-marker', 'told'];

function remark(books: Books, silent: readonly string[], findings: FindingsBuilder): void {
  if (silent.length > 0) {
    const why = `${silent.join(', ')} report${silent.length === 1 ? 's' : ''} no local events, so what was recorded there is not known`;
    for (const rule of BY_EVENTS) findings.unjudged(rule, 'unsupported', why);
  }
  if (books.malformed >= 0) {
    const why = `event ${books.malformed} does not have the fields of its part of a snapshot`;
    for (const rule of BY_EVENTS) findings.unjudged(rule, 'unsupported', why);
  }
  if (books.counts.snapshots > 0 && books.counts.crossed === 0) {
    findings.warn('no transfer was in flight across any cut: the recording of channels was not put to the test');
  }
}

/** Whether every member has recorded its state and all its channels. */
function isRecorded({ nodes }: Books, snapshot: Snapshot, members: readonly number[]): boolean {
  return members.every(
    (to) =>
      snapshot.record[to]! >= 0 &&
      members.every((from) => from === to || snapshot.closed[from * nodes.length + to]! >= 0),
  );
}

function judgeStates(books: Books, snapshot: Snapshot, findings: FindingsBuilder): void {
  const { nodes } = books;
  const width = nodes.length;
  if (snapshot.uncertainCut) {
    findings.unjudged('cut', 'ambiguous', `nobody knows what a node had taken when it recorded for ${snapshot.name}`);
  }
  for (const index of snapshot.blurred) {
    const why = `${nodes[index % width]} does not tell what it had consumed when it recorded for ${snapshot.name}`;
    for (const rule of ['state', 'channel']) findings.unjudged(rule, 'ambiguous', why);
  }
  for (let node = 0; node < width; node++) {
    const row = snapshot.record[node]!;
    if (row < 0) continue;
    let isBlurred = false;
    for (let from = 0; from < width; from++) isBlurred ||= snapshot.blurred.has(from * width + node);
    const [recorded, due] = [snapshot.balance[node]!, snapshot.replayed[node]!];
    if (isBlurred || recorded === due) continue;
    if (Number.isNaN(due)) {
      const why = `what ${nodes[node]} held at the start, or the amount of a transfer of it, is not known`;
      findings.unjudged('state', 'unsupported', why);
      continue;
    }
    const suspect = suspectOf(books, snapshot, node, recorded - due);
    const told = `${nodes[node]} recorded ${Number.isNaN(recorded) ? 'no balance' : recorded} for snapshot ${snapshot.name}; its transfers up to then make ${due}`;
    snapshot.problems.push({
      rule: 'state',
      summary: suspect === undefined ? told : `${told}: ${suspect.why}`,
      steps: [...(suspect === undefined ? [] : [suspect.step]), step('what it recorded', row)],
    });
  }
}

/** Nodes that recorded and, on some channels, sent no marker: certain once they sent a transfer there, or at rest. */
function judgeMissingMarkers(books: Books, snapshot: Snapshot, members: readonly number[]): void {
  const { nodes, channels, history } = books;
  const { settled } = runCourse(history);
  // Of a silent one nobody knows whether it was there yet.
  const mayBeAbsent = (node: number) => history.header.spec.snapshots?.join !== undefined && isSilent(books, node);
  for (const from of members) {
    if (snapshot.record[from]! < 0) continue;
    for (const to of members) {
      const index = from * nodes.length + to;
      if (to === from || snapshot.marker[index]! >= 0 || mayBeAbsent(to)) continue;
      const channel = channels.at(index);
      const later = channel?.sent[Math.max(snapshot.sent[index]!, 0)];
      if (later === undefined && (settled < 0 || snapshot.record[from]! > settled)) continue;
      const what = `${nodes[from]} recorded its state for snapshot ${snapshot.name} and sent no marker to ${nodes[to]}`;
      const then =
        later === undefined ? '' : `, but ${spellSend(history, later, channel!.amounts[snapshot.sent[index]!]!)}`;
      snapshot.problems.push({
        rule: 'marker',
        summary: what + then,
        steps: [
          step('it recorded', snapshot.record[from]!),
          later === undefined ? step('the system came to rest', settled) : step('it sent a transfer', later),
        ],
      });
      snapshot.excused.add(index);
    }
  }
}

function judgeEnd(books: Books, snapshot: Snapshot, members: readonly number[], findings: FindingsBuilder): void {
  const { history, nodes } = books;
  if (snapshot.records === 0 && snapshot.accepted < 0) return;
  const { settled } = runCourse(history);
  if (settled < 0) {
    const why = `snapshot ${snapshot.name} was not over, and the history does not say that the system came to rest`;
    findings.unjudged('complete', 'incomplete-history', why);
    return;
  }
  // Without its marker the recording of a channel cannot end.
  if (snapshot.problems.some(({ rule }) => rule === 'marker')) return;
  const waiting = markerWaiting(books, snapshot);
  if (waiting !== undefined) return findings.unjudged('complete', 'precondition', waiting);
  const begun = [snapshot.begun, snapshot.accepted, snapshot.first].find((row) => row >= 0)!;
  const idle = members.find((node) => snapshot.record[node]! < 0);
  let missing = idle === undefined ? '' : `${nodes[idle]} never recorded its state`;
  for (const to of members) {
    for (const from of members) {
      if (missing !== '' || from === to || snapshot.closed[from * nodes.length + to]! >= 0) continue;
      missing = `${nodes[to]} never ended its recording of the channel from ${nodes[from]}`;
    }
  }
  snapshot.problems.push({
    rule: 'complete',
    summary: `snapshot ${snapshot.name} was begun and never came to an end: ${missing}`,
    steps: [step('it began', begun), step('the system came to rest', settled)],
  });
}

/** A marker that was delivered to a node that lets messages wait until it is told to take them, in words. */
function markerWaiting({ nodes, lets }: Books, snapshot: Snapshot): string | undefined {
  const width = nodes.length;
  const index = snapshot.markerDelivered.findIndex(
    (delivered, at) => delivered === 1 && snapshot.markerCame[at] === 0 && lets[at % width] === 1,
  );
  if (index < 0) return undefined;
  const [from, to] = [nodes[Math.floor(index / width)], nodes[index % width]];
  return `the marker of snapshot ${snapshot.name} from ${from} waits at ${to}, which was not told to take it`;
}

/** All the money, by what the nodes recorded, or else by what clients were told of all of them. */
function judgeTotal(
  books: Books,
  snapshot: Snapshot,
  members: readonly number[],
  isComplete: boolean,
  findings: FindingsBuilder,
): void {
  const { nodes, history, counts } = books;
  const parts = members.map((node) => snapshot.told.findLast((told) => told.node === node));
  const isTold = members.length > 0 && parts.every((part) => part !== undefined);
  if (!isComplete && !isTold) return;
  counts.snapshots++;
  const initial = members.reduce((sum, node) => sum + (history.header.accounts[nodes[node]!] ?? Number.NaN), 0);
  if (Number.isNaN(initial)) {
    return findings.unjudged('total', 'unsupported', 'what some node held at the start is not known');
  }
  if (snapshot.problems.some(({ rule }) => EXPLAINED.includes(rule))) return;
  let total = 0;
  const rows: number[] = [];
  if (isComplete) {
    for (const to of members) {
      total += snapshot.balance[to]!;
      rows.push(snapshot.record[to]!);
      for (const from of members) if (from !== to) total += snapshot.amount[from * nodes.length + to]!;
    }
  } else {
    for (const part of parts) {
      total += part!.channels.reduce((sum, { amount }) => sum + amount, part!.balance);
      rows.push(part!.row);
    }
  }
  if (total === initial) return;
  snapshot.problems.push({
    rule: 'total',
    summary: `the states and channels of snapshot ${snapshot.name} hold ${total} in all, but there were ${initial} at the start`,
    steps: [step(isComplete ? 'what the nodes recorded' : 'what clients were told', ...rows)],
  });
}

/** Rules whose breach makes the total wrong as well. */
const EXPLAINED = ['cut', 'state', 'channel', 'closing', 'marker', 'once', 'told', 'initiation'];

function countCrossing(books: Books, snapshot: Snapshot, members: readonly number[]): void {
  for (const from of members) {
    for (const to of members) {
      const index = from * books.nodes.length + to;
      if (from !== to && snapshot.sent[index]! > snapshot.consumed[index]!) {
        books.counts.crossed += crossingAt(books, snapshot, index).length;
      }
    }
  }
}

/** Hands out the problems of a snapshot, unless a fault or a newcomer may be what made them. */
function emit(
  books: Books,
  snapshot: Snapshot,
  isComplete: boolean,
  unclear: string | undefined,
  findings: FindingsBuilder,
): void {
  const { history, strikes } = books;
  const { settled } = runCourse(history);
  const until = isComplete ? snapshot.last : settled < 0 ? history.length : settled;
  for (const { rule, summary, steps } of snapshot.problems) {
    const excuse = preconditionBroken(history.header, strikes, rule, until) ?? unclear;
    if (excuse === undefined) findings.violation(rule, summary, ...steps);
    else findings.unjudged(rule, 'precondition', excuse);
  }
}
