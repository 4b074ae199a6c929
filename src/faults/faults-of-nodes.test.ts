import { chanceOf, sequence } from '../node/chance.js';
import type { Stage } from './fault.js';
import { FAULTS } from './registry.js';

const world = { nodes: ['n1', 'n2', 'n3', 'n4'], clients: ['c1'], roles: ['holder'] };
const stage: Stage = { bearer: (name) => (name === 'holder' ? 'n3' : name), draw: () => 0 };
const acts = (name: string, value: unknown, siblings = {}) => {
  const fault = FAULTS[name]!;
  return fault.acts!(fault.cast?.(fault.resolve(value, siblings, world), stage) ?? {});
};

test.each<[string, unknown, object, object[], object[]]>([
  [
    'crash',
    ['n1', 'holder', 'n3'],
    {},
    [
      { do: 'kill', node: 'n1' },
      { do: 'kill', node: 'n3' },
    ],
    [
      { do: 'start', node: 'n1' },
      { do: 'start', node: 'n3' },
    ],
  ],
  ['pause', 'holder', {}, [{ do: 'pause', node: 'n3' }], [{ do: 'resume', node: 'n3' }]],
  ['broker', 'restart', {}, [{ do: 'cut' }], []],
  [
    'skew',
    { node: 'n2', by: '-1.5ms', drift: 0.1 },
    {},
    [{ do: 'clock', node: 'n2', skew: { by: -1.5e6, drift: 0.1 } }],
    [{ do: 'clock', node: 'n2' }],
  ],
  [
    'slow-sync',
    'n2',
    { by: '5ms' },
    [{ do: 'disk', node: 'n2', ills: { slow: { constant: 5e6 } } }],
    [{ do: 'disk', node: 'n2', ills: {} }],
  ],
  [
    'failed-sync',
    'n2',
    {},
    [{ do: 'disk', node: 'n2', ills: { fail: 1 } }],
    [{ do: 'disk', node: 'n2', ills: { fail: 0 } }],
  ],
  [
    'torn-write',
    'n2',
    {},
    [{ do: 'disk', node: 'n2', ills: { tear: 1 } }],
    [{ do: 'disk', node: 'n2', ills: { tear: 0.5 } }],
  ],
  [
    'bit-flip',
    'n2',
    { bits: 3 },
    [{ do: 'disk', node: 'n2', ills: { flip: 3 } }],
    [{ do: 'disk', node: 'n2', ills: { flip: 0 } }],
  ],
])('%s acts on nodes, and undoes it', (name, value, siblings, begin, end) => {
  expect(acts(name, value, siblings)).toEqual({ begin, end });
});

test('every fault that can be drawn at random draws what it understands', () => {
  const draw = sequence(chanceOf(1, 'test', ''));
  for (const fault of Object.values(FAULTS)) {
    for (let n = 0; fault.drawn !== undefined && n < 100; n++) {
      const { [fault.name]: value, ...siblings } = fault.drawn(world, draw);
      expect(() => fault.breaks(fault.resolve(value, siblings, world))).not.toThrow();
    }
  }
});

test('where faults cannot be done', () => {
  const hosts = Object.values(FAULTS).flatMap((fault) => {
    if (fault.drawn === undefined) return [];
    const { [fault.name]: value, ...siblings } = fault.drawn(world, () => 0.3);
    const where = Object.keys(fault.impossible?.(fault.resolve(value, siblings, world)) ?? {});
    return where.length === 0 ? [] : [`${fault.name}: ${where.join(', ')}`];
  });
  expect(hosts.sort()).toEqual([
    'bit-flip: nats',
    'broker: sim, server',
    'failed-sync: nats',
    'skew: nats',
    'slow-sync: nats',
    'torn-write: nats',
  ]);
});

describe('faults at random', () => {
  const random = FAULTS.random!;
  const given = { rate: '4/s', of: { crash: 1, loss: 3, skew: 0 }, for: { uniform: ['10ms', '20ms'] } };
  const options = random.resolve(given, {}, world);
  const draws = (n: number) => (purpose: string) => chanceOf(7, purpose, '')(n);
  const drawn = Array.from({ length: 2000 }, (_, n) => random.spawns!.next(options, world, draws(n)));

  test('come at their rate and last as long as they are told', () => {
    const waits = drawn.map((_, n) => random.spawns!.wait(options, draws(n)));
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(Math.abs(mean - 250e6)).toBeLessThan(15e6);
    expect(drawn.every(({ lasts }) => lasts >= 10e6 && lasts < 20e6)).toBe(true);
  });

  test('are drawn by weight', () => {
    const crashes = drawn.filter(({ fault }) => fault === 'crash').length;
    expect(Math.abs(crashes - 500)).toBeLessThan(60);
    expect(drawn.filter(({ fault }) => fault === 'loss').length).toBe(2000 - crashes);
    expect(drawn.find(({ fault }) => fault === 'loss')!.entry).toEqual({ loss: 0.3 });
  });

  test('break what those that may be drawn break, and no host does what one of them cannot', () => {
    expect(random.breaks(options)).toEqual({ crashes: true, loss: true });
    expect(random.impossible!(options)).toEqual({});
    const skewed = random.resolve({ ...given, of: { skew: 1, broker: 1 } }, {}, world);
    expect(Object.keys(random.impossible!(skewed)).sort()).toEqual(['nats', 'server', 'sim']);
  });
});
