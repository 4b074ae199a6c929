import { createHappensBefore } from '../src/history/happens-before.js';
import type { MutualExclusionSpec } from '../src/history/header.js';
import type { History } from '../src/history/history.js';
import type { Checker, Findings } from './contract/checker.js';
import { consumptionOf, possibleConsumptionOf } from './contract/consumption.js';
import { createFindings, type FindingsBuilder, step, unsupported } from './contract/findings.js';
import { createHeardSince, type HeardSince, rankOf } from './contract/heard-since.js';
import { isAlive, nameOf, reportingNodes, runCourse } from './contract/lives.js';
import { createSectionReader, type Section } from './contract/sections.js';
import { tolerancePrecondition } from './contract/tolerance.js';

/**
 * Critical sections exclude each other: of any two, one's leave happens before the other's enter. That is the same as
 * saying that no consistent cut has two nodes inside. Rows are a linear extension of happens-before and the order is
 * transitive, so each enter is compared with the latest section of every other node only: O(rows x nodes).
 *
 * Blame: an enter is told once, as `physical-overlap` where the other node was inside as recorded, else as `overlap`
 * where only luck kept them apart. `request-order` is judged between ordered sections only. `stale-reply` names the
 * cause and stands beside its consequences.
 */
export const mutualExclusion: Checker = {
  name: 'mutual-exclusion',
  says: 'two nodes are never in the critical section at once',
  rules: {
    overlap: { says: 'before a node enters, it has learnt that every other one has left', kind: 'safety' },
    'physical-overlap': { says: 'no node enters while another one is recorded as being inside', kind: 'safety' },
    'request-order': { says: "grants follow the order of the requests' (clock, node)", kind: 'safety' },
    'stale-reply': { says: 'a node enters only after hearing from every other node since its request', kind: 'safety' },
    'request-enter-leave': {
      says: 'a node requests, enters and leaves in this order, once for each request',
      kind: 'safety',
    },
    stuck: { says: 'when all faults are over, no living node is left waiting', kind: 'liveness' },
  },
  needs: ['entered'],
  check,
};

/** Two sections of which it is not certain that the first was left before the second was entered, at `row`. */
interface Suspicion {
  row: number;
  first: Section;
  second: Section;
}

function check(history: History): Findings {
  const { spec } = history.header;
  if (spec.mutualExclusion === undefined) {
    return unsupported(mutualExclusion, `the spec of ${spec.name} does not say which of its events enter and leave`);
  }
  const findings = createFindings(history);
  const { sections, missteps, overlaps, suspicions, contended } = scan(history, spec.mutualExclusion, findings);
  for (const [first, second] of overlaps) tellPhysical(history, findings, first, second);
  judgeSuspicions(history, findings, suspicions);
  for (const { row, what, other } of missteps) {
    const node = nameOf(history, history.process[row]!);
    findings.violation('request-enter-leave', `${node} ${what}`, step('the event before', other), step(what, row));
  }
  const silent = silentNodes(history, spec.mutualExclusion);
  if (silent.length > 0) {
    const why = `${silent.join(', ')} asked for the critical section and reported no events: nobody knows when they were inside`;
    for (const rule of Object.keys(mutualExclusion.rules)) findings.unjudged(rule, 'unsupported', why);
  }
  const outstanding = judgeStuck(history, findings, sections);
  const entered = sections.filter((section) => section.entered >= 0).length;
  if (contended === 0 && entered > 0) findings.warn('no contention: no node entered while another one was waiting');
  return findings.done({ requested: sections.length, entered, contended, outstanding });
}

