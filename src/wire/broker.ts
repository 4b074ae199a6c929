import type { Credentials } from './nats-client.js';
import { eventSubject, inSubject, outSubject } from './subjects.js';
import type { Trouble } from './trouble.js';

/** Who will speak over it: the broker lets each life of each node say what is its own, and no more. */
export interface BrokerPlan {
  /** Second word of all subjects of the run. */
  run: string;
  nodes: readonly string[];
}

/** A broker while a run lasts. */
export interface Broker {
  readonly kind: 'embedded' | 'server' | 'url';
  /** Without credentials. */
  readonly url: string;
  /** Whether the broker keeps everybody to its own subjects, or has to trust them. */
  readonly identities: 'enforced' | 'trusted';
  /** For the harness, which may do everything. Undefined: the broker asks for none. */
  readonly harness: Credentials | undefined;
  /** For one life of a node; resolves when they are good to log in with. */
  credentialsFor(node: string, life: number): Promise<Credentials | undefined>;
  /** Breaks the connections of all nodes at once, as a broker does that is started anew. Absent: it cannot be told to. */
  cut?(): void;
  /** What clients did wrong, as far as this broker lets it be seen; `url` sees nothing. `user` is `<node>.<life>`. */
  onTrouble(listener: (trouble: Trouble) => void): void;
  /** The broker ended by itself, or never was: a sentence. */
  onDeath(listener: (problem: string) => void): void;
  stop(): Promise<void>;
}

/** The name under which a life of a node logs in. */
export function lifeUser(node: string, life: number): string {
  return `${node}.${life}`;
}

/** Node and life of a user; undefined for the harness and for nobody. */
export function parseLifeUser(user: string): { node: string; life: number } | undefined {
  const match = /^([^.]+)\.([1-9][0-9]*)$/.exec(user);
  return match === null ? undefined : { node: match[1]!, life: Number(match[2]) };
}

/** All that a life may do: publish under its own subjects, and listen to its own. */
export function lifePermissions(run: string, node: string, life: number): { publish: string[]; subscribe: string[] } {
  return {
    publish: [`${outSubject(run, node, life)}.*`, eventSubject(run, node, life)],
    subscribe: [inSubject(run, node, life)],
  };
}
