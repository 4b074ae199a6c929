import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { createFindings, type FindingsBuilder, step } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import { type Applies, type Apply, appliesOf, idOf } from '../write-sets/applies.js';
import { type AskedChange, askedChanges, spellChange } from '../write-sets/asked.js';
import type { OnceModel } from './model.js';
import { judgeTold, type Words } from './told-and-held.js';

/**
 * Every deposit and withdrawal that a client was told is done is applied once at every branch, each under the one name
 * that its branch gave it; every other one nowhere. O(operations + applies).
 */
export const writesOnce: OnceModel = {
  judges: (spec) => spec.writeSets !== undefined,
  check,
};

/** By node: the first report of each transaction. */
type Applied = ReadonlyMap<string, ReadonlyMap<string, Apply>>;

const WORDS: Words<AskedChange> = {
  told: (change) => `${change.client} was told that its ${spellChange(change)}`,
  name: (change) => `${change.client}'s ${spellChange(change)}`,
  nameTx: (tx) => tx,
  did: (node) => `${node} applied it`,
  hadNot: (node) => `${node} had not applied it`,
  holds: (node) => `${node} has applied it`,
  lacks: (node) => `${node} never applied it`,
  silence: 'no writes, so what was applied there is not known',
};

function check(history: History): Findings {
  const findings = createFindings(history);
  const asked = askedChanges(history);
  const applies = appliesOf(history);
  const held = readApplied(history, findings, applies, asked);
  judgeNames(findings, applies, asked);
  const byReports = ['lost', 'twice', 'ghost', 'uninvited', 'identity', 'everywhere'];
  const { reporting } = applies;
  const counts = judgeTold(history, findings, { asked, held, reporting, byReports, words: WORDS });
  if (applies.malformed >= 0) {
    const why = `event ${applies.malformed} does not have the fields of an applied write`;
    for (const rule of ['lost', 'twice', 'ghost', 'uninvited', 'identity']) findings.unjudged(rule, 'unsupported', why);
  }
  return findings.done(counts);
}

/** Reads what each node has applied; tells what it applied twice, and what nobody had asked for. */
function readApplied(
  history: History,
  findings: FindingsBuilder,
  { reports }: Applies,
  asked: ReadonlyMap<string, AskedChange>,
): Applied {
  const applied = new Map<string, Map<string, Apply>>();
  const told = new Set<string>();
  for (const report of reports) {
    let known = applied.get(report.node);
    if (known === undefined) applied.set(report.node, (known = new Map()));
    const before = known.get(report.tx);
    if (before === undefined) known.set(report.tx, report);
    // A later life may learn the same write again.
    else if (before.process === report.process || idOf(before) !== idOf(report)) tellTwice(before, report);
    else known.set(report.tx, report);
    judgeTerms(report);
  }
  return applied;

  function tellTwice(first: Apply, second: Apply): void {
    if (told.has(`twice ${first.tx}`)) return;
    told.add(`twice ${first.tx}`);
    const change = asked.get(first.tx);
    const name = change === undefined ? first.tx : spellChange(change);
    findings.violation(
      'twice',
      `${nameOf(history, second.process)} applied ${name} twice: events ${first.row} and ${second.row}`,
      step(`applied as ${spellApply(first)}`, first.row),
      step(`applied again as ${spellApply(second)}`, second.row),
    );
  }

  function judgeTerms(report: Apply): void {
    const change = asked.get(report.tx);
    const why = change === undefined ? 'no client ever asked for it' : whyUninvited(report, change);
    const key = `uninvited ${report.tx} ${report.account} ${report.change}`;
    if (why === undefined || told.has(key)) return;
    told.add(key);
    findings.violation(
      'uninvited',
      `${nameOf(history, report.process)} changed ${report.account} by ${report.change} for ${report.tx}, but ${why}`,
      step(change === undefined ? why : `what the client asked for: ${spellChange(change)}`, change?.row ?? -1),
      step(`${nameOf(history, report.process)} applied a change of ${report.change}`, report.row),
    );
  }
}

/** What is wrong with a write as it was applied, compared with what its client had asked for; undefined: nothing. */
function whyUninvited(report: Apply, asked: AskedChange): string | undefined {
  if (asked.row > report.row) return `its client asked for ${spellChange(asked)} only later`;
  const isRight =
    asked.change === undefined ? Math.abs(report.change) === asked.amount : report.change === asked.change;
  if (!isRight) return `its client had asked for a ${spellChange(asked)}`;
  return asked.account === '' || asked.account === report.account
    ? undefined
    : `its client had asked for ${asked.account}`;
}

/** One write has one name and one name has one write, whoever speaks of them. */
function judgeNames(findings: FindingsBuilder, { reports }: Applies, asked: ReadonlyMap<string, AskedChange>): void {
  const byName = new Map<string, { tx: string; row: number }>();
  const byTx = new Map<string, { name: string; row: number }>();
  const told = new Set<string>();

  function take(name: string, tx: string, row: number, says: string): void {
    const bearer = byName.get(name);
    if (bearer === undefined) byName.set(name, { tx, row });
    else if (bearer.tx !== tx && !told.has(name)) {
      told.add(name);
      findings.violation(
        'identity',
        `two writes bear the name ${name}: ${bearer.tx} and ${tx}`,
        step(`${name} is ${bearer.tx}`, bearer.row),
        step(`${says} ${name} is ${tx}`, row),
      );
    }
    const known = byTx.get(tx);
    if (known === undefined) byTx.set(tx, { name, row });
    else if (known.name !== name && !told.has(`tx ${tx}`)) {
      told.add(`tx ${tx}`);
      findings.violation(
        'identity',
        `the write of ${tx} goes by two names: ${known.name} and ${name}`,
        step(`${tx} is ${known.name}`, known.row),
        step(`${says} ${tx} is ${name}`, row),
      );
    }
  }

  for (const report of reports) take(idOf(report), report.tx, report.row, `at ${report.node}`);
  for (const { tx, write, applied } of asked.values()) {
    if (!Array.isArray(write) || typeof write[0] !== 'string' || typeof write[1] !== 'number') continue;
    take(idOf({ by: write[0], seq: write[1] }), tx, applied, 'its client was told that');
  }
}

function spellApply(apply: Apply): string {
  return `write ${idOf(apply)}${apply.balance === undefined ? '' : `: the balance is ${apply.balance}`}`;
}
