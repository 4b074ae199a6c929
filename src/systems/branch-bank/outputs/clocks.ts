import type { CheckRequest } from '../../../history/header.js';
import { InputError } from '../../system.js';
import type { BankFile } from '../original/bank-file.js';
import type { Value } from '../original/tolerant-json.js';
import { type Asked, tellConversation } from './conversation.js';
import { type EventLists, readEventLists } from './event-lists.js';
import { branchName, createLines, customerName, type Lines } from './lines.js';
import type { ListedEvent } from './listed-events.js';

/**
 * Nothing in an output of clocks tells a balance; whether a withdrawal can have been done follows all the same. Of an
 * input without writes nothing can be done twice.
 */
export function checksOfClocks(asked: ReadonlyMap<number, Asked>): CheckRequest[] {
  const hasWrites = [...asked.values()].some(({ change }) => change !== 0);
  return [
    { name: 'protocol', options: {}, named: false },
    { name: 'lamport-clock', options: {}, named: true },
    { name: 'exactly-once', options: {}, named: hasWrites },
    { name: 'money-conservation', options: {}, named: false },
  ];
}

/**
 * A phase-2 output, which lists the events of customers and branches with their Lamport clocks, as a history: messages,
 * receipts with their clocks, and the writes that each branch must have applied by then.
 */
export function historyOfClocks(
  input: BankFile,
  inputName: string,
  values: readonly Value[],
  outputName: string,
): string[] {
  const asked = requestsOf(input, inputName);
  const branches = input.branches.map(({ id }) => id);
  const customers = input.customers.map(({ id }) => id);
  const lines = createLines({
    branches,
    customers,
    opening: input.branches[0]!.balance,
    checks: checksOfClocks(asked),
  });
  const lists = readEventLists(values, new Set(branches), new Set(customers), asked, lines.misprint);
  if (lists.customers.size === 0 || lists.branches.size === 0) {
    const what = lists.branches.size === 0 ? 'branches' : 'customers';
    const why = `the events of ${what} are not there: give all files of the output, --output customers.json branches.json events.json`;
    throw new InputError(outputName, 1, why);
  }
  for (const [branch, events] of lists.branches) judgeFunds(branch, events, asked, input.branches[0]!.balance, lines);
  complainOfMissing(branches, new Set(lists.branches.keys()), asked, lines);
  judgeCompleteness(lists, asked, lines);
  if (lists.all !== undefined) judgeProjection(lists, lists.all, lines);
  for (const branch of lists.branches.keys()) lines.lists(branchName(branch));
  tellConversation(lists, asked, lines);
  lines.settled();
  return lines.text();
}

/** By number, what the input asks for. */
export function requestsOf(input: BankFile, inputName: string): Map<number, Asked> {
  const asked = new Map<number, Asked>();
  for (const { id: customer, events } of input.customers) {
    for (const { id, line, branch, interface: name, amount = 0 } of events) {
      if (asked.has(id!))
        throw new InputError(inputName, line, `request ${id} stands in this file twice: expected numbers of their own`);
      const change = name === 'deposit' ? amount : -amount;
      asked.set(id!, { customer, branch, interface: name, change: name === 'query' ? 0 : change });
    }
  }
  return asked;
}

/** A deposit reaches every branch: one without any event has been left out. */
export function complainOfMissing(
  branches: readonly number[],
  listed: ReadonlySet<number>,
  asked: ReadonlyMap<number, Asked>,
  { misprint }: Lines,
): void {
  if (![...asked.values()].some(({ change }) => change > 0)) return;
  for (const branch of branches) if (!listed.has(branch)) misprint(`the output has no events of ${branchName(branch)}`);
}

/** Every request is asked once by its customer and heard once by its branch; labels tell the truth. Queries may be left out. */
function judgeCompleteness(
  { customers, branches }: EventLists,
  asked: ReadonlyMap<number, Asked>,
  { misprint }: Lines,
): void {
  for (const [request, { customer, branch, interface: name }] of asked) {
    const mine = (customers.get(customer) ?? []).filter((event) => event.request === request);
    const heard = (branches.get(branch) ?? []).filter(
      (event) => event.request === request && event.role === 'hears customer',
    );
    if (name === 'query' && mine.length === 0 && heard.length === 0) continue;
    if (mine.length !== 1)
      misprint(
        `${customerName(customer)} lists request ${request} ${times(mine.length)}: expected once`,
        mine[1]?.line,
      );
    if (heard.length !== 1) {
      misprint(
        `${branchName(branch)} lists the receipt of request ${request} ${times(heard.length)}: expected once`,
        heard[1]?.line,
      );
    }
  }
  for (const [customer, events] of customers) {
    for (const { request, line, partner } of events) {
      if (asked.get(request)!.customer !== customer || partner !== customer) {
        misprint(
          `${customerName(customer)} lists request ${request} of ${customerName(asked.get(request)!.customer)} as sent by ${customerName(partner)}`,
          line,
        );
      }
    }
  }
  for (const [branch, events] of branches) {
    judgeOrder(branch, events, misprint);
    for (const event of events) judgeLabel(branch, event, asked.get(event.request)!, misprint);
  }
}

