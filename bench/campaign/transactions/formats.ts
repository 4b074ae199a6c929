import { memorySink } from '../../../src/history/files/sinks.js';
import { FORMATS } from '../../../src/history/foreign/formats.js';
import { transactionsOf } from '../../../src/history/transactions/of-history.js';
import type { Transactions } from '../../../src/history/transactions.js';
import { generateColumns } from '../../generate/columns.js';
import { writeEdn } from '../../generate/edn.js';
import type { Plan } from '../../generate/generate.js';
import { writeHistory } from '../../generate/jsonl.js';
import type { Problem } from './judged.js';

/** What is lost of a generated log when it is written, in our format and in EDN, and read again. */
export function lostInFormats(plan: Plan): Problem[] {
  const sink = memorySink();
  writeHistory(plan, sink);
  let edn = '';
  if (plan.model !== 'versioned') writeEdn(plan, (line) => void (edn += line));
  const written = { touchstone: sink.bytes(), ...(edn !== '' && { edn: Buffer.from(edn) }) };
  const expected = comparable(generateColumns(plan));
  return Object.entries(written).flatMap(([format, bytes]) => {
    const buffer = Buffer.concat([bytes, Buffer.of(0)]);
    const history = FORMATS[format]!.read({ name: 'generated', bytes: buffer, size: bytes.length }, {});
    const read = transactionsOf(history);
    const summary = `${plan.strength} ${plan.model} is not the same when it is read from ${format}`;
    return 'unsupported' in read || comparable(read) !== expected ? [{ what: 'lost in writing', summary }] : [];
  });
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
