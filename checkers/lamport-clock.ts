import type { LamportClockSpec, SystemSpec } from '../src/history/header.js';
import type { History } from '../src/history/history.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, step, unsupported } from './contract/findings.js';
import { createInbox } from './contract/inbox.js';
import { nameOf } from './contract/lives.js';

/**
 * L. Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System" (1978), the clock condition: if e
 * happens before f, then C(e) < C(f). It holds everywhere if it holds along the edges that make happens-before:
 * successive events of one process, and a message's sending and what its receiver does after consuming it. Only a
 * consumption that is certain counts: a rule that fails because an order exists needs the order proved. One pass,
 * O(events). Claimed clocks are never trusted, only compared.
 */
export const lamportClock: Checker = {
  name: 'lamport-clock',
  says: 'Lamport clocks ascend along every step of a process and along every message',
  rules: {
    'program-order': {
      says: 'from one event of a process to its next, the clock goes up; only a broadcast may share a tick, if the system says so',
      kind: 'safety',
    },
    receive: { says: "after consuming a message, a process claims only clocks above the message's", kind: 'safety' },
    restart: { says: "after a restart a node's clock goes on above all that it claimed before", kind: 'safety' },
    'missing-clock': {
      says: 'a node that claims clocks gives one with every message and event that the system stamps',
      kind: 'safety',
    },
  },
  needs: ['steps', 'receives'],
  check,
};

function check(history: History): Findings {
  const { spec } = history.header;
  if (spec.lamportClock === undefined) {
    return unsupported(lamportClock, `the spec of ${spec.name} does not say that its messages carry Lamport clocks`);
  }
  const findings = createFindings(history);
  const counts = { steps: 0, receives: 0, clocks: 0 };
  const send = history.kindOf('relay', 'send');
  const { typesStamped, kindsStamped, kindsTicking, kindsReceiving } = stamping(history, spec, spec.lamportClock);
  const lives = history.processes.map(() => createLife());
  const mayRestart = spec.lamportClock.restart === 'fresh';
  const mayShareTick = spec.lamportClock.broadcast !== 'own-ticks';
  const jumps = { count: 0, first: -1 };

  const inbox = createInbox(history, (process, delivery, certain) => {
    const message = history.ref[delivery]!;
    const clock = history.clock[message]!;
    if (Number.isNaN(clock)) return;
    const life = lives[process]!;
    if (certain) {
      life.unjudgedReceives++;
      if (clock > life.fresh) life.fresh = clock;
    }
    if (!certain) life.uncertain = true;
    else if (clock > life.consumed.clock) life.consumed = { clock, message, delivery };
  });

  function onClaim(row: number, process: number): void {
    const clock = history.clock[row]!;
    const life = lives[process]!;
    const isSend = history.kind[row] === send;
    const ticks = isSend || kindsTicking[history.kind[row]!] === 1;
    if (life.last < 0 && life.unstamped >= 0) tellMissing(life.unstamped, process);
    counts.clocks++;
    counts.receives += life.unjudgedReceives;
    if (kindsReceiving[history.kind[row]!] === 1 && life.unjudgedReceives === 1) noteJump(row, life, clock);
    life.unjudgedReceives = 0;
    life.fresh = Number.NEGATIVE_INFINITY;
    judgeReceive(row, process, clock);
    if (life.last >= 0) {
      counts.steps++;
      const inBroadcast = mayShareTick && isSend && clock === life.clock && extendsBroadcast(history, life, row);
      if (!inBroadcast) judgeStep(row, process, clock, ticks);
    }
    if (life.last < 0 && !mayRestart) judgeRestart(row, process, clock);
    remember(history, life, row, clock, isSend, ticks);
  }

  /** Lamport asks only for more than both clocks; one more than the higher is what systems mean to do. */
  function noteJump(row: number, life: Life, clock: number): void {
    if (clock <= Math.max(life.clock, life.fresh) + 1) return;
    if (jumps.count++ === 0) jumps.first = row;
  }

  function judgeRestart(row: number, process: number, clock: number): void {
    const earlier = highestBefore(history, lives, process);
    if (earlier < 0 || clock > history.clock[earlier]!) return;
    findings.violation(
      'restart',
      `${nameOf(history, process)} began with clock ${clock}, but before its restart it had claimed ${history.clock[earlier]}`,
      step(`before the restart: clock ${history.clock[earlier]}`, earlier),
      step(`after the restart: clock ${clock}`, row),
    );
  }

  function judgeStep(row: number, process: number, clock: number, ticks: boolean): void {
    const life = lives[process]!;
    const stuck = ticks && life.tick >= 0 && clock <= history.clock[life.tick]!;
    if (!stuck && clock >= life.clock) return;
    const before = stuck ? life.tick : life.last;
    findings.violation(
      'program-order',
      `the clock of ${nameOf(history, process)} did not go up: ${history.clock[before]}, then ${clock}`,
      step(`${describe(history, before)} has clock ${history.clock[before]}`, before),
      step(`${describe(history, row)} comes later at the same node and has clock ${clock}`, row),
    );
  }

  function judgeReceive(row: number, process: number, clock: number): void {
    const { consumed } = lives[process]!;
    if (clock <= consumed.clock) {
      const { message, delivery } = consumed;
      findings.violation(
        'receive',
        `${nameOf(history, process)} took in a message of clock ${consumed.clock} and then claimed clock ${clock}`,
        step(`${describe(history, message)} was sent with clock ${consumed.clock}`, message),
        step('it was delivered, and had been consumed before the next event', delivery),
        step(`${describe(history, row)} has clock ${clock}, expected more than ${consumed.clock}`, row),
      );
      consumed.clock = Number.NEGATIVE_INFINITY;
    }
  }

  function tellMissing(row: number, process: number): void {
    findings.violation(
      'missing-clock',
      `${nameOf(history, process)} gave no clock with ${describe(history, row)}`,
      step('the system stamps it, and no whole number stands there', row),
    );
  }

  for (let row = 0; row < history.length; row++) {
    inbox.step(row);
    if (history.position[row]! < 0) continue;
    const process = history.process[row]!;
    if (!Number.isNaN(history.clock[row]!)) onClaim(row, process);
    else if (history.processes[process]!.role === 'node') {
      const stamped = history.kind[row] === send ? typesStamped[history.type[row]!] : kindsStamped[history.kind[row]!];
      if (stamped !== 1) continue;
      // Clocks are optional: a node that never claims one has only left evidence out.
      const life = lives[process]!;
      if (life.last >= 0) tellMissing(row, process);
      else if (life.unstamped < 0) life.unstamped = row;
    }
  }
  lives.forEach(({ last, unstamped, uncertain }, process) => {
    if (uncertain) {
      findings.warn(
        `${nameOf(history, process)} does not always tell what it had consumed: only what it certainly had is compared`,
      );
    }
    if (last >= 0 || unstamped < 0) return;
    const why = `${nameOf(history, process)} gives no clocks`;
    for (const rule of Object.keys(lamportClock.rules)) findings.unjudged(rule, 'unsupported', why);
  });
  if (jumps.count > 0) {
    findings.warn(
      `at ${jumps.count === 1 ? 'one receive' : `${jumps.count} receives`} the clock goes up further than to 1 above the higher of both, first in event ${jumps.first}`,
    );
  }
  return findings.done(counts);
}

