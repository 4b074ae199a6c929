import type { OutcomeAnswer } from '../contract/final-phase.js';
import { type FindingsBuilder, step } from '../contract/findings.js';
import type { AskedChange } from '../write-sets/asked.js';
import type { Applied } from './write-sets.js';

/** What nodes say at the end about a deposit or a withdrawal agrees with what was applied, and among them. */
export function judgeOutcomes(
  findings: FindingsBuilder,
  answers: readonly OutcomeAnswer[],
  asked: ReadonlyMap<string, AskedChange>,
  applied: Applied,
  reporting: ReadonlySet<string>,
): void {
  const told = new Set<string>();
  const first = new Map<string, OutcomeAnswer>();
  for (const answer of answers) {
    const { tx, node, outcome, row } = answer;
    if (outcome === 'unknown' || told.has(tx)) continue;
    const other = first.get(tx);
    const disagreement =
      other === undefined || other.outcome === outcome ? undefined : step(`${other.node} says the contrary`, other.row);
    const contradiction = contradictionTo(answer, asked.get(tx), applied, reporting) ?? disagreement;
    if (other === undefined) first.set(tx, answer);
    if (contradiction === undefined) continue;
    told.add(tx);
    findings.violation(
      'outcome',
      `at the end ${node} says that ${tx} was ${outcome === 'applied' ? 'done' : 'never done'}, but ${contradiction.why}`,
      contradiction,
      step(`${node} answers "${outcome}"`, row),
    );
  }
}

/** What speaks against an answer, if anything. */
function contradictionTo(
  { tx, node, outcome }: OutcomeAnswer,
  change: AskedChange | undefined,
  applied: Applied,
  reporting: ReadonlySet<string>,
) {
  if (outcome === 'applied') {
    if (change !== undefined && change.refused >= 0 && change.applied < 0) {
      return step('its client was told that it was refused', change.refused);
    }
    return reporting.has(node) && !applied.get(node)?.has(tx) ? step(`${node} has not applied it`) : undefined;
  }
  if (change !== undefined && change.applied >= 0) return step('its client was told that it was done', change.applied);
  for (const [other, known] of applied) {
    const report = known.get(tx);
    if (report !== undefined) return step(`${other} has applied it`, report.row);
  }
  return undefined;
}
