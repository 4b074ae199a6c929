import type { History } from '../../src/history/history.js';
import type { Asked } from '../contract/asked.js';
import { finalPhase, type OutcomeAnswer } from '../contract/final-phase.js';
import { type FindingsBuilder, step } from '../contract/findings.js';
import { isAlive, nameOf, runCourse } from '../contract/lives.js';
import { whyNotFinal } from '../contract/rest.js';
import type { Step } from '../contract/verdict.js';

/** What clients learnt of what they had asked for, and what nodes hold of it. */
export interface ToldAndHeld<Thing extends Asked> {
  /** By transaction id. */
  asked: ReadonlyMap<string, Thing>;
  /** By node and transaction id: the row of the first report, and the process of the last. */
  held: ReadonlyMap<string, ReadonlyMap<string, { row: number; process: number }>>;
  /** Nodes of whose holdings silence says something. */
  reporting: ReadonlySet<string>;
  /** Rules that nothing can be said about where nodes report nothing. */
  byReports: readonly string[];
  words: Words<Thing>;
}

/** How a model says it. */
export interface Words<Thing> {
  /** "c1 was told that its deposit c1-3 of 170" */
  told(thing: Thing): string;
  /** "c1's deposit c1-3 of 170" */
  name(thing: Thing): string;
  /** The same of what nobody may have asked for. */
  nameTx(tx: string): string;
  /** "n2 applied it" */
  did(node: string): string;
  /** "n2 had not applied it" */
  hadNot(node: string): string;
  /** "n2 has applied it" */
  holds(node: string): string;
  /** "n2 never applied it" */
  lacks(node: string): string;
  /** "no writes, so what was applied there is not known" */
  silence: string;
}

/** Judges `lost`, `ghost`, `outcome` and `everywhere`, and gives the counts. O(asked x nodes). */
export function judgeTold<Thing extends Asked>(history: History, findings: FindingsBuilder, all: ToldAndHeld<Thing>) {
  const { asked, reporting, byReports, words } = all;
  const { outcomes } = finalPhase(history);
  const counts = { decided: 0, applied: 0, refused: 0, failed: 0, undecided: 0, answers: outcomes.length };
  for (const thing of asked.values()) {
    const { applied, refused, failed, info } = thing;
    if (applied >= 0) counts.applied++;
    else if (refused >= 0) counts.refused++;
    else if (failed >= 0) counts.failed++;
    else counts.undecided++;
    if (applied >= 0) judgeLost(findings, thing, all);
    else if (refused >= 0 || (failed >= 0 && info < 0)) judgeGhost(history, findings, thing, all);
  }
  counts.decided = counts.applied + counts.refused + counts.failed;
  const silent = history.header.nodes.filter((node) => !reporting.has(node));
  if (silent.length > 0 && counts.decided > 0) {
    const why = `${silent.join(', ')} report${silent.length === 1 ? 's' : ''} ${words.silence}`;
    for (const rule of byReports) findings.unjudged(rule, 'unsupported', why);
  }
  judgeOutcomes(history, findings, outcomes, all);
  judgeEverywhere(history, findings, all);
  return counts;
}

function judgeLost<Thing extends Asked>(
  findings: FindingsBuilder,
  thing: Thing,
  { held, reporting, words }: ToldAndHeld<Thing>,
): void {
  const at = thing.appliedAt;
  if (!reporting.has(at)) return;
  const report = held.get(at)?.get(thing.tx);
  if (report !== undefined && report.row < thing.applied) return;
  findings.violation(
    'lost',
    `${words.told(thing)} was done, but ${words.hadNot(at)}`,
    step('the client asked', thing.row),
    step(`and was told that it was applied`, thing.applied),
    report === undefined ? step(words.lacks(at)) : step(`${words.did(at)} only later`, report.row),
  );
}

