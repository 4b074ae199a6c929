import type { Verdict } from '../../checkers/contract/verdict.js';
import type { History } from '../history/history.js';
import { type Paint, PLAIN } from './colour.js';
import { forShell, forTerminal } from './escape.js';
import { numbers } from './terminal.js';
import { firstOfEachRule } from './violations.js';
import { counted, cut, listed } from './words.js';

/** What is in a history, for somebody who opens it for the first time, and how to see more. */
export function* overview(history: History, checks: readonly Verdict[], show: readonly string[], paint: Paint = PLAIN) {
  const { header } = history;
  yield paint.strong(forTerminal(`Run ${header.run} of ${header.system}, seed ${header.seed}`));
  const clients = header.clients.length > 0 ? [`clients ${named(header.clients)}`] : [];
  const nodes = header.nodes.length > 0 ? [`nodes ${listed(header.nodes)}`] : [];
  yield forTerminal([...nodes, ...clients].join('; '));
  yield* numbers(history);
  const lives = history.processes.filter(({ role, life }) => role === 'node' && life > 1);
  for (const { participant, life } of lives) yield forTerminal(`  ${participant} was started again: its life ${life}`);
  yield '';
  const count = checks.reduce((sum, { violations }) => sum + violations.length, 0);
  yield paint.strong(count === 0 ? 'No violations.' : `${counted(count, 'violation')}:`);
  for (const { checker, violation, number, more } of firstOfEachRule(checks)) {
    const others = more > 0 ? paint.faint(`  and ${more} more like it`) : '';
    yield `  ${number}. ${paint.bad(forTerminal(`${checker}/${violation.rule}`))}${others}`;
    yield `     ${cut(forTerminal(violation.summary), 110)}`;
  }
  yield '';
  yield 'To see more:';
  const command = show.map(forShell).join(' ');
  if (count > 0) yield `  ${command} --violation 1`;
  yield `  ${command} --node ${forShell(header.nodes[0] ?? header.clients[0] ?? 'n1')}`;
  yield `  ${command} --events 0..${Math.max(Math.min(history.length - 1, 40), 0)}`;
}

/** A log of another tool may have thousands. */
function named(names: readonly string[]): string {
  return names.length <= 20 ? listed(names) : `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
}
