import type { Checker } from '../checkers/contract/checker.js';
import { judge } from '../checkers/contract/judge.js';
import { readHistory } from '../src/history/files/read.js';
import type { History } from '../src/history/history.js';
import { parseLines, timed } from './parse-lines.js';

const ROUNDS = 3;
const PARSE = 'JSON.parse of the lines';

/** What is judged: a history without a mistake. */
export interface Judging {
  bytes: Uint8Array;
  events: number;
  checkers: readonly Checker[];
  /** What several of the checkers stand on, and which is done once for all. */
  first: { name: string; read(history: History): unknown };
}

/**
 * Reads a history and judges it by each checker, and, for comparison, parses its lines with JSON.parse. Prints what was
 * observed, events a second of each step and its share of the time of JSON.parse (the best of three rounds, in turns, in
 * one process), and the most memory that the process had.
 */
export function benchJudging({ bytes, events, checkers, first }: Judging): void {
  const best = new Map<string, number>();
  const note = (name: string, seconds: number) => best.set(name, Math.min(seconds, best.get(name) ?? seconds));
  const observed: string[] = [];
  let all = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const parsing = timed(() => parseLines(bytes));
    note(PARSE, parsing);
    let sum = 0;
    const step = (name: string, action: () => void) => {
      const seconds = timed(action);
      sum += seconds;
      note(name, seconds);
    };
    let history: History | undefined;
    step('into columns, verified', () => {
      history = readHistory(bytes, 'bench');
    });
    step(first.name, () => void first.read(history!));
    for (const checker of checkers) {
      step(checker.name, () => {
        const { verdict, reason, coverage } = judge(checker, history!);
        if (verdict !== 'pass') {
          throw new Error(`${checker.name}: ${verdict} ${reason ?? ''} on a run without a mistake`);
        }
        if (round > 0) return;
        const counts = Object.entries(coverage.counts).filter(([, count]) => count > 0);
        observed.push(`${checker.name}: ${counts.map(([what, count]) => `${count} ${what}`).join(', ')}`);
      });
    }
    all = Math.min(all, sum);
  }
  console.log(`  ${events} events of ${(bytes.length / events).toFixed(0)} bytes each`);
  for (const what of observed) console.log(`  ${what}`);
  const parsing = best.get(PARSE)!;
  const line = (name: string, seconds: number, aim = '') => {
    const rate = `${(events / seconds / 1e6).toFixed(2)}M events/s`;
    console.log(`  ${name.padEnd(26)} ${rate.padStart(16)}   ${(seconds / parsing).toFixed(3)} of JSON.parse${aim}`);
  };
  for (const [name, seconds] of best) line(name, seconds);
  line('all together', all, ' (aim: at most 1)');
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`  most memory of this process ${peak.toFixed(0)} MiB, generating included (aim: at most 1024)`);
}