/**
 * A withdrawal that was passed on has been covered at some moment between its receipt and its first sending: by the
 * money at the start and all that the branch had heard of by then. Others of its own that were not passed on yet may come
 * after it, so they are left out: what is refused cannot be explained at all.
 */
function judgeFunds(
  branch: number,
  events: readonly ListedEvent[],
  asked: ReadonlyMap<number, Asked>,
  opening: number,
  { misprint }: Lines,
): void {
  let held = opening;
  /** What each withdrawal that is not passed on yet found at most. */
  const most = new Map<number, number>();
  const see = () => {
    for (const [request, before] of most) most.set(request, Math.max(before, held));
  };
  for (const { role, request, line } of events) {
    const { branch: origin, change } = asked.get(request)!;
    if (role === 'hears customer' && change > 0) held += change;
    if (role === 'hears branch' && origin !== branch) held += change;
    if (role === 'hears customer' && change < 0) most.set(request, held);
    see();
    if (role !== 'sends' || !most.has(request)) continue;
    if (most.get(request)! + change < 0) {
      const why = `although it held ${most.get(request)} at most by what it lists before that`;
      misprint(`${branchName(branch)} passes on the withdrawal of request ${request} (${-change}), ${why}`, line);
    }
    most.delete(request);
    held += change;
  }
}

/** A branch hears a request before it sends it on. */
function judgeOrder(branch: number, events: readonly ListedEvent[], misprint: Lines['misprint']): void {
  const heard = new Set<number>();
  const told = new Set<number>();
  for (const { role, request, line } of events) {
    if (role === 'hears customer') heard.add(request);
    if (role !== 'sends' || heard.has(request) || told.has(request)) continue;
    told.add(request);
    misprint(`${branchName(branch)} propagates request ${request} before it has received it`, line);
  }
}

function judgeLabel(
  branch: number,
  { role, request, partner, line }: ListedEvent,
  { customer, branch: origin }: Asked,
  misprint: Lines['misprint'],
): void {
  const name = branchName(branch);
  if (role === 'hears customer' && (partner !== customer || branch !== origin)) {
    misprint(
      `${name} lists request ${request} as received from ${customerName(partner)}; ${customerName(customer)} sends it, to ${branchName(origin)}`,
      line,
    );
  } else if (role === 'sends' && partner === branch) {
    misprint(`${name} sends the propagation of request ${request} to itself`, line);
  } else if (role === 'sends' && branch !== origin) {
    misprint(`${name} propagates request ${request}, which is ${branchName(origin)}'s to propagate`, line);
  } else if (role === 'hears branch' && partner === branch) {
    const truth = branch === origin ? 'it is its own sender' : `${branchName(origin)} is its sender`;
    misprint(`${name} lists the propagation of request ${request} as received from itself: ${truth}`, line);
  } else if (role === 'hears branch' && partner !== origin) {
    misprint(
      `${name} lists the propagation of request ${request} as received from ${branchName(partner)}: ${branchName(origin)} is its sender`,
      line,
    );
  }
}

/** The list of all events holds exactly those of the other two. */
function judgeProjection(
  { customers, branches }: EventLists,
  all: NonNullable<EventLists['all']>,
  { misprint }: Lines,
): void {
  const rest = new Map<string, { line: number | undefined; count: number }>();
  const count = (owner: string, event: ListedEvent, by: number) => {
    const key = `${owner}: ${spell(event)}`;
    const entry = rest.get(key) ?? { line: event.line, count: 0 };
    rest.set(key, { ...entry, count: entry.count + by });
  };
  for (const [id, events] of customers) for (const event of events) count(customerName(id), event, 1);
  for (const [id, events] of branches) for (const event of events) count(branchName(id), event, 1);
  for (const { owner, event } of all) count(owner, event, -1);
  for (const [event, { line, count: left }] of rest) {
    if (left > 0) misprint(`the list of all events lacks one of ${event}`, line);
    if (left < 0) misprint(`the list of all events has one that its owner does not list, ${event}`, line);
  }
}

function spell({ request, clock, interface: name, role, partner }: ListedEvent): string {
  const side = role === 'asks' ? '' : ` ${role === 'hears customer' ? customerName(partner) : branchName(partner)}`;
  return `request ${request} (${name}) with clock ${clock}, ${role}${side}`;
}

function times(count: number): string {
  return count === 0 ? 'nowhere' : `${count} times`;
}
