import type { Value } from '../original/tolerant-json.js';
import { numberUnder, textUnder } from './scalars.js';

/** One event of a customer or a branch, as a phase-2 output lists it. */
export interface ListedEvent {
  request: number;
  clock: number;
  /** `deposit`, `withdraw` or `query`, with what marks a propagation taken off. */
  interface: string;
  isPropagation: boolean;
  role: Role;
  /** The other side, as its number; of `asks` the customer itself. */
  partner: number;
  line: number | undefined;
}

/** Whose event: a customer asks; a branch hears a customer, sends to a branch, hears a branch. */
export type Role = 'asks' | 'hears customer' | 'sends' | 'hears branch';

export type Complain = (why: string, line?: number) => void;

const COMMENT = /^event_(sent|recv)\s+(from|to)\s+(customer|branch)\s+(\d+)$/;
const ROLES: Record<string, Role> = {
  'sent from customer': 'asks',
  'recv from customer': 'hears customer',
  'sent to branch': 'sends',
  'recv from branch': 'hears branch',
};

/**
 * Reads one listed event; what it lacks is complained of, and it is left out. Both spellings of "propagate" are right,
 * and so is the clock by any of the names under which it goes round.
 */
export function listedEvent(value: Value, owner: string, complain: Complain): ListedEvent | undefined {
  const { line } = value;
  const request = numberUnder(value, 'customer-request-id');
  const clock = numberUnder(value, 'logical_clock', 'logical-clock', 'logical clock', 'logical time', 'clock');
  const name = textUnder(value, 'interface');
  const comment = textUnder(value, 'comment');
  const given = { 'customer-request-id': request, logical_clock: clock, interface: name, comment };
  const missing = Object.entries(given).find(([, found]) => found === undefined)?.[0];
  if (missing !== undefined) return void complain(`an event of ${owner} has no ${missing}`, line);
  if (!Number.isSafeInteger(clock) || clock! < 0) {
    return void complain(`an event of ${owner} has clock ${clock}: expected a whole number from 0 on`, line);
  }
  const said = COMMENT.exec(comment!.toLowerCase());
  const role = said === null ? undefined : ROLES[`${said[1]} ${said[2]} ${said[3]}`];
  if (role === undefined) {
    const forms = Object.keys(ROLES).map((form) => `event_${form} N`);
    return void complain(`the comment "${comment}" of ${owner} is none of: ${forms.join(', ')}`, line);
  }
  const [, prefix, plain] = /^(prop[oa]gate[_ ])?(.*)$/.exec(name!.toLowerCase().replaceAll(/\s+/g, ' '))!;
  const isPropagation = prefix !== undefined;
  if (isPropagation !== (role === 'sends' || role === 'hears branch')) {
    const expected = isPropagation ? 'only messages between branches are propagations' : `expected propogate_${plain}`;
    complain(`"${comment}" of ${owner} is listed as ${name}: ${expected}`, line);
  }
  return { request: request!, clock: clock!, interface: plain!, isPropagation, role, partner: Number(said![4]), line };
}