/** What is remembered of one life. Rows are -1 and clocks minus infinity where there was none yet. */
function createLife() {
  return {
    /** The last claim, and the last claim of an event that ticks. */
    last: -1,
    /** The first event that should have had a clock, before any claim was made. */
    unstamped: -1,
    clock: Number.NEGATIVE_INFINITY,
    tick: -1,
    /** The claim with the highest clock. */
    highest: -1,
    /** The sends since the last other claim, if they are one broadcast: whom it has reached. */
    reached: [] as number[],
    /** The message with the highest clock that was surely consumed. */
    consumed: { clock: Number.NEGATIVE_INFINITY, message: -1, delivery: -1 },
    /** Something may have been consumed, and nobody knows when. */
    uncertain: false,
    unjudgedReceives: 0,
    /** The highest clock among the messages consumed since the last claim. */
    fresh: Number.NEGATIVE_INFINITY,
  };
}

type Life = ReturnType<typeof createLife>;

function remember(history: History, life: Life, row: number, clock: number, isSend: boolean, ticks: boolean): void {
  if (!isSend) life.reached = [];
  else if (extendsBroadcast(history, life, row) && clock === life.clock) life.reached.push(history.to[row]!);
  else life.reached = [history.to[row]!];
  if (life.highest < 0 || clock > history.clock[life.highest]!) life.highest = row;
  life.last = row;
  life.clock = clock;
  if (ticks) life.tick = row;
}

/** Whether a send may be one more message of the broadcast that the last sends were: same type, somebody new. */
function extendsBroadcast(history: History, life: Life, row: number): boolean {
  return (
    life.reached.length > 0 && history.type[life.last] === history.type[row] && !life.reached.includes(history.to[row]!)
  );
}

/** Which message types and event kinds must carry a clock, and which local events tick: flags by number. */
function stamping(history: History, spec: SystemSpec, { ticks, receives = [] }: LamportClockSpec) {
  const hasClock = (schema: object | undefined) =>
    Object.hasOwn((schema as { properties?: object } | undefined)?.properties ?? {}, 'clock');
  const own = (k: string) => (Object.hasOwn(spec.events, k) ? spec.events[k]!.fields : undefined);
  return {
    typesStamped: Uint8Array.from(history.types, (type) =>
      Number(Object.hasOwn(spec.messages, type) && hasClock(spec.messages[type]!.body)),
    ),
    kindsStamped: Uint8Array.from(history.kinds, ({ v, k }) =>
      Number(v === 'node' && (hasClock(own(k)) || ticks.includes(k))),
    ),
    kindsTicking: Uint8Array.from(history.kinds, ({ v, k }) => Number(v === 'node' && ticks.includes(k))),
    kindsReceiving: Uint8Array.from(history.kinds, ({ v, k }) => Number(v === 'node' && receives.includes(k))),
  };
}

/** Row of the highest claim of a participant's lives before this one, or -1. */
function highestBefore(history: History, lives: readonly Life[], process: number): number {
  const { participant, life } = history.processes[process]!;
  if (life === 1) return -1;
  let highest = -1;
  history.processes.forEach((other, i) => {
    const row = lives[i]!.highest;
    if (other.participant !== participant || other.life >= life || row < 0) return;
    if (highest < 0 || history.clock[row]! > history.clock[highest]!) highest = row;
  });
  return highest;
}

function describe(history: History, row: number): string {
  const kind = history.kinds[history.kind[row]!]!;
  if (kind.v !== 'relay') return `its event "${kind.k}"`;
  return `the ${history.types[history.type[row]!] ?? 'message'} to ${history.participants[history.to[row]!]}`;
}
