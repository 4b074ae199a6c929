import type { History } from '../../src/history/history.js';
import { blocksOf, ledgerReporters } from '../contract/blocks.js';
import type { Findings } from '../contract/checker.js';
import { type AskedTransfer, clientResults, spellTransfer } from '../contract/client-results.js';
import { finalPhase, type OutcomeAnswer } from '../contract/final-phase.js';
import { createFindings, type FindingsBuilder, step } from '../contract/findings.js';
import { isAlive, nameOf, type RunCourse, runCourse } from '../contract/lives.js';
import { tolerancePrecondition } from '../contract/tolerance.js';
import type { OnceModel } from './model.js';

/**
 * Every transfer that a client was told is done stands in the ledger once, every other one not at all; one whose fate
 * the client never learnt stands there at most once, and the nodes agree about it. O(operations + blocks).
 */
export const ledgerOnce: OnceModel = {
  judges: (spec) => spec.hashChain !== undefined,
  check,
};

/** By node: the rows of each transfer's blocks, one a place in the ledger. */
type Entries = Map<string, Map<string, { rows: number[]; height: number; process: number }>>;

function check(history: History): Findings {
  const findings = createFindings(history);
  const asked = clientResults(history).transfers;
  const entries = readEntries(history, findings, asked);
  const final = finalPhase(history);
  const reporting = ledgerReporters(history);
  const counts = { decided: 0, applied: 0, refused: 0, failed: 0, undecided: 0, answers: final.outcomes.length };

  for (const transfer of asked.values()) {
    const { applied, refused, failed } = transfer;
    if (applied >= 0) counts.applied++;
    else if (refused >= 0) counts.refused++;
    else if (failed >= 0) counts.failed++;
    else counts.undecided++;
    if (applied >= 0) judgeLost(findings, transfer, entries, reporting);
    else if (refused >= 0 || (failed >= 0 && transfer.info < 0)) judgeGhost(history, findings, transfer, entries);
  }
  counts.decided = counts.applied + counts.refused + counts.failed;
  const silent = history.header.nodes.filter((node) => !reporting.has(node));
  if (silent.length > 0 && counts.decided > 0) {
    const why = `${silent.join(', ')} report${silent.length === 1 ? 's' : ''} no blocks, so what is in the ledger there is not known`;
    for (const rule of ['lost', 'twice', 'ghost', 'uninvited', 'everywhere'])
      findings.unjudged(rule, 'unsupported', why);
  }
  judgeOutcomes(history, findings, final.outcomes, asked, entries, reporting);
  judgeEverywhere(history, findings, runCourse(history), asked, entries, reporting);
  return findings.done(counts);
}

/** Reads the ledgers; tells what is in one twice, and what nobody asked for. */
function readEntries(history: History, findings: FindingsBuilder, asked: ReadonlyMap<string, AskedTransfer>): Entries {
  const entries: Entries = new Map();
  const told = new Set<string>();
  for (const { row, process, block } of blocksOf(history)) {
    if (block === undefined) {
      findings.unjudged('lost', 'unsupported', `event ${row} does not have the fields of a block`);
      continue;
    }
    const node = history.processes[process]!.participant;
    let ledger = entries.get(node);
    if (ledger === undefined) entries.set(node, (ledger = new Map()));
    const known = ledger.get(block.tx);
    if (known === undefined) ledger.set(block.tx, { rows: [row], height: block.height, process });
    // A later life may learn the same block again.
    else if (known.process === process || known.height !== block.height) {
      known.rows.push(row);
      if (!told.has(block.tx)) {
        findings.violation(
          'twice',
          `transfer ${block.tx} was applied twice at ${nameOf(history, process)}: events ${known.rows[0]} and ${row}`,
          step(`${spellTransfer(block)} as block ${known.height}`, known.rows[0]!),
          step(`and again as block ${block.height}`, row),
        );
      }
      told.add(block.tx);
    } else known.process = process;
    const transfer = asked.get(block.tx);
    const agrees = transfer?.from === block.from && transfer.to === block.to && transfer.amount === block.amount;
    if (transfer !== undefined && transfer.row < row && agrees) continue;
    const key = `${block.tx} ${block.from} ${block.to} ${block.amount}`;
    if (told.has(key)) continue;
    told.add(key);
    const early = transfer !== undefined && agrees;
    findings.violation(
      'uninvited',
      `${nameOf(history, process)} put ${spellTransfer(block)} in its ledger, which no client had asked for`,
      transfer === undefined
        ? step(`no client ever asked for ${block.tx}`)
        : step(
            early ? 'a client asked only later' : `what the client asked for: ${spellTransfer(transfer)}`,
            transfer.row,
          ),
      step(`what ${nameOf(history, process)} appended: ${spellTransfer(block)}`, row),
    );
  }
  return entries;
}