function judgeGhost<Thing extends Asked>(
  history: History,
  findings: FindingsBuilder,
  thing: Thing,
  { held, words }: ToldAndHeld<Thing>,
): void {
  for (const [node, known] of held) {
    const report = known.get(thing.tx);
    if (report === undefined) continue;
    const completion = thing.refused >= 0 ? thing.refused : thing.failed;
    const said = thing.refused >= 0 ? 'had been refused' : 'had failed';
    findings.violation(
      'ghost',
      `${words.told(thing)} ${said}, but ${words.holds(node)}`,
      step('the client asked', thing.row),
      step(`and was told that it ${said}${history.why(completion) ? `: ${history.why(completion)}` : ''}`, completion),
      step(words.did(node), report.row),
    );
    return;
  }
}

/** What nodes say at the end about a transaction agrees with what is held, and among them. */
function judgeOutcomes<Thing extends Asked>(
  history: History,
  findings: FindingsBuilder,
  answers: readonly OutcomeAnswer[],
  all: ToldAndHeld<Thing>,
): void {
  const told = new Set<string>();
  const first = new Map<string, OutcomeAnswer>();
  for (const answer of answers) {
    const { tx, node, outcome, row } = answer;
    if (outcome === 'unknown' || told.has(tx)) continue;
    const other = first.get(tx);
    const disagreement =
      other === undefined || other.outcome === outcome ? undefined : step(`${other.node} says the contrary`, other.row);
    const contradiction = contradictionTo(history, answer, all) ?? disagreement;
    if (other === undefined) first.set(tx, answer);
    if (contradiction === undefined) continue;
    told.add(tx);
    const name = all.words.nameTx(tx);
    findings.violation(
      'outcome',
      `at the end ${node} says that ${name} was ${outcome === 'applied' ? 'done' : 'never done'}, but ${contradiction.why}`,
      contradiction,
      step(`${node} answers "${outcome}"`, row),
    );
  }
}

/** What speaks against an answer, if anything. */
function contradictionTo<Thing extends Asked>(
  history: History,
  { tx, node, outcome }: OutcomeAnswer,
  { asked, held, reporting, words }: ToldAndHeld<Thing>,
): Step | undefined {
  const thing = asked.get(tx);
  if (outcome === 'applied') {
    if (thing !== undefined && thing.refused >= 0 && thing.applied < 0) {
      return step('its client was told that it was refused', thing.refused);
    }
    return reporting.has(node) && !held.get(node)?.has(tx) ? step(words.lacks(node)) : undefined;
  }
  if (thing !== undefined && thing.applied >= 0) return step('its client was told that it was done', thing.applied);
  for (const known of held.values()) {
    const report = known.get(tx);
    if (report !== undefined) return step(words.holds(nameOf(history, report.process)), report.row);
  }
  return undefined;
}

function judgeEverywhere<Thing extends Asked>(
  history: History,
  findings: FindingsBuilder,
  { asked, held, reporting, words }: ToldAndHeld<Thing>,
): void {
  const course = runCourse(history);
  const reason = whyNotFinal(history, course);
  if (reason !== undefined) return findings.unjudged('everywhere', ...reason);
  // What nobody holds is lost, which is told once.
  const somewhere = new Set([...held.values()].flatMap((known) => [...known.keys()]));
  for (const [process, { participant, role }] of history.processes.entries()) {
    if (role !== 'node' || !reporting.has(participant) || !isAlive(course, process, course.settled)) continue;
    const known = held.get(participant);
    const missing = [...asked.values()].filter(
      ({ tx, applied }) => applied >= 0 && somewhere.has(tx) && !known?.has(tx),
    );
    const [first] = missing;
    if (first === undefined) continue;
    const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    findings.violation(
      'everywhere',
      `${participant} ended without ${words.name(first)}${others}, which the clients had been told were done`,
      step('the client was told that it was done', first.applied),
      step(`the system came to rest, and ${words.lacks(participant)}`, course.settled),
    );
  }
}
