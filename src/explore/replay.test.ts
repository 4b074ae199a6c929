import { join } from 'node:path';
import { readHistory } from '../history/files/read.js';
import { memorySink } from '../history/files/sinks.js';
import type { NodeProgram } from '../node/program.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { openScenario } from '../run/open-scenario.js';
import { programOf, simulate } from '../run/simulate.js';
import type { Scenario } from '../scenario/scenario.js';
import { mutexLedger } from '../systems/mutex-ledger/system.js';
import type { System } from '../systems/system.js';
import { replay } from './replay.js';
import { replayLives } from './replay-lives.js';

const open = (file: string) => openScenario(join(PACKAGE_ROOT, 'scenarios', 'mutex-ledger', file));

function recorded(scenario: Scenario) {
  const sink = memorySink();
  simulate(scenario, sink);
  const bytes = Buffer.from(sink.bytes());
  return { bytes, history: readHistory(bytes, 'recorded') };
}

function programsOf({ nodes }: Scenario, run = nodes[0]!.run): Record<string, NodeProgram<never>> {
  return Object.fromEntries(nodes.map(({ id }) => [id, programOf(mutexLedger as unknown as System, id, run)]));
}

describe('enforced inputs', () => {
  // Timers fire in the second, messages come twice in the third, a bug stops the ledger in the fourth.
  test.each(['reference-slow-replies', 'reference-long-stays', 'reference-duplicates', 'mutant-abort-keeps-request'])(
    '%s says the same again, word for word',
    (name) => {
      const scenario = open(`${name}.yaml`);
      const { history } = recorded(scenario);
      const outputs = history.position.filter((position, row) => {
        const process = history.process[row]!;
        return position >= 0 && process >= 0 && history.processes[process]!.role === 'node';
      });
      expect(replayLives(history, programsOf(scenario))).toEqual({ outputs: outputs.length });
    },
  );

  test('another program is found out at the first thing that it does differently', () => {
    const scenario = open('mutant-funds-unchecked.yaml');
    const { history } = recorded(scenario);
    const { difference } = replayLives(history, programsOf(scenario, { reference: true }));
    expect(difference!.recorded).toContain('"kind":"block"');
    expect(difference!.replayed).toContain('"kind":"refuse"');
    expect(history.kinds[history.kind[difference!.row]!]).toEqual({ v: 'node', k: 'block' });
  });

  test('a node that died dies again', () => {
    const scenario = open('mutant-early-block-fatal.yaml');
    const { history } = recorded(scenario);
    expect(history.kindOf('run', 'exit')).toBeGreaterThanOrEqual(0);
    expect(replayLives(history, programsOf(scenario)).difference).toBeUndefined();
    expect(replayLives(history, programsOf(scenario, { reference: true })).difference!.recorded).toContain('it ended');
  });
});

test('what was simulated is simulated again, and a changed record is found out', () => {
  const { history, bytes } = recorded(open('reference-original-example.yaml'));
  expect(replay(history, bytes, 'x')).toMatchObject({ how: 'simulated again', foreign: [] });
  expect(replay(history, bytes, 'x').difference).toBeUndefined();
  const changed = Buffer.from(bytes.toString().replace('"k":"settled"', '"k":"unsettled"'));
  expect(replay(history, changed, 'x').difference).toMatchObject({ node: 'the run' });
});
