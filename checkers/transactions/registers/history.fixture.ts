import { createTransactionsBuilder } from '../../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../../src/history/transactions.js';

/**
 * Registers in words, a transaction a line, in the order of completions: `0: w x 1; r y 2; r z -` is of session 0 and read
 * the start of z; `1 info: w x 1`; `1 fail: w x 1`; `2 4..7: r x 1` lasted from row 4 to 7 (else one comes after the other).
 */
export function registers(lines: readonly string[], tells: Partial<Transactions> = {}): Transactions {
  const builder = createTransactionsBuilder('register', { hasRealTime: true, sessionsCount: false, ...tells });
  for (const [t, line] of lines.entries()) {
    const [, session, outcome = 'ok', from, to, operations] =
      /^(\d+)(?: (ok|info|fail))?(?: (\d+)\.\.(\d+))?: (.*)$/.exec(line)!;
    const rows = from === undefined ? [2 * t, 2 * t + 1] : [Number(from), Number(to)];
    builder.begin(Number(session), OUTCOME[outcome as 'ok'], rows[0]!, rows[1]!);
    for (const operation of operations!.split('; ')) {
      const [kind, key, value] = operation.split(' ');
      if (kind === 'w') builder.write(key!, Number(value));
      else builder.read(key!, value === '-' ? null : value === '?' ? undefined : Number(value));
    }
    builder.end();
  }
  return builder.done();
}
