import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { type Dump, finalPhase } from '../contract/final-phase.js';
import { createFindings, step } from '../contract/findings.js';
import { isAlive, runCourse } from '../contract/lives.js';
import { whyNotFinal } from '../contract/rest.js';
import { holds, type ToldSet, toldSet } from '../sessions/told-set.js';
import { type Apply, appliesOf, idOf } from '../write-sets/applies.js';
import { askedChanges, spellChange } from '../write-sets/asked.js';
import { judgeFinalBalances } from './final-balances.js';
import type { AgreementModel } from './model.js';

/**
 * When the system has come to rest, every branch has applied the same writes, and those that have tell the same
 * balances. What a branch has applied its own events say, or the set that it tells at the end. O(applies + writes x nodes).
 */
export const writesAgreement: AgreementModel = {
  judges: (spec) => spec.writeSets !== undefined,
  check,
};

function check(history: History): Findings {
  const findings = createFindings(history);
  const { reports } = appliesOf(history);
  const course = runCourse(history);
  const whole = finalPhase(history).dumps.filter((dump) => dump.whole);
  const writes = new Map<string, Apply>();
  const holders = new Map<string, Set<string>>();
  for (const report of reports) {
    const id = idOf(report);
    if (!writes.has(id)) writes.set(id, report);
    const known = holders.get(report.node);
    if (known === undefined) holders.set(report.node, new Set([id]));
    else known.add(id);
  }
  const counts = { comparisons: 0, writes: writes.size, nodes: 0, dumps: whole.length };
  const [first, second] = whole;
  if (first !== undefined && second !== undefined) counts.comparisons += first.accounts.size;

  const reason = whyNotFinal(history, course);
  if (reason !== undefined) {
    findings.unjudged('missing-writes', ...reason);
    findings.unjudged('final-balances', ...reason);
    return findings.done(counts);
  }
  const missing = new Set<string>();
  for (const [process, { participant, role }] of history.processes.entries()) {
    if (role === 'node' && isAlive(course, process, course.settled)) judgeNode(participant);
  }
  // Nodes that lack writes have been named.
  judgeFinalBalances(history, findings, whole, (node) => (missing.has(node) ? undefined : ''));
  return findings.done(counts);

  function judgeNode(node: string): void {
    const known = holdingOf(node);
    if (known === undefined) {
      findings.unjudged('missing-writes', 'unsupported', `${node} reports no writes, and tells none at the end`);
      return;
    }
    counts.nodes++;
    const lacking = [...writes.values()].filter((write) => !known.has(write));
    counts.comparisons += writes.size;
    const [write] = lacking;
    if (write === undefined) return;
    missing.add(node);
    const asked = askedChanges(history).get(write.tx);
    const name = asked === undefined ? write.tx : `${asked.client}'s ${spellChange(asked)}`;
    const others = lacking.length === 1 ? '' : ` and ${lacking.length - 1} more`;
    findings.violation(
      'missing-writes',
      `${node} ended without ${name}${others}, which ${write.node} has applied`,
      step(`${write.node} applied it as write ${idOf(write)}`, write.row),
      step(known.why, known.row),
      step('the system came to rest', course.settled),
    );
  }

  /** What a node has applied, by its events; else by the set that it tells at the end. */
  function holdingOf(node: string): { has(write: Apply): boolean; why: string; row: number } | undefined {
    const own = holders.get(node);
    if (own !== undefined || appliesOf(history).reporting.has(node)) {
      return { has: (write) => own?.has(idOf(write)) ?? false, why: `${node} never reports it as applied`, row: -1 };
    }
    const told = toldBy(history, whole, node);
    if (told === undefined) return undefined;
    const { set, row } = told;
    const has = ({ by, seq }: Apply) => {
      const stream = history.header.nodes.indexOf(by);
      return seq <= (set.upTo[stream] ?? 0) || holds(set.beyond, stream, seq);
    };
    return { has, why: `${node} does not count it among its writes`, row };
  }
}

function toldBy(history: History, dumps: readonly Dump[], node: string): { set: ToldSet; row: number } | undefined {
  const streams = new Map(history.header.nodes.map((name, stream) => [name, stream]));
  for (const dump of dumps) {
    if (dump.node !== node) continue;
    for (const { seen, also, row } of dump.accounts.values()) {
      const set = toldSet(seen, also, streams);
      if (set !== undefined) return { set, row };
    }
  }
  return undefined;
}
