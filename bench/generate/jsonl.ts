import { minimalHeader } from '../../src/history/files/from-lines.js';
import { createRecorder } from '../../src/history/files/recorder.js';
import type { Sink } from '../../src/history/recorder.js';
import { generate, type Plan } from './generate.js';
import type { Micro, Model } from './log.js';

/** Writes a generated log to `sink` as a sealed history of ours, a line at a time; returns how many events it has. */
export function writeHistory(plan: Plan, sink: Sink): number {
  const clients = Array.from({ length: plan.clients + 1 }, (_, at) => `c${at + 1}`);
  const header = { ...minimalHeader(), sealed: true, run: `${plan.strength}-${plan.seed}`, seed: plan.seed, clients };
  let time = 0;
  const recorder = createRecorder(header, sink, () => (time += 700));
  generate(plan, ({ kind, client, life, number, operations }) => {
    const told = kind === 'invoke' ? '"do":"txn",' : '';
    const body =
      kind === 'invoke' || kind === 'ok' ? `{${told}"ops":${operationsText(operations, plan.model)}}` : undefined;
    recorder.record({ v: 'client', k: kind, node: clients[client]!, life, op: number, body });
  });
  recorder.seal({ settled: true });
  return recorder.count;
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
