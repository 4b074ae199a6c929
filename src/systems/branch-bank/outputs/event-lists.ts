import type { Value } from '../original/tolerant-json.js';
import type { Asked, Listed } from './conversation.js';
import { branchName, customerName } from './lines.js';
import { type Complain, type ListedEvent, listedEvent } from './listed-events.js';
import { itemsUnder, numberUnder, textUnder } from './scalars.js';

/** The three lists of a phase-2 output. */
export interface EventLists extends Listed {
  /** The list of all events, each with whose it is; undefined where there is none. */
  all: { owner: string; event: ListedEvent }[] | undefined;
}

/** Reads the lists, in whichever files and order they come. What is no event of this input is complained of. */
export function readEventLists(
  values: readonly Value[],
  branchIds: ReadonlySet<number>,
  customerIds: ReadonlySet<number>,
  asked: ReadonlyMap<number, Asked>,
  complain: Complain,
): EventLists {
  const customers = new Map<number, ListedEvent[]>();
  const branches = new Map<number, ListedEvent[]>();
  let all: EventLists['all'];

  for (const value of values) {
    const id = numberUnder(value, 'id');
    const type = textUnder(value, 'type')?.toLowerCase();
    if (id === undefined || (type !== 'customer' && type !== 'branch' && type !== 'bank')) {
      complain('an entry of the output has no id, or its type is neither customer nor branch', value.line);
      continue;
    }
    const owner = type === 'customer' ? customerName(id) : branchName(id);
    const events = itemsUnder(value, 'events');
    if (events === undefined) {
      const event = listedEvent(value, owner, complain);
      all ??= [];
      if (event !== undefined) all.push({ owner, event });
      continue;
    }
    const list = type === 'customer' ? customers : branches;
    if (!(type === 'customer' ? customerIds : branchIds).has(id)) {
      complain(`the output tells of ${owner}, who is not in the input`, value.line);
      continue;
    }
    if (list.has(id)) complain(`${owner} is listed twice`, value.line);
    const sound = events
      .flatMap((event) => listedEvent(event, owner, complain) ?? [])
      .filter((event) => isOfInput(event, owner));
    list.set(id, [...(list.get(id) ?? []), ...sound]);
  }
  return { customers, branches, all };

  function isOfInput(event: ListedEvent, owner: string): boolean {
    const request = asked.get(event.request);
    if (request === undefined) {
      complain(`${owner} lists request ${event.request}, which is not in the input`, event.line);
      return false;
    }
    const partners = event.role === 'asks' || event.role === 'hears customer' ? customerIds : branchIds;
    if (!partners.has(event.partner)) {
      complain(
        `${owner} lists an event of request ${event.request} with number ${event.partner}, who is not in the input`,
        event.line,
      );
      return false;
    }
    if (request.interface !== event.interface) {
      complain(
        `${owner} lists request ${event.request} as a ${event.interface}; the input says ${request.interface}`,
        event.line,
      );
    }
    return true;
  }
}
