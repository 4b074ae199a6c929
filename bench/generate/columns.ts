import { createTransactionsBuilder } from '../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../src/history/transactions.js';
import { generate, type Plan } from './generate.js';
import type { LogEvent } from './log.js';

interface Done {
  session: number;
  outcome: number;
  invoked: number;
  completed: number;
  event: LogEvent;
}

/** A generated log as columns, without a file: rows are the numbers of its lines, sessions in order of first completion. */
export function generateColumns(plan: Plan): Transactions {
  const done: Done[] = [];
  const open = new Map<number, number>();
  const sessions = new Map<string, number>();
  let row = 0;
  generate(plan, (event) => {
    const { kind, client, life } = event;
    if (kind === 'invoke') open.set(client, row);
    else {
      const name = `${client} ${life}`;
      const session = sessions.get(name) ?? sessions.size;
      sessions.set(name, session);
      done.push({ session, outcome: OUTCOME[kind], invoked: open.get(client)!, completed: row, event });
    }
    row++;
  });
  const builder = createTransactionsBuilder(plan.model, { hasRealTime: true, sessionsCount: false });
  for (const { session, outcome, invoked, completed, event } of done) {
    builder.begin(session, outcome, invoked, completed);
    for (const { isWrite, key, value, list, replaced } of event.operations) {
      if (isWrite) builder.write(key, value ?? undefined, replaced);
      else if (list !== undefined) builder.readList(key, list);
      else builder.read(key, value);
    }
    builder.end();
  }
  return builder.done();
}
