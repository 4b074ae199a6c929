import type { NodeAction, PlannedFault } from '../faults/fault.js';
import { FAULTS } from '../faults/registry.js';
import type { EventLine } from '../history/event.js';
import { createAgenda } from '../hosts/sim/agenda.js';
import { createDisturbances } from './disturbances.js';
import { createRoles } from './roles.js';

const world = { nodes: ['n1', 'n2', 'n3'], clients: ['c1'], roles: ['holder'] };

function planned(trigger: PlannedFault['trigger'], name: string, value: unknown, lasts?: number): PlannedFault {
  const options = FAULTS[name]!.resolve(value, {}, world);
  return { number: 1, fault: name, options, trigger, ...(lasts !== undefined && { lasts }) };
}

/** Faults over time; `told` is what they record and do, with the time in ms. */
function lab(faults: PlannedFault[], seed = 1) {
  const agenda = createAgenda();
  const told: string[] = [];
  const rows: EventLine[] = [];
  const ms = () => `${Math.floor(agenda.now() / 1e6)}ms`;
  const roles = createRoles({ holder: { gained: 'enter', lost: 'leave' } });
  const disturbances = createDisturbances(faults, seed, {
    now: agenda.now,
    schedule: agenda.schedule,
    record(row) {
      rows.push(row);
      told.push(`${ms()} ${row.k} ${row.fault}`);
    },
    world,
    roles,
    ended() {},
    act: (action: NodeAction, exactly) =>
      told.push(`${ms()} ${action.do} ${'node' in action ? action.node : ''}${exactly ? ' exactly' : ''}`),
  });
  /** As the relay does it. */
  const report = (node: string, kind: string) => {
    roles.reports(node, kind);
    disturbances.onReport(node, kind);
    roles.reported(node, kind);
  };
  const at = (time: number, action: () => void) => agenda.schedule(time * 1e6, action);
  const run = () => {
    while (agenda.step());
  };
  return { disturbances, told, rows, roles, report, at, run };
}

test('a fault begins exactly at the nth event of a node, and only there', () => {
  const { report, run, told } = lab([planned({ when: { event: 'enter', node: 'n2', nth: 2 } }, 'crash', 'n3', 5e6)]);
  report('n2', 'enter');
  report('n1', 'enter');
  report('n2', 'leave');
  expect(told).toEqual([]);
  report('n2', 'enter');
  report('n2', 'enter');
  run();
  expect(told).toEqual(['0ms begin 1', '0ms kill n3 exactly', '5ms end 1', '5ms start n3']);
});

test('without a node and a number, every such event begins it, unless it lasts still', () => {
  const { report, at, run, told } = lab([planned({ when: { event: 'enter' } }, 'pause', 'n1', 5e6)]);
  at(1, () => report('n1', 'enter'));
  at(2, () => report('n2', 'enter'));
  at(9, () => report('n3', 'enter'));
  run();
  expect(told.filter((line) => line.includes('begin'))).toEqual(['1ms begin 1', '9ms begin 1']);
});

describe('roles', () => {
  test('the bearer is whoever came to it last and bears it still', () => {
    const { roles, report } = lab([]);
    const bearers = [roles.bearer('holder')];
    for (const [node, kind] of [
      ['n1', 'enter'],
      ['n2', 'enter'],
      ['n2', 'leave'],
      ['n1', 'other'],
    ] as const) {
      report(node, kind);
      bearers.push(roles.bearer('holder'));
    }
    roles.ends('n1');
    expect([...bearers, roles.bearer('holder')]).toEqual([undefined, 'n1', 'n2', 'n1', 'n1', undefined]);
  });

  test('a fault at a role names the node in its row', () => {
    const { disturbances, report, at, run, rows, told } = lab([planned({ at: 5e6 }, 'crash', 'holder')]);
    disturbances.start();
    at(1, () => report('n2', 'enter'));
    run();
    expect(told).toEqual(['5ms begin 1', '5ms kill n2']);
    expect(JSON.parse(String(rows[0]!.body))).toEqual({ name: 'crash', options: { nodes: ['n2'] } });
  });

  test('where nobody bears it at that time, the fault waits', () => {
    const { disturbances, report, at, run, told } = lab([planned({ at: 5e6 }, 'crash', 'holder')]);
    disturbances.start();
    at(7, () => report('n3', 'enter'));
    run();
    expect(told).toEqual(['7ms begin 1', '7ms kill n3 exactly']);
  });

  test('a fault that has waited in vain, or whose event found nobody, is recorded as missed', () => {
    const waits = lab([planned({ at: 5e6 }, 'crash', 'holder')]);
    waits.disturbances.start();
    waits.at(9, () => waits.disturbances.heal());
    waits.run();
    const event = lab([planned({ when: { event: 'leave' } }, 'crash', 'holder')]);
    event.report('n1', 'leave');
    expect([waits.told, event.told]).toEqual([['9ms missed 1'], ['0ms missed 1']]);
  });

  test('who gives a role up bears it until that was acted on', () => {
    const { report, told } = lab([planned({ when: { event: 'leave' } }, 'crash', 'holder')]);
    report('n1', 'enter');
    report('n1', 'leave');
    expect(told).toEqual(['0ms begin 1', '0ms kill n1 exactly']);
  });
});

describe('faults at random', () => {
  const given = {
    every: { uniform: ['1ms', '9ms'] },
    of: { crash: 1, partition: 2 },
    for: { uniform: ['1ms', '20ms'] },
  };
  const play = (seed: number) => {
    const stage = lab([planned({ at: 0 }, 'random', given)], seed);
    stage.disturbances.start();
    stage.at(200, () => stage.disturbances.heal());
    stage.run();
    return stage;
  };

  test('are recorded like any other, each with a number and what a scenario would say', () => {
    const { rows } = play(3);
    const begun = rows.filter(({ k }) => k === 'begin');
    const ended = rows.filter(({ k }) => k === 'end');
    expect(begun.map(({ fault }) => fault)).toEqual(begun.map((_, n) => n + 1));
    expect(ended.map(({ fault }) => fault!).sort((a, b) => a - b)).toEqual(begun.map(({ fault }) => fault));
    expect(begun.length).toBeGreaterThan(20);
    const [first, ...spawned] = begun.map(({ body }) => JSON.parse(String(body)));
    expect(first.name).toBe('random');
    for (const { name, entry } of spawned) expect(Object.keys(entry)).toEqual([name]);
  });

  test('follow from the seed', () => {
    expect(play(3).rows).toEqual(play(3).rows);
    expect(play(3).rows).not.toEqual(play(4).rows);
  });

  test('end when all faults heal', () => {
    const { told } = play(5);
    expect(told.filter((line) => Number.parseInt(line, 10) > 200)).toEqual([]);
  });
});
