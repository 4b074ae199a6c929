import type { Draft } from './draft.js';
import { MOST_NODES } from './grammar/nodes.js';
import type { NodeRun, PlannedNode } from './scenario.js';
import { unknownWord } from './unknown-word.js';

type Given = { count?: number; run?: GivenRun } & Record<string, { run: GivenRun }>;
type GivenRun = 'reference' | { mutant: string } | { command: string[] };

/** Names of the nodes. Where their number is in doubt these are all names there can be, so that none is called wrong. */
export function nodeIds(draft: Draft): string[] {
  const { count = 3 } = (draft.value.nodes ?? {}) as { count?: number };
  return Array.from({ length: draft.sound(['nodes']) ? count : MOST_NODES }, (_, i) => `n${i + 1}`);
}

export function resolveNodes(draft: Draft, ids: readonly string[]): PlannedNode[] {
  if (!draft.sound(['nodes'])) return ids.map((id) => ({ id, run: { reference: true } }));
  const given = (draft.value.nodes ?? {}) as Given;
  for (const id of Object.keys(given)) {
    if (id === 'count' || id === 'run' || ids.includes(id)) continue;
    draft.complain({ path: ['nodes', id], key: true, ...unknownWord('node', id, ids) });
  }
  const runs = [['run'], ...ids.map((id) => [id, 'run'])];
  for (const path of runs) checkCommand(draft, ['nodes', ...path]);
  return ids.map((id) => ({ id, run: runOf(given[id]?.run ?? given.run ?? 'reference') }));
}

function checkCommand(draft: Draft, path: string[]): void {
  const run = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], draft.value);
  const command = (run as { command?: string[] } | undefined)?.command;
  if (command === undefined) return;
  if (command[0] === '') draft.complain({ path: [...path, 'command', 0], message: 'the program has no name' });
  if (draft.value.host === 'sim') {
    const message = 'a program of yours cannot run in the simulator, which runs built-in nodes only';
    draft.complain({ path, message, expected: 'host: any or host: nats, or nodes that run: reference or a mutant' });
  }
}

function runOf(run: GivenRun): NodeRun {
  return run === 'reference' ? { reference: true } : run;
}
