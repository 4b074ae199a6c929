import { ACCOUNT } from '../config.js';
import { branchName, customerName, type Lines, type Sent } from './lines.js';
import type { Complain, ListedEvent } from './listed-events.js';

/** What the input says of a request, by its number. */
export interface Asked {
  customer: number;
  branch: number;
  interface: string;
  /** What it changes the account by, in minor units; 0: it reads. */
  change: number;
}

/** The lists of all processes, each in its own order. */
export interface Listed {
  customers: ReadonlyMap<number, readonly ListedEvent[]>;
  branches: ReadonlyMap<number, readonly ListedEvent[]>;
}

/** A process on its way through its list. */
interface Teller {
  name: string;
  /** Its branch number; undefined: a customer. */
  branch: number | undefined;
  events: readonly ListedEvent[];
  next: number;
}

/**
 * Tells what was listed in an order that it can have happened in: each process in the order of its list, and no receipt
 * before its sending. A receipt is matched with a sending by request and the two sides.
 */
export function tellConversation(listed: Listed, asked: ReadonlyMap<number, Asked>, lines: Lines): void {
  const complain: Complain = lines.misprint;
  const sendings = new Map<string, Sent[]>();
  const expected = countSendings(listed, asked);
  const applied = whatWasApplied(listed, asked);
  const numbers = new Map<number, [branch: number, seq: number]>();
  const lastOf = new Map<number, number>();
  /** By customer: the request that it waits for. */
  const open = new Map<string, number>();
  /** What its branch has heard and decided upon. */
  const heard = new Set<number>();
  /** Requests that their own branches send on. */
  const sent = new Set(
    [...listed.branches].flatMap(([branch, events]) =>
      events
        .filter((one) => one.role === 'sends' && asked.get(one.request)!.branch === branch)
        .map((one) => one.request),
    ),
  );

  const tellers: Teller[] = [
    ...[...listed.customers].map(([n, events]) => ({ name: customerName(n), branch: undefined, events, next: 0 })),
    ...[...listed.branches].map(([n, events]) => ({ name: branchName(n), branch: n, events, next: 0 })),
  ];
  for (let rest = tellers.filter(hasMore); rest.length > 0; rest = rest.filter(hasMore)) {
    let isStuck = true;
    for (const teller of rest) {
      while (hasMore(teller) && canTell(teller)) {
        tell(teller, teller.events[teller.next++]!);
        isStuck = false;
      }
    }
    // A customer need not wait: it may ask for several things at once.
    const impatient = isStuck ? rest.find(({ branch }) => branch === undefined) : undefined;
    if (impatient !== undefined) tell(impatient, impatient.events[impatient.next++]!);
    else if (isStuck) tellAnyway(rest[0]!);
  }
  for (const [key, left] of sendings) complainOfUnheard(key, left.length);
  for (const [customer, request] of open) if (heard.has(request)) answer(customer, request);

  /** What a customer has sent is somebody else's to miss. */
  function complainOfUnheard(key: string, count: number): void {
    const [request, from, to] = key.split(' ');
    if (count === 0 || from!.startsWith('customer')) return;
    const what = `the propagation of request ${request} that ${branchName(Number(from))} sends it`;
    complain(`${branchName(Number(to))} lists no receipt of ${what}${count > 1 ? `, ${count} times` : ''}`);
  }

  /** Whether what comes next has all come that must come before it. */
  function canTell({ name, branch, events, next }: Teller): boolean {
    const event = events[next]!;
    const waitsFor = branch === undefined ? open.get(name) : undefined;
    if (waitsFor !== undefined) return heard.has(waitsFor);
    const key = keyOfReceipt(event, branch);
    return key === undefined || !((expected.get(key) ?? 0) > 0 && !sendings.get(key)?.length);
  }

  /** A circle: somebody hears what is only sent after somebody else has heard it. */
  function tellAnyway(teller: Teller): void {
    const event = teller.events[teller.next++]!;
    const why = `the lists cannot have happened in their order: ${teller.name} hears of request ${event.request} before it can have been sent`;
    complain(why, event.line);
  }

  function tell({ name, branch }: Teller, event: ListedEvent): void {
    if (event.role === 'asks') return ask(name, event);
    if (event.role === 'sends') return send(name, branch!, event);
    hear(name, branch!, event);
  }

  function ask(customer: string, { request, clock }: ListedEvent): void {
    const { branch, interface: name, change } = asked.get(request)!;
    const before = open.get(customer);
    if (before !== undefined && heard.has(before)) answer(customer, before);
    else if (before !== undefined) lines.goesOn(customer);
    open.set(customer, request);
    const at = branchName(branch);
    const tx = txOf(request);
    lines.asks(customer, { do: name, at, ...(change !== 0 && { amount: Math.abs(change), change, tx }) });
    offer(`${request} ${customer} ${branch}`, lines.sends(customer, at, { type: name, clock, body: { tx } }));
  }

  function answer(customer: string, request: number): void {
    const { change } = asked.get(request)!;
    const result = change === 0 ? 'read' : applied.has(request) ? 'applied' : 'refused';
    lines.answered(customer, { result, ...(change !== 0 && { tx: txOf(request) }) });
  }

  function send(from: string, branch: number, { request, partner, clock, interface: name }: ListedEvent): void {
    const { change, branch: origin } = asked.get(request)!;
    if (branch === origin && change < 0 && !heard.has(request)) {
      heard.add(request);
      apply(from, request);
    }
    const message = { type: `propagate_${name}`, clock, body: { tx: txOf(request) } };
    offer(`${request} ${branch} ${partner}`, lines.sends(from, branchName(partner), message));
  }

  function hear(name: string, branch: number, event: ListedEvent): void {
    const { request, clock, role, partner } = event;
    const sending = sendings.get(keyOfReceipt(event, branch)!)?.shift();
    const isOwn = role === 'hears customer';
    // A withdrawal may have been decided upon as late as when it was sent on.
    const isLater = isOwn && asked.get(request)!.change < 0 && sent.has(request);
    if (isOwn && !isLater) heard.add(request);
    if (sending !== undefined) {
      lines.receives(sending, name, { kind: 'receive', clock, body: { request, interface: event.interface } });
    } else {
      const side = role === 'hears branch' ? branchName(partner) : customerName(partner);
      complain(`${name} lists a receipt of request ${request} from ${side}, which lists no such sending`, event.line);
    }
    if (applied.has(request) && !isLater) apply(name, request);
  }

  function apply(name: string, request: number): void {
    if (!numbers.has(request)) {
      const by = asked.get(request)!.branch;
      const seq = (lastOf.get(by) ?? 0) + 1;
      lastOf.set(by, seq);
      numbers.set(request, [by, seq]);
    }
    const [by, seq] = numbers.get(request)!;
    const { change } = asked.get(request)!;
    lines.applies(name, { by: branchName(by), seq, tx: txOf(request), account: ACCOUNT, change });
  }

  /** The sending that a receipt answers to: by its label, or, where a branch names itself, by where it must come from. */
  function keyOfReceipt({ role, request, partner }: ListedEvent, branch: number | undefined): string | undefined {
    if (role === 'hears customer') return `${request} ${customerName(partner)} ${branch}`;
    if (role !== 'hears branch') return undefined;
    const labelled = `${request} ${partner} ${branch}`;
    const isOwnLabel = partner === branch && !expected.has(labelled);
    return isOwnLabel ? `${request} ${asked.get(request)!.branch} ${branch}` : labelled;
  }

  function offer(key: string, sending: Sent): void {
    expected.set(key, (expected.get(key) ?? 0) - 1);
    if (!sendings.has(key)) sendings.set(key, []);
    sendings.get(key)!.push(sending);
  }
}

export const txOf = (request: number) => `request-${request}`;

function hasMore({ events, next }: Teller): boolean {
  return next < events.length;
}

/** By request and the two sides, how many sendings the lists hold that have not been told. */
function countSendings({ customers, branches }: Listed, asked: ReadonlyMap<number, Asked>): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [customer, events] of customers) {
    for (const { request } of events) count(`${request} ${customerName(customer)} ${asked.get(request)!.branch}`);
  }
  for (const [branch, events] of branches) {
    for (const { role, request, partner } of events) if (role === 'sends') count(`${request} ${branch} ${partner}`);
  }
  return counts;
}

/**
 * The output does not say how a request ended. A deposit always succeeds; a withdrawal has if its branch passed it on,
 * for one that failed is nobody else's business.
 */
function whatWasApplied({ branches }: Listed, asked: ReadonlyMap<number, Asked>): Set<number> {
  const applied = new Set<number>();
  for (const [request, { change }] of asked) if (change > 0) applied.add(request);
  for (const [branch, events] of branches) {
    for (const { role, request } of events) {
      const { branch: origin, change } = asked.get(request)!;
      if (origin === branch && change !== 0 && (role === 'sends' || branches.size === 1)) applied.add(request);
    }
  }
  return applied;
}
