import { readHistory } from '../history/files/read.js';
import { memorySink } from '../history/files/sinks.js';
import type { Sink } from '../history/recorder.js';
import { createSimulator } from '../hosts/sim/simulator.js';
import type { NodeProgram } from '../node/program.js';
import type { NodeRun, Scenario } from '../scenario/scenario.js';
import { SYSTEMS } from '../systems/registry.js';
import type { System } from '../systems/system.js';
import { createConduct } from './conduct.js';
import { headerOf } from './header.js';
import { impossibleOn } from './impossible.js';
import { judgeRun } from './judge-run.js';
import type { RunResult } from './result.js';

/** A run that cannot be simulated: a scenario for real processes. */
export class NotSimulable extends Error {
  override name = 'NotSimulable';
}

/** Runs a scenario in virtual time and judges it; the history stays in memory. Throws NotSimulable. */
export function runInSimulation(scenario: Scenario): RunResult {
  const sink = memorySink();
  const { stepRows, broken } = simulate(scenario, sink);
  const bytes = sink.bytes();
  const history = readHistory(bytes, `${scenario.name} (seed ${scenario.seed})`);
  return {
    scenario,
    seed: scenario.seed,
    host: 'sim',
    bytes,
    log: history,
    stepRows,
    ...judgeRun(scenario, history, broken),
    broken,
  };
}

/** Runs a scenario in virtual time and records it to `sink`, which is sealed and closed afterwards. */
export function simulate(scenario: Scenario, sink: Sink): Pick<RunResult, 'stepRows' | 'broken'> {
  const system = SYSTEMS[scenario.system]!;
  if (scenario.host === 'nats') throw new NotSimulable(`${scenario.file} asks for host: nats; leave --sim out`);
  const impossible = impossibleOn('sim', scenario);
  if (impossible !== undefined) throw new NotSimulable(`${scenario.file}: ${impossible}`);
  const programs = Object.fromEntries(scenario.nodes.map(({ id, run }) => [id, programOf(system, id, run)]));
  const header = headerOf(scenario, system, { run: `sim-${scenario.seed}`, host: 'sim', identities: 'enforced' });
  const conduct = createConduct({ scenario, system, header, sink });
  const simulator = createSimulator({ seed: scenario.seed, programs, inbox: scenario.network.inbox }, conduct.listener);
  conduct.begin(simulator);
  simulator.run(conduct.finished);
  return { stepRows: conduct.stepRows, broken: conduct.broken() };
}

/** The built-in program of a node. Throws NotSimulable where it is none. */
export function programOf(system: System, id: string, run: NodeRun): NodeProgram<never> {
  if ('command' in run) {
    throw new NotSimulable(`${id} is a program of its own (${run.command.join(' ')}); it can only run on a broker`);
  }
  const program = 'mutant' in run ? system.mutants[run.mutant]!.program : system.program;
  return program as NodeProgram<never>;
}