function scan(history: History, spec: MutualExclusionSpec, findings: FindingsBuilder) {
  const reader = createSectionReader(history, spec);
  const must = createHappensBefore(history, 'must', consumptionOf(history));
  const heard = spec.order === 'lamport' ? createHeardSince(history, spec) : undefined;
  const rank = rankOf(history.participants);
  const rankOfProcess = history.processes.map(({ participant }) => rank[history.participantOf(participant)]!);
  const others = othersOf(history);
  const { ended } = runCourse(history);
  const suspicions: Suspicion[] = [];
  const overlaps: [Section, Section][] = [];
  /** By participant: its latest section that was entered. */
  const latest = new Map<string, Section>();
  let granted: Section | undefined;
  let waiting = 0;
  let contended = 0;

  function onEnter(row: number, section: Section): void {
    const { participant } = history.processes[section.process]!;
    if (section.requested >= 0) waiting--;
    if (waiting > 0) contended++;
    judgeExclusion(row, section, participant);
    latest.set(participant, section);
    if (spec.order === 'lamport') judgeOrder(section, participant);
    if (heard !== undefined && section.requested >= 0)
      judgeHeard(history, findings, heard, section, others[section.process]!);
  }

  /** Tells one overlap for each enter: with the node that entered last, one that is inside before one that has left. */
  function judgeExclusion(row: number, section: Section, participant: string): void {
    let inside: Section | undefined;
    let unknown: Section | undefined;
    for (const [other, last] of latest) {
      if (other === participant) continue;
      const isInside = last.left < 0 && (ended[last.process] === -1 || ended[last.process]! > row);
      if (isInside) inside = laterOf(inside, last);
      else if (last.left < 0 || !must.knows(section.process, last.process, history.position[last.left]!)) {
        unknown = laterOf(unknown, last);
      }
    }
    if (inside !== undefined) overlaps.push([inside, section]);
    else if (unknown !== undefined) suspicions.push({ row, first: unknown, second: section });
  }

  /** Compares with the highest request granted so far. Of sections that no message orders, exclusion has all to say. */
  function judgeOrder(section: Section, participant: string): void {
    if (Number.isNaN(section.clock)) {
      findings.unjudged(
        'request-order',
        'unsupported',
        `request ${section.request} of ${nameOf(history, section.process)} has no clock`,
      );
      return;
    }
    if (granted === undefined || isAfter(section, granted)) {
      granted = section;
      return;
    }
    const isSameNode = history.processes[granted.process]!.participant === participant;
    if (isSameNode && granted.process !== section.process) {
      // A later life asked later, whatever clock it began with: that is for the clock's own checker to tell.
      granted = section;
      return;
    }
    const isOrdered = isSameNode || must.knows(section.process, granted.process, history.position[granted.entered]!);
    if (isOrdered) tellOrder(history, findings, granted, section);
  }

  function isAfter(a: Section, b: Section): boolean {
    if (a.clock !== b.clock) return a.clock > b.clock;
    return rankOfProcess[a.process]! > rankOfProcess[b.process]!;
  }

  for (let row = 0; row < history.length; row++) {
    must.step(row);
    heard?.step(row);
    const event = reader.step(row);
    if (event?.is === 'request') {
      waiting++;
      heard?.onRequest(event.section);
    } else if (event?.is === 'enter') onEnter(row, event.section);
  }
  return { sections: reader.sections, missteps: reader.missteps, overlaps, suspicions, contended };
}

/** Second pass, only where something is not certain: what even *may* does not order is a violation, the rest is open. */
function judgeSuspicions(history: History, findings: FindingsBuilder, suspicions: readonly Suspicion[]): void {
  if (suspicions.length === 0) return;
  const may = createHappensBefore(history, 'may', possibleConsumptionOf(history));
  let next = 0;
  for (let row = 0; next < suspicions.length; row++) {
    may.step(row);
    for (; suspicions[next]?.row === row; next++) {
      const { first, second } = suspicions[next]!;
      if (first.left >= 0 && may.knows(second.process, first.process, history.position[first.left]!)) {
        const [a, b] = [nameOf(history, first.process), nameOf(history, second.process)];
        const why = `whether ${b} knew at event ${row} that ${a} had left is not known: there is no order evidence`;
        findings.unjudged('overlap', 'ambiguous', why);
      } else tellOverlap(history, findings, first, second);
    }
  }
}

function judgeHeard(
  history: History,
  findings: FindingsBuilder,
  heard: HeardSince,
  section: Section,
  others: readonly number[],
): void {
  const node = nameOf(history, section.process);
  const { surely, possibly } = heard.notHeard(section, others);
  if (possibly.length > 0) {
    const names = possibly.map((other) => history.participants[other]).join(' and ');
    findings.violation(
      'stale-reply',
      `${node} entered its critical section before it had heard from ${names} about this request`,
      step(`${node} asks, at clock ${section.clock}`, section.requested),
      ...possibly.map((other) => {
        const last = heard.lastFrom(section, other);
        const why =
          last < 0
            ? `nothing of ${history.participants[other]} had come`
            : `the last it knew of ${history.participants[other]} was older`;
        return step(why, last);
      }),
      step(`${node} enters all the same`, section.entered),
    );
  } else if (surely.length > 0) {
    const names = surely.map((other) => history.participants[other]).join(' and ');
    const why = `whether ${node} had consumed the answer of ${names} by event ${section.entered} is not known: it does not tell what it had consumed`;
    findings.unjudged('stale-reply', 'ambiguous', why);
  }
}

