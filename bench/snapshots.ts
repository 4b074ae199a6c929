import { causalDelivery } from '../checkers/causal-delivery.js';
import { consumptionOf } from '../checkers/contract/consumption.js';
import { judge } from '../checkers/contract/judge.js';
import { snapshotConsistency } from '../checkers/snapshot-consistency.js';
import { vectorClock } from '../checkers/vector-clock.js';
import { readHistory } from '../src/history/files/read.js';
import type { History } from '../src/history/history.js';
import { generateSnapshots } from './snapshots/generate.js';

const CHECKERS = [snapshotConsistency, causalDelivery, vectorClock];
const ROUNDS = 3;
const PARSE = 'JSON.parse of the lines';

/**
 * Judges a generated history of `events` events of 16 nodes by what orders and cuts it, and, for comparison, parses its
 * lines with JSON.parse. Prints events a second of each step and its share of the time of JSON.parse (the best of
 * three rounds, in turns, in one process), and the most memory that the process had.
 */
export async function benchSnapshots(events: number): Promise<void> {
  const bytes = generateSnapshots(events);
  const best = new Map<string, number>();
  const note = (name: string, seconds: number) => best.set(name, Math.min(seconds, best.get(name) ?? seconds));
  let all = Number.POSITIVE_INFINITY;
  const observed: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    note(
      PARSE,
      timed(() => parse(bytes)),
    );
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
    step('what was consumed when', () => consumptionOf(history!));
    for (const checker of CHECKERS) {
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

/** Each line to an object, a line at a time, as a reader without columns would. */
function parse(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let lines = 0;
  for (let at = 0; at < buffer.length; lines++) {
    const end = buffer.indexOf(10, at);
    JSON.parse(buffer.toString('utf8', at, end));
    at = end + 1;
  }
  if (lines === 0) throw new Error('there was nothing to parse');
}

function timed(action: () => void): number {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
