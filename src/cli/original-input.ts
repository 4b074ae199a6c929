import type { EventLine } from '../history/event.js';
import type { History } from '../history/history.js';
import type { Scenario } from '../scenario/scenario.js';
import { SYSTEMS } from '../systems/registry.js';
import type { OriginalInput, OriginalOperation, OriginalPrints } from '../systems/system.js';

/** The scenario, as a document, that does what an original input says. Every node has a terminal of its own: client c1 sits at n1. */
export function scenarioOfInput(system: string, input: OriginalInput, title: string): Record<string, unknown> {
  return {
    scenario: title,
    system,
    nodes: { count: input.nodes.length },
    config: input.config,
    steps: input.commands.flatMap((command): Record<string, unknown>[] => {
      if ('wait' in command) return [{ wait: `${command.wait / 1e6}ms` }];
      if ('settle' in command) return [{ until: 'settled' }];
      if ('together' in command) return [{ together: command.together.map((one) => stepOf(input, one)) }];
      return 'do' in command ? [stepOf(input, command.do)] : [];
    }),
  };
}

function stepOf(input: OriginalInput, one: OriginalOperation): Record<string, unknown> {
  return { client: clientOf(input, one), at: one.at, do: { [one.operation]: one.arguments } };
}

/**
 * What the original would have printed during a run: a fold over its history. `stepRows` are the rows recorded when each
 * step was over; where the run ended early, so does this.
 */
export function* printsOf(input: OriginalInput, prints: OriginalPrints, history: History, stepRows: readonly number[]) {
  yield* prints.started();
  const answers = answersByClient(history);
  let observed = 0;
  let step = 0;
  for (const command of input.commands) {
    if ('print' in command) {
      yield* prints.print(command.print, command.node);
      continue;
    }
    const rows = stepRows[step++];
    if (rows === undefined) return;
    for (; observed < rows; observed++) prints.observe(lineOf(history, observed));
    const done = 'do' in command ? [command.do] : 'together' in command ? command.together : [];
    for (const one of done) yield* answered(one, answers.get(clientOf(input, one))?.shift());
  }

  function answered(operation: OriginalOperation, row: number | undefined): string[] {
    if (row === undefined) return prints.answered(operation, { why: 'no answer' });
    const isOk = history.kinds[history.kind[row]!]!.k === 'ok';
    return prints.answered(operation, isOk ? { result: history.body(row) } : { why: history.why(row) || 'no answer' });
  }
}

/** What the original would show in the end of a scenario's steps. A workload's ledger would fill the screen. */
export function closingPrintsOf(scenario: Scenario, history: History): string[] {
  if (scenario.steps === undefined) return [];
  const prints = SYSTEMS[scenario.system]!.prints?.(scenario.config, history.header.nodes);
  for (let row = 0; row < history.length; row++) prints?.observe(lineOf(history, row));
  return prints?.closing() ?? [];
}

function clientOf(input: OriginalInput, { client, at }: OriginalOperation): string {
  return client ?? `c${input.nodes.indexOf(at) + 1}`;
}

/** The rows at which each client's operations ended, in their order. */
function answersByClient(history: History): Map<string, number[]> {
  const answers = new Map<string, number[]>();
  for (let row = 0; row < history.length; row++) {
    const { v, k } = history.kinds[history.kind[row]!]!;
    if (v !== 'client' || k === 'invoke') continue;
    const { participant } = history.processes[history.process[row]!]!;
    if (!answers.has(participant)) answers.set(participant, []);
    answers.get(participant)!.push(row);
  }
  return answers;
}

/** An event as its recorder was given it, as far as prints look at it. */
function lineOf(history: History, row: number): EventLine {
  const { v, k } = history.kinds[history.kind[row]!]!;
  const process = history.processes[history.process[row]!];
  const body = history.bodyText(row);
  const line: EventLine = {
    v,
    k,
    ...(process && { node: process.participant, life: process.life }),
    ...(body && { body }),
  };
  if (v === 'relay' && (k === 'deliver' || k === 'hold' || k === 'drop')) {
    const sent = history.ref[row]!;
    const from = history.processes[history.process[sent]!];
    return from === undefined
      ? line
      : {
          ...line,
          delivery: history.seq[row]!,
          from: from.participant,
          fromLife: from.life,
          fromSeq: history.seq[sent]!,
        };
  }
  const type = history.types[history.type[row]!];
  const to = history.participants[history.to[row]!];
  return {
    ...line,
    seq: history.seq[row]!,
    ...(type !== undefined && { type }),
    ...(to !== undefined && { to }),
    ...(history.seen[row]! >= 0 && { seen: history.seen[row]! }),
    ...(!Number.isNaN(history.clock[row]!) && { clock: history.clock[row]! }),
  };
}