function judgeLost(
  findings: FindingsBuilder,
  transfer: AskedTransfer,
  entries: Entries,
  reporting: ReadonlySet<string>,
): void {
  const at = transfer.appliedAt;
  if (!reporting.has(at)) return;
  const entry = entries.get(at)?.get(transfer.tx);
  if (entry !== undefined && entry.rows[0]! < transfer.applied) return;
  findings.violation(
    'lost',
    `the client was told that ${spellTransfer(transfer)} was done, but ${at} had not put it in its ledger`,
    step('the client asked', transfer.row),
    step(`and was told that it was applied`, transfer.applied),
    entry === undefined ? step(`no block of ${at} is about it`) : step(`${at} appended it only later`, entry.rows[0]!),
  );
}

function judgeGhost(history: History, findings: FindingsBuilder, transfer: AskedTransfer, entries: Entries): void {
  for (const [node, ledger] of entries) {
    const entry = ledger.get(transfer.tx);
    if (entry === undefined) continue;
    const completion = transfer.refused >= 0 ? transfer.refused : transfer.failed;
    const said = transfer.refused >= 0 ? 'had been refused' : 'had failed';
    findings.violation(
      'ghost',
      `the client was told that ${spellTransfer(transfer)} ${said}, but it is in the ledger of ${node}`,
      step('the client asked', transfer.row),
      step(`and was told that it ${said}${history.why(completion) ? `: ${history.why(completion)}` : ''}`, completion),
      step(`${node} appended it`, entry.rows[0]!),
    );
    return;
  }
}

function judgeOutcomes(
  history: History,
  findings: FindingsBuilder,
  answers: OutcomeAnswer[],
  asked: ReadonlyMap<string, AskedTransfer>,
  entries: Entries,
  reporting: ReadonlySet<string>,
): void {
  const told = new Set<string>();
  const first = new Map<string, OutcomeAnswer>();
  for (const answer of answers) {
    const { tx, node, outcome, row } = answer;
    if (outcome === 'unknown' || told.has(tx)) continue;
    const contradiction =
      contradictionTo(history, answer, asked.get(tx), entries, reporting) ?? disagreement(first.get(tx));
    if (!first.has(tx)) first.set(tx, answer);
    if (contradiction === undefined) continue;
    told.add(tx);
    findings.violation(
      'outcome',
      `at the end ${node} says that transfer ${tx} was ${outcome === 'applied' ? 'done' : 'never done'}, but ${contradiction.why}`,
      contradiction,
      step(`${node} answers "${outcome}"`, row),
    );

    function disagreement(other: OutcomeAnswer | undefined) {
      if (other === undefined || other.outcome === outcome) return undefined;
      return step(`${other.node} says the contrary`, other.row);
    }
  }
}

/** What speaks against an answer, if anything. */
function contradictionTo(
  history: History,
  { tx, node, outcome }: OutcomeAnswer,
  transfer: AskedTransfer | undefined,
  entries: Entries,
  reporting: ReadonlySet<string>,
) {
  if (outcome === 'applied') {
    if (transfer !== undefined && transfer.refused >= 0 && transfer.applied < 0) {
      return step('its client was told that it was refused', transfer.refused);
    }
    if (reporting.has(node) && !entries.get(node)?.has(tx)) return step(`${node} has no block of it`);
    return undefined;
  }
  if (transfer !== undefined && transfer.applied >= 0) {
    return step('its client was told that it was done', transfer.applied);
  }
  for (const ledger of entries.values()) {
    const entry = ledger.get(tx);
    if (entry !== undefined) return step(`it is in the ledger of ${nameOf(history, entry.process)}`, entry.rows[0]!);
  }
  return undefined;
}

function judgeEverywhere(
  history: History,
  findings: FindingsBuilder,
  course: RunCourse,
  asked: ReadonlyMap<string, AskedTransfer>,
  entries: Entries,
  reporting: ReadonlySet<string>,
): void {
  const beyond = tolerancePrecondition(history.header);
  if (beyond !== undefined) return findings.unjudged('everywhere', 'precondition', beyond);
  if (course.settled === -1) {
    return findings.unjudged(
      'everywhere',
      'incomplete-history',
      'the history does not say that the system came to rest',
    );
  }
  for (const [process, { participant, role }] of history.processes.entries()) {
    if (role !== 'node' || !reporting.has(participant) || !isAlive(course, process, course.settled)) continue;
    const missing = [...asked.values()].filter(
      ({ tx, applied }) => applied >= 0 && !entries.get(participant)?.has(tx) && inSomeLedger(entries, tx),
    );
    const [first] = missing;
    if (first === undefined) continue;
    const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    findings.violation(
      'everywhere',
      `${participant} ended without ${spellTransfer(first)}${others}, which the clients had been told were done`,
      step('the client was told that it was done', first.applied),
      step(`the system came to rest, and no block of ${participant} is about it`, course.settled),
    );
  }
}

/** A transfer that is in no ledger at all is lost, which is told once. */
function inSomeLedger(entries: Entries, tx: string): boolean {
  return [...entries.values()].some((ledger) => ledger.has(tx));
}
