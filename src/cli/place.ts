import { nearest } from '../nearest.js';
import { impossibleOn } from '../run/impossible.js';
import type { Scenario } from '../scenario/scenario.js';
import { UsageError } from './usage-error.js';

/** Where a run takes place: in simulation, or on a broker. */
export type Place = { kind: 'sim' } | { kind: 'nats'; broker: string };

export interface PlaceOptions {
  nats?: string;
  sim?: boolean;
}

/** DESIGN 5's order of choice, and what the scenario allows. Throws UsageError where the two contradict each other. */
export function choosePlace(
  scenario: Pick<Scenario, 'file' | 'host' | 'nodes' | 'faults'>,
  options: PlaceOptions,
  env: Readonly<Record<string, string | undefined>>,
): Place {
  if (options.sim === true && options.nats !== undefined)
    throw new UsageError('--sim runs without a broker, so it goes without --nats.');
  if (options.nats !== undefined) checkBroker(options.nats, '--nats');
  if (scenario.host === 'sim' && options.nats !== undefined)
    throw new UsageError(`${scenario.file} says host: sim, so it goes without --nats.`);
  if (scenario.host === 'nats' && options.sim === true)
    throw new UsageError(`${scenario.file} says host: nats, so it goes without --sim.`);
  const foreign = scenario.nodes.find((node) => 'command' in node.run);
  const simulated = options.sim === true || scenario.host === 'sim';
  if (simulated && foreign !== undefined)
    throw new UsageError(
      `${scenario.file}: node ${foreign.id} is a program of its own, which cannot run in simulation: leave out ${options.sim === true ? '--sim' : 'host: sim'}.`,
    );
  const impossible = impossibleOn(simulated ? 'sim' : 'nats', scenario);
  if (impossible !== undefined) throw new UsageError(`${scenario.file}: ${impossible}`);
  if (simulated) return { kind: 'sim' };
  const fromEnv = env.TOUCHSTONE_NATS_URL ?? '';
  if (options.nats === undefined && fromEnv !== '') checkBroker(fromEnv, 'TOUCHSTONE_NATS_URL');
  const broker = options.nats ?? (fromEnv === '' ? 'embedded' : fromEnv);
  const unheardOf = broker === 'embedded' ? undefined : impossibleOn('server', scenario);
  if (unheardOf !== undefined) throw new UsageError(`${scenario.file}: ${unheardOf}`);
  return { kind: 'nats', broker };
}

/** The place in words, without what a URL may give away. */
export function wordsFor(place: Place): string {
  if (place.kind === 'sim') return 'in simulation';
  if (place.broker === 'embedded') return 'on the embedded broker';
  return place.broker === 'server' ? 'on nats-server' : `on ${withoutCredentials(place.broker)}`;
}

/** The flags that choose this place again. */
export function flagsFor(place: Place): string[] {
  if (place.kind === 'sim') return ['--sim'];
  return place.broker === 'embedded' ? [] : ['--nats', withoutCredentials(place.broker)];
}

function checkBroker(given: string, from: string): void {
  if (given === 'embedded' || given === 'server' || /^(nats|tls|ws|wss):\/\/[^\s/]/.test(given)) return;
  const meant = nearest(given, ['embedded', 'server']);
  throw new UsageError(
    `${from} is "${given}", which is no broker.${meant === undefined ? '' : ` Did you mean ${meant}?`} Expected: embedded, server, or a URL such as nats://127.0.0.1:4222.`,
  );
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/g, '//');
}
