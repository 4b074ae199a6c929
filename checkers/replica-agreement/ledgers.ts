import type { History } from '../../src/history/history.js';
import { blocksOf, ledgerReporters } from '../contract/blocks.js';
import type { Findings } from '../contract/checker.js';
import { finalPhase } from '../contract/final-phase.js';
import { createFindings, type FindingsBuilder, step } from '../contract/findings.js';
import { isAlive, nameOf, type RunCourse, runCourse } from '../contract/lives.js';
import { whyNotFinal } from '../contract/rest.js';
import { judgeFinalBalances } from './final-balances.js';
import type { AgreementModel } from './model.js';

/**
 * All copies of the ledger are the same: at any time one is the beginning of the other, and when the system has come
 * to rest they are equal, and so are the balances that the nodes tell. Chains are compared by height and hash, which
 * says the same as comparing their contents as long as hash-chain holds. One pass, O(blocks + accounts x nodes).
 */
export const ledgerAgreement: AgreementModel = {
  judges: (spec) => spec.observation === 'chain' && spec.transit === undefined,
  check,
};

/** The longest ledger seen so far: by height - 1, the block's hash and the row of its first report. */
interface Common {
  hashes: string[];
  rows: number[];
}

/** One node's ledger as reported. */
interface Copy {
  node: string;
  /** Process of its latest life with a block. */
  process: number;
  height: number;
  lastRow: number;
  /** It left the common ledger: told once. */
  forked: boolean;
}

function check(history: History): Findings {
  const findings = createFindings(history);
  const counts = { comparisons: 0, blocks: 0, nodes: 0, dumps: 0 };
  const copies = new Map<string, Copy>();
  const common = readChains(history, findings, copies, counts);
  const course = runCourse(history);
  const { dumps } = finalPhase(history);
  counts.nodes = copies.size;
  counts.dumps = dumps.length;

  const whole = dumps.filter((dump) => dump.whole);
  const [first, second] = whole;
  if (first !== undefined && second !== undefined) counts.comparisons += first.accounts.size;
  const reason = whyNotFinal(history, course);
  if (reason !== undefined) {
    findings.unjudged('missing-blocks', ...reason);
    findings.unjudged('final-balances', ...reason);
    return findings.done(counts);
  }
  // Ledgers that went apart cannot be expected to have one length.
  if (![...copies.values()].some(({ forked }) => forked)) judgeLengths(history, findings, course, copies, common);
  // Nodes whose ledgers differ have been named; here only like is compared with like.
  judgeFinalBalances(history, findings, whole, (node) => {
    const copy = copies.get(node);
    return copy === undefined ? '' : `${copy.height}${copy.forked ? node : ''}`;
  });
  return findings.done(counts);
}

function readChains(
  history: History,
  findings: FindingsBuilder,
  copies: Map<string, Copy>,
  counts: { comparisons: number; blocks: number },
): Common {
  const common: Common = { hashes: [], rows: [] };
  for (const { row, process, block } of blocksOf(history)) {
    if (block === undefined) {
      findings.unjudged('fork', 'unsupported', `event ${row} does not have the fields of a block`);
      continue;
    }
    counts.blocks++;
    const node = history.processes[process]!.participant;
    let copy = copies.get(node);
    if (copy === undefined) copies.set(node, (copy = { node, process, height: 0, lastRow: -1, forked: false }));
    Object.assign(copy, { process, height: Math.max(block.height, 0), lastRow: row });

    const known = common.hashes[block.height - 1];
    if (known === undefined) {
      // A gap is a matter for hash-chain; here only heights without one are compared.
      if (block.height === common.hashes.length + 1) {
        common.hashes.push(block.hash);
        common.rows.push(row);
      }
      continue;
    }
    const theirs = common.rows[block.height - 1]!;
    if (history.processes[history.process[theirs]!]!.participant !== node) counts.comparisons++;
    if (known === block.hash || copy.forked) continue;
    copy.forked = true;
    findings.violation(
      'fork',
      `${nameOf(history, process)} and ${nameOf(history, history.process[theirs]!)} hold different blocks at height ${block.height}`,
      step(`${nameOf(history, history.process[theirs]!)} has ${known}`, theirs),
      step(`${nameOf(history, process)} has ${block.hash} (${block.tx})`, row),
    );
  }
  return common;
}

function judgeLengths(
  history: History,
  findings: FindingsBuilder,
  course: RunCourse,
  copies: Map<string, Copy>,
  common: Common,
): void {
  const height = common.hashes.length;
  if (height === 0) return;
  const reporting = ledgerReporters(history);
  for (const process of history.processes.keys()) {
    const { participant, role } = history.processes[process]!;
    if (role !== 'node' || !isAlive(course, process, course.settled)) continue;
    const copy = copies.get(participant);
    if (copy === undefined && !reporting.has(participant)) {
      findings.unjudged('missing-blocks', 'unsupported', `${participant} reports no events`);
    } else if (copy === undefined || copy.height < height) {
      const missing = (copy?.height ?? 0) + 1;
      findings.violation(
        'missing-blocks',
        `${participant} ended with ${missing - 1} blocks, ${nameOf(history, history.process[common.rows[missing - 1]!]!)} has ${height}`,
        step(`the last block of ${participant} is block ${missing - 1}`, copy?.lastRow ?? -1),
        step(`block ${missing} was appended elsewhere`, common.rows[missing - 1]!),
        step('the system came to rest', course.settled),
      );
    }
  }
}
