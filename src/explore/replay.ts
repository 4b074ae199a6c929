import { memorySink } from '../history/files/sinks.js';
import type { History } from '../history/history.js';
import type { NodeProgram } from '../node/program.js';
import { SCENARIO_WORLD } from '../run/open-scenario.js';
import { programOf, simulate } from '../run/simulate.js';
import { parseScenario } from '../scenario/parse.js';
import type { Scenario } from '../scenario/scenario.js';
import { SYSTEMS } from '../systems/registry.js';
import { type Difference, replayLives } from './replay-lives.js';

export interface ReplayResult {
  /** How the run was done again. */
  how: 'simulated again' | 'recorded inputs enforced';
  /** What was compared: lines of the record, or messages and events of nodes. */
  compared: number;
  difference?: Difference;
  /** Nodes that are no programs of ours: nothing is known of them. */
  foreign: string[];
}

/** The scenario that a history was recorded from. Throws ScenarioError where it is none of this version. */
export function scenarioOf(history: History, file: string): Scenario {
  return parseScenario(JSON.stringify(history.header.scenario), `the scenario in ${file}`, SCENARIO_WORLD);
}

/**
 * Does a recorded run again. What was recorded in simulation is simulated again and must come out byte for byte; what
 * was recorded on a broker is enforced on the programs, input by input (see replay-lives.ts). Runs nothing but built-in
 * programs.
 */
export function replay(history: History, bytes: Uint8Array, file: string): ReplayResult {
  const scenario = scenarioOf(history, file);
  if (history.header.host === 'sim') return simulateAgain(scenario, history, bytes);
  const system = SYSTEMS[scenario.system]!;
  const foreign = scenario.nodes.filter(({ run }) => 'command' in run).map(({ id }) => id);
  const programs: Record<string, NodeProgram<never>> = {};
  for (const { id, run } of scenario.nodes) if (!foreign.includes(id)) programs[id] = programOf(system, id, run);
  const { outputs, difference } = replayLives(history, programs);
  return { how: 'recorded inputs enforced', compared: outputs, foreign, ...(difference && { difference }) };
}

function simulateAgain(scenario: Scenario, history: History, bytes: Uint8Array): ReplayResult {
  const sink = memorySink();
  simulate(scenario, sink);
  const recorded = linesOf(bytes);
  const replayed = linesOf(sink.bytes());
  const how = 'simulated again';
  for (let line = 0; line < Math.max(recorded.length, replayed.length); line++) {
    if (recorded[line] === replayed[line]) continue;
    const row = rowOf(recorded[line]) ?? rowOf(replayed[line]) ?? history.length - 1;
    const process = history.process[row] ?? -1;
    const node = process < 0 ? 'the run' : history.processes[process]!.participant;
    const [was, is] = [recorded[line] ?? 'nothing', replayed[line] ?? 'nothing'];
    return { how, compared: line, foreign: [], difference: { row, node, recorded: was, replayed: is } };
  }
  return { how, compared: recorded.length, foreign: [] };
}

function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString().trimEnd().split('\n');
}

function rowOf(line: string | undefined): number | undefined {
  const match = /^\{"i":(\d+)/.exec(line ?? '');
  return match === null ? undefined : Number(match[1]);
}
