import type { Verdict } from '../../checkers/contract/verdict.js';
import type { History } from '../history/history.js';
import { type Paint, PLAIN } from './colour.js';
import { forShell, forTerminal } from './escape.js';
import { numbers } from './terminal.js';
import { counted, cut, listed } from './words.js';

/** What is in a history, for somebody who opens it for the first time, and how to see more. */
export function* overview(history: History, checks: readonly Verdict[], show: readonly string[], paint: Paint = PLAIN) {
  const { header } = history;
  yield paint.strong(forTerminal(`Run ${header.run} of ${header.system}, seed ${header.seed}`));
  yield forTerminal(
    `nodes ${listed(header.nodes)}${header.clients.length > 0 ? `; clients ${listed(header.clients)}` : ''}`,
  );
  yield* numbers(history);
  const lives = history.processes.filter(({ role, life }) => role === 'node' && life > 1);
  for (const { participant, life } of lives) yield forTerminal(`  ${participant} was started again: its life ${life}`);
  yield '';
  const violations = checks.flatMap(({ checker, violations }) => violations.map((v) => ({ checker, ...v })));
  yield paint.strong(violations.length === 0 ? 'No violations.' : `${counted(violations.length, 'violation')}:`);
  for (const [index, { checker, rule, summary }] of violations.slice(0, MOST).entries())
    yield `  ${index + 1}. ${paint.bad(forTerminal(`${checker}/${rule}`))}  ${cut(forTerminal(summary), 100)}`;
  if (violations.length > MOST) yield paint.faint(`  and ${violations.length - MOST} more`);
  yield '';
  yield 'To see more:';
  const command = show.map(forShell).join(' ');
  if (violations.length > 0) yield `  ${command} --violation 1`;
  yield `  ${command} --node ${forShell(header.nodes[0] ?? 'n1')}`;
  yield `  ${command} --events 0..${Math.max(Math.min(history.length - 1, 40), 0)}`;
}

const MOST = 12;
