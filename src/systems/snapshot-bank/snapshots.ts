import { type Decisions, NOTHING, type Recorded } from './decisions.js';

/** A node's part of all snapshots. */
export interface Snapshots {
  /** Begins one here; false: its name is taken. */
  begin(snapshot: string): boolean;
  onMarker(named: string, from: string): void;
  /** A transfer has been consumed. */
  onTransfer(from: string, amount: number, tx: string): void;
  /** Deals with a message, and then with what was put off behind it. */
  around(handle: () => void): void;
  /** The own part of the snapshot; without a name, of the last that is complete here. Undefined: not complete. */
  part(snapshot?: string): Part | undefined;
}

export interface Part {
  snapshot: string;
  balance: number;
  channels: { from: string; amount: number }[];
}

/** What a snapshot needs of its node. */
export interface SnapshotPorts {
  initial: number;
  balance(): number;
  /** All other nodes that take part, and those who did when this one joined. */
  members(): readonly string[];
  atJoining(): readonly string[];
  record(kind: string, fields: Record<string, unknown>): void;
  sendMarkers(to: readonly string[], snapshot: string): void;
  later(action: () => void): void;
}

interface Channel {
  amount: number;
  transfers: string[];
}

interface Recording {
  snapshot: string;
  isOwn: boolean;
  balance: number;
  members: readonly string[];
  channels: Map<string, Channel>;
  /** Channels that are still being recorded. */
  open: string[];
  awaited: number;
}

/**
 * K. M. Chandy and L. Lamport, "Distributed Snapshots: Determining Global States of Distributed Systems" (1985), over
 * channels that keep order and lose nothing. Several snapshots may be under way at once: each has a name, which its
 * markers carry, and a state of its own.
 */
export function createSnapshots(ports: SnapshotPorts, decide: Decisions): Snapshots {
  const recordings = new Map<string, Recording>();
  /** Names of those that are not complete here, the oldest first. */
  let incomplete: string[] = [];
  let firstComplete: Recording | undefined;
  let lastComplete: Recording | undefined;
  /** What has come by each channel since the last snapshot began here. */
  let before = new Map<string, Channel>();
  let put: (() => void)[] = [];

  function start(snapshot: string, isOwn: boolean): Recording {
    const members = ports.members();
    const last = lastComplete?.channels;
    const startsWith = (from: string) =>
      copyOf(decide.startsWith(last?.get(from) ?? NOTHING, before.get(from) ?? NOTHING));
    const recording: Recording = {
      snapshot,
      isOwn,
      balance: ports.balance(),
      members,
      channels: new Map(members.map((from) => [from, startsWith(from)])),
      open: [...members],
      awaited: members.length,
    };
    recordings.set(snapshot, recording);
    incomplete.push(snapshot);
    before = new Map();
    decide.begin({
      isOwn,
      record: () => recordState(recording),
      tell: () => ports.sendMarkers(decide.markersTo(members, ports.atJoining()), snapshot),
      later: ports.later,
      afterNext: (action) => void put.push(action),
    });
    return recording;
  }

  function recordState(recording: Recording): void {
    recording.balance = decide.state(ports.balance(), ports.initial);
    ports.record('record', { snapshot: recording.snapshot, balance: recording.balance });
  }

  function close(recording: Recording, from: string): void {
    recording.open = recording.open.filter((other) => other !== from);
    const { amount, transfers } = recording.channels.get(from)!;
    ports.record('channel', { snapshot: recording.snapshot, from, amount, transfers });
  }

  function finishIfClosed(recording: Recording): void {
    if (recording.open.length > 0 || !incomplete.includes(recording.snapshot)) return;
    incomplete = incomplete.filter((other) => other !== recording.snapshot);
    firstComplete ??= recording;
    lastComplete = recording;
  }

  return {
    begin(snapshot) {
      const known = recordings.get(snapshot);
      if (known !== undefined) return known.isOwn;
      finishIfClosed(start(snapshot, true));
      return true;
    },
    onMarker(named, from) {
      const snapshot = decide.snapshotOf(named, incomplete);
      const known = recordings.get(snapshot);
      const recording = known ?? start(snapshot, false);
      if (known !== undefined && decide.recordsAgain(known.isOwn)) recordState(known);
      recording.awaited -= 1;
      const { open, awaited } = recording;
      for (const channel of decide.closes({ from, isFirst: known === undefined, awaited }, open)) {
        if (recording.open.includes(channel)) close(recording, channel);
      }
      finishIfClosed(recording);
    },
    onTransfer(from, amount, tx) {
      let channelBefore = before.get(from);
      if (channelBefore === undefined) before.set(from, (channelBefore = copyOf(NOTHING)));
      add(channelBefore, amount, tx);
      for (const snapshot of incomplete) {
        const { channels, open } = recordings.get(snapshot)!;
        for (const channel of decide.recordsIn(from, open)) {
          if (open.includes(channel)) add(channels.get(channel)!, amount, tx);
        }
      }
    },
    around(handle) {
      const due = put;
      put = [];
      handle();
      for (const action of due) action();
    },
    part(snapshot) {
      const asked = snapshot === undefined ? lastComplete : recordings.get(snapshot);
      if (asked === undefined || asked.open.length > 0) return undefined;
      const recording = decide.answersWith(asked, firstComplete ?? asked);
      const channels = recording.members.map((from) => ({ from, amount: recording.channels.get(from)!.amount }));
      return {
        snapshot: asked.snapshot,
        balance: decide.told(recording.balance, ports.balance()),
        channels: [...decide.listed(channels)],
      };
    },
  };
}

function copyOf({ amount, transfers }: Recorded): Channel {
  return { amount, transfers: [...transfers] };
}

function add(channel: Channel, amount: number, tx: string): void {
  channel.amount += amount;
  channel.transfers.push(tx);
}
