import { judge } from '../checkers/contract/judge.js';
import { lamportClock } from '../checkers/lamport-clock.js';
import { monotonicReads } from '../checkers/monotonic-reads.js';
import { monotonicWrites } from '../checkers/monotonic-writes.js';
import { readYourWrites } from '../checkers/read-your-writes.js';
import { sessionLog } from '../checkers/sessions/session-log.js';
import { writesFollowReads } from '../checkers/writes-follow-reads.js';
import { readHistory } from '../src/history/files/read.js';
import type { History } from '../src/history/history.js';
import { generateBranches } from './sessions/generate.js';

const CHECKERS = [readYourWrites, monotonicReads, monotonicWrites, writesFollowReads, lamportClock];
const ROUNDS = 3;

/**
 * Judges a generated history of `events` events by the session guarantees and Lamport clocks, and, for comparison,
 * parses its lines with JSON.parse. Prints events a second of each step and its share of the time of JSON.parse: the
 * best of three rounds, in turns, in one process. What clients did is read once for the four guarantees.
 */
export async function benchSessions(events: number): Promise<void> {
  const bytes = generateBranches(events);
  const best = new Map<string, number>();
  const note = (name: string, seconds: number) => best.set(name, Math.min(seconds, best.get(name) ?? seconds));
  let all = Number.POSITIVE_INFINITY;
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
    step('what clients did', () => sessionLog(history!));
    for (const checker of CHECKERS) {
      step(checker.name, () => {
        const { verdict, reason } = judge(checker, history!);
        if (verdict !== 'pass')
          throw new Error(`${checker.name}: ${verdict} ${reason ?? ''} on a run without a mistake`);
      });
    }
    all = Math.min(all, sum);
  }
  const { length } = sessionLog(readHistory(bytes, 'bench'));
  console.log(
    `  ${events} events of ${(bytes.length / events).toFixed(0)} bytes each, ${length} operations of clients`,
  );
  const parsing = best.get(PARSE)!;
  const line = (name: string, seconds: number, aim = '') => {
    const rate = `${(events / seconds / 1e6).toFixed(2)}M events/s`;
    console.log(`  ${name.padEnd(26)} ${rate.padStart(16)}   ${(seconds / parsing).toFixed(3)} of JSON.parse${aim}`);
  };
  for (const [name, seconds] of best) line(name, seconds);
  line('all together', all, ' (aim: at most 1)');
}

const PARSE = 'JSON.parse of the lines';

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