/** Requests of living nodes that were still waiting, or inside, when the system had come to rest. Returns how many. */
function judgeStuck(history: History, findings: FindingsBuilder, sections: readonly Section[]): number {
  const course = runCourse(history);
  const beyond = tolerancePrecondition(history.header);
  const rest = course.settled;
  const stuck = sections.filter(
    ({ requested, entered, left, process }) =>
      left < 0 && (rest < 0 || (Math.max(requested, entered) < rest && isAlive(course, process, rest))),
  );
  if (beyond !== undefined) findings.unjudged('stuck', 'precondition', beyond);
  else if (rest < 0) {
    findings.unjudged('stuck', 'incomplete-history', 'the history does not say that the system came to rest');
  } else {
    for (const { process, requested, entered, request } of stuck) {
      const node = nameOf(history, process);
      findings.violation(
        'stuck',
        entered < 0
          ? `${node} asked for the critical section and never got it`
          : `${node} never left its critical section`,
        step(`${node} makes its request ${request}`, requested),
        step('and enters', entered),
        step('the system has come to rest, and nothing more happens', rest),
      );
    }
  }
  return stuck.length;
}

function tellPhysical(history: History, findings: FindingsBuilder, first: Section, second: Section): void {
  const [a, b] = [nameOf(history, first.process), nameOf(history, second.process)];
  findings.violation(
    'physical-overlap',
    `${a} and ${b} were in the critical section at the same time`,
    step(`${a} enters`, first.entered),
    step(`${b} enters while ${a} is still inside`, second.entered),
    first.left < 0 ? step(`${a} never leaves`) : step(`only now ${a} leaves`, first.left),
  );
}

function tellOverlap(history: History, findings: FindingsBuilder, first: Section, second: Section): void {
  const [a, b] = [nameOf(history, first.process), nameOf(history, second.process)];
  findings.violation(
    'overlap',
    first.left < 0
      ? `${b} entered the critical section, which ${a} had entered and, having died, never left`
      : `${b} entered the critical section without knowing that ${a} had left it`,
    step(`${a} enters`, first.entered),
    step(`${a} leaves`, first.left),
    step(`${b} enters; no message, direct or through others, could have told it that ${a} had left`, second.entered),
  );
}

function tellOrder(history: History, findings: FindingsBuilder, first: Section, second: Section): void {
  const [a, b] = [nameOf(history, first.process), nameOf(history, second.process)];
  findings.violation(
    'request-order',
    `${a} got the critical section before ${b}, although ${b} had asked for it first`,
    step(`${b} asks, at clock ${second.clock}`, second.requested),
    step(`${a} asks, at clock ${first.clock}`, first.requested),
    step(`${a} enters`, first.entered),
    step(`${b} enters after that`, second.entered),
  );
}

/** Nodes that sent a request for the critical section but report nothing. */
function silentNodes(history: History, { messages }: MutualExclusionSpec): string[] {
  const reporting = reportingNodes(history);
  const request = history.typeOf(messages.request);
  const asked = new Uint8Array(history.processes.length);
  for (let row = 0; request !== -1 && row < history.length; row++) {
    if (history.type[row] === request && history.position[row]! >= 0) asked[history.process[row]!] = 1;
  }
  const names = history.processes.filter((_, process) => asked[process] === 1).map(({ participant }) => participant);
  return [...new Set(names)].filter((name) => !reporting.has(name));
}

function laterOf(a: Section | undefined, b: Section): Section {
  return a === undefined || b.entered > a.entered ? b : a;
}

/** By process: the participants that are the other nodes. */
function othersOf(history: History): number[][] {
  const nodes = history.header.nodes;
  return history.processes.map(({ participant }) =>
    nodes.filter((node) => node !== participant).map((node) => history.participantOf(node)),
  );
}
