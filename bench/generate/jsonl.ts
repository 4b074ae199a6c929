import { minimalHeader } from '../../src/history/files/from-lines.js';
import type { Sink } from '../../src/history/recorder.js';
import { recordTo } from '../recorded.js';
import { generate, type Plan } from './generate.js';
import type { Micro, Model } from './log.js';

/** Writes a generated log to `sink` as a sealed history of ours, a line at a time; returns how many events it has. */
export function writeHistory(plan: Plan, sink: Sink): number {
  const clients = Array.from({ length: plan.clients + 1 }, (_, at) => `c${at + 1}`);
  const header = { ...minimalHeader(), run: `${plan.strength}-${plan.seed}`, seed: plan.seed, clients };
  return recordTo(sink, header, (recorder) =>
    generate(plan, ({ kind, client, life, number, operations }) => {
      const told = kind === 'invoke' ? '"do":"txn",' : '';
      const isTold = kind === 'invoke' || kind === 'ok';
      const body = isTold ? `{${told}"ops":${operationsText(operations, plan.model)}}` : undefined;
      recorder.record({ v: 'client', k: kind, node: clients[client]!, life, op: number, body });
    }),
  );
}

function operationsText(operations: readonly Micro[], model: Model): string {
  return `[${operations.map((operation) => microText(operation, model)).join(',')}]`;
}

function microText({ isWrite, key, value, list, replaced }: Micro, model: Model): string {
  if (!isWrite) return `["r",${key},${list === undefined ? (value ?? null) : `[${list.join(',')}]`}]`;
  if (model === 'append') return `["append",${key},${value}]`;
  if (model === 'register') return `["w",${key},${value}]`;
  return value === undefined ? `["w",${key}]` : `["w",${key},${value},${replaced ?? null}]`;
}
