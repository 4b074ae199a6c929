import { generate, type Plan } from './generate.js';
import type { Micro, Model } from './log.js';

/** Hands a generated log to `take` as Jepsen writes it for Elle, one map a line. Not for versions, which Elle does not know. */
export function writeEdn(plan: Plan, take: (line: string) => void): void {
  if (plan.model === 'versioned') throw new Error('EDN logs have no versions; take append or register');
  let index = 0;
  generate(plan, ({ kind, client, life, operations }) => {
    // As Jepsen numbers processes: after an info the client goes on as another one.
    const process = client + (life - 1) * (plan.clients + 1);
    const value = operations.map((operation) => microText(operation, plan.model)).join(' ');
    take(`{:type :${kind}, :f :txn, :value [${value}], :time ${index * 700}, :process ${process}, :index ${index}}\n`);
    index++;
  });
}

function microText({ isWrite, key, value, list }: Micro, model: Model): string {
  if (!isWrite) return `[:r ${key} ${list === undefined ? (value ?? 'nil') : `[${list.join(' ')}]`}]`;
  return `[${model === 'append' ? ':append' : ':w'} ${key} ${value}]`;
}
