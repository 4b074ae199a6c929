import { LEVELS, type Level } from '../../../checkers/transactions/levels.js';
import type { Tally } from '../../../src/explore/tally.js';
import { memorySink } from '../../../src/history/files/sinks.js';
import { FORMATS } from '../../../src/history/foreign/formats.js';
import { transactionsOf } from '../../../src/history/transactions/of-history.js';
import type { Transactions } from '../../../src/history/transactions.js';
import { generateColumns } from '../../generate/columns.js';
import { writeEdn } from '../../generate/edn.js';
import type { Plan } from '../../generate/generate.js';
import { writeHistory } from '../../generate/jsonl.js';
import { judgedAndVerified, type Outcome, type Problem } from './judged.js';
import { tallyOfSeed } from './tally.js';

/** A generated log, written in our format and in EDN and read again, is the same, and each comes to one verdict. */
export function judgeFormats(plan: Plan): Tally {
  const log = generateColumns(plan);
  const levels = Object.keys(LEVELS) as Level[];
  const level = levels[plan.seed % levels.length]!;
  const expected = judgedAndVerified(log, level, plan.seed);
  const outcomes: Outcome[] = [expected];
  const problems: Problem[] = [];
  for (const [format, read] of Object.entries(writtenAndRead(plan))) {
    const about = `${plan.strength} ${plan.model}, read from ${format},`;
    if ('unsupported' in read || comparable(read) !== comparable(log)) {
      problems.push({ what: 'lost in writing', summary: `${about} is not the same` });
      continue;
    }
    const outcome = judgedAndVerified(read, level, plan.seed);
    outcomes.push(outcome);
    if (outcome.verdict === expected.verdict) continue;
    const summary = `${about} at ${level}: ${outcome.verdict}, and without a file ${expected.verdict}`;
    problems.push({ what: 'another verdict', summary });
  }
  return tallyOfSeed(plan.seed, { outcomes, problems });
}

function writtenAndRead(plan: Plan): Record<string, ReturnType<typeof transactionsOf>> {
  const sink = memorySink();
  writeHistory(plan, sink);
  let edn = '';
  if (plan.model !== 'versioned') writeEdn(plan, (line) => void (edn += line));
  const written = { touchstone: sink.bytes(), ...(edn !== '' && { edn: Buffer.from(edn) }) };
  const read = Object.entries(written).map(([format, bytes]) => {
    const buffer = Buffer.concat([bytes, Buffer.of(0)]);
    const history = FORMATS[format]!.read({ name: 'generated', bytes: buffer, size: bytes.length }, {});
    return [format, transactionsOf(history)];
  });
  return Object.fromEntries(read);
}

/** The columns as text, with sessions numbered as they first appear. */
function comparable(log: Transactions): string {
  const numbers = new Map<number, number>();
  const session = Array.from(log.session, (s) => {
    if (!numbers.has(s)) numbers.set(s, numbers.size);
    return numbers.get(s);
  });
  const { keyName, valueName, sessionsCount, hasRealTime, ...columns } = log;
  return JSON.stringify({ ...columns, session }, (_, value) =>
    ArrayBuffer.isView(value) ? [...(value as Int32Array)] : value,
  );
}
