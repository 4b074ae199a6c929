import type { Vantage } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';
import type { Checker, Findings } from './checker.js';
import type { Coverage, Step, Unjudged, UnknownReason } from './verdict.js';

/** Violations listed for each rule; all of them are counted. */
export const LISTED = 20;
/** Characters of a sentence. */
const LONGEST = 400;

/** Gathers what a checker finds, in any order, and hands it out in the order of the history. */
export interface FindingsBuilder {
  /** A broken rule: one sentence, and the argument; its events are those of the steps. */
  violation(rule: string, summary: string, ...steps: Step[]): void;
  /** A rule that could not be decided. Repeated for the same rule and reason, the first `why` stands. */
  unjudged(rule: string, reason: UnknownReason, why: string): void;
  warn(remark: string): void;
  /** Adds `violations` (how many there are, listed or not) to the counts. */
  done(counts: Coverage['counts'], certificate?: unknown): Findings;
}

/**
 * A step of an argument. Rows that are negative (absent) are left out, and so is a step about events of which there is
 * none; one that names no events at all speaks of what is not there, and stays.
 */
export function step(why: string, ...events: number[]): Step {
  const present = ascending(events);
  return { why: present.length < 1 && events.length > 0 ? '' : why, events: present };
}

export function createFindings(history: History): FindingsBuilder {
  const found: { rule: string; summary: string; steps: Step[]; events: number[] }[] = [];
  const perRule = new Map<string, number>();
  const unjudged: Unjudged[] = [];
  const warnings: string[] = [];
  let total = 0;

  return {
    violation(rule, summary, ...steps) {
      total++;
      const nth = (perRule.get(rule) ?? 0) + 1;
      perRule.set(rule, nth);
      if (nth > LISTED) return;
      const told = steps.filter(({ why }) => why !== '').map(({ why, events }) => ({ why: clip(why), events }));
      found.push({ rule, summary: clip(summary), steps: told, events: ascending(told.flatMap((s) => s.events)) });
    },
    unjudged(rule, reason, why) {
      if (!unjudged.some((u) => u.rule === rule && u.reason === reason))
        unjudged.push({ rule, reason, why: clip(why) });
    },
    warn(remark) {
      warnings.push(remark);
    },
    done(counts, certificate) {
      for (const [rule, count] of perRule) {
        if (count > LISTED) warnings.push(`${rule}: ${count} violations, of which the first ${LISTED} are listed`);
      }
      const violations = found
        .map((v) => ({ ...v, vantage: weakestVantage(history, v.events) }))
        .sort((a, b) => (a.events.at(-1) ?? -1) - (b.events.at(-1) ?? -1));
      return {
        violations: violations.map(({ rule, summary, vantage, events, steps }) => ({
          rule,
          summary,
          vantage,
          events,
          steps,
        })),
        counts: { ...counts, violations: total },
        warnings,
        unjudged,
        ...(certificate === undefined ? {} : { certificate }),
      };
    },
  };
}

/** Findings of a checker whose system's spec lacks what it needs: nothing is judged. */
export function unsupported(checker: Pick<Checker, 'rules' | 'needs'>, why: string): Findings {
  return {
    violations: [],
    counts: Object.fromEntries(checker.needs.map((counter) => [counter, 0])),
    unjudged: Object.keys(checker.rules).map((rule) => ({ rule, reason: 'unsupported' as const, why })),
  };
}

/** How far each vantage can be trusted: a node may lie, the harness itself does not. */
const DISTRUST: Record<Vantage, number> = { run: 0, fault: 1, client: 2, relay: 3, disk: 4, node: 5 };

function weakestVantage(history: History, events: readonly number[]): Vantage {
  let weakest: Vantage = 'run';
  for (const row of events) {
    const { v } = history.kinds[history.kind[row]!]!;
    if (DISTRUST[v] > DISTRUST[weakest]) weakest = v;
  }
  return weakest;
}

/** Names come from nodes and may be of any length. */
function clip(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}

function ascending(rows: number[]): number[] {
  return [...new Set(rows)].filter((row) => row >= 0).sort((a, b) => a - b);
}
