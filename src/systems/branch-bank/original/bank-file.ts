import { decimalsIn, minorUnits } from '../../decimal.js';
import { InputError, type OriginalText } from '../../system.js';
import { entryOf, type Field, fieldOf, readValues, shown, type Value } from './tolerant-json.js';

/** The phases of the original: replication; logical clocks; read your writes. Each has its own keys. */
export type Phase = 1 | 2 | 3;

const INTERFACES = ['query', 'deposit', 'withdraw'] as const;
type Interface = (typeof INTERFACES)[number];

/** What an original input file says. Lines are its lines, from 1; ids are as they stand there. */
export interface BankFile {
  phase: Phase;
  /** Digits of the minor unit: as many as the longest fraction in the file has. */
  decimals: number;
  /** In the order of the file. */
  customers: Customer[];
  branches: Branch[];
}

export interface Customer {
  id: number;
  line: number;
  /** In the order in which they are done. */
  events: BankEvent[];
}

export interface BankEvent {
  line: number;
  /** `id`, or in phase 2 `customer-request-id`. In phases 1 and 3 it may be missing, or be another's too. */
  id: number | undefined;
  interface: Interface;
  /** Minor units, above 0; undefined for a query. */
  amount: number | undefined;
  /** Id of the branch it goes to. */
  branch: number;
}

export interface Branch {
  id: number;
  line: number;
  /** Minor units; the same for all. */
  balance: number;
}

const REQUEST_IDS = ['customer-request-id', 'customer-requests', 'customer-request', 'request-id'];
const TARGETS = ['branch', 'dest'];
const BALANCES = ['balance', 'money'];
const AMOUNTS = ['money', 'amount'];

/**
 * Reads an input of the original, whichever its phase and dialect. Throws InputError, with the line, for everything that
 * cannot be run. Events of a customer are done in the order of their ids, where each has one of its own, else as they
 * stand.
 */
export function readBankFile(given: OriginalText): BankFile {
  const mistake = (line: number, reason: string) => new InputError(given.file, line, reason);
  const members = readValues(given).flatMap((value) => (value.kind === 'array' ? value.items : [value]));
  if (members.length === 0) throw mistake(1, 'nothing in it: expected a list of customers and branches');
  const drafts = members.map((member) => draftOf(member, mistake));
  const branches = drafts.filter(({ type }) => type === 'branch');
  const customers = drafts.filter(({ type }) => type === 'customer');
  if (branches.length === 0) throw mistake(1, 'no branch in it: expected {"id": 1, "type": "branch", "balance": 400}');
  if (customers.length === 0)
    throw mistake(1, 'no customer in it: expected {"id": 1, "type": "customer", "events": [...]}');
  for (const same of [branches, customers]) noneTwice(same, mistake);
  const reading = { mistake, phase: phaseOf(customers), decimals: decimalsOf(drafts), branches };
  const read = customers.map((draft) => customerOf(draft, reading));
  if (reading.phase === 2) noRequestTwice(read, mistake);
  return {
    phase: reading.phase,
    decimals: reading.decimals,
    customers: read,
    branches: branchesOf(reading),
  };
}

type Mistake = (line: number, reason: string) => InputError;

interface Draft {
  type: 'customer' | 'branch';
  id: number;
  value: Value;
  events: Value[];
}

interface Reading {
  mistake: Mistake;
  phase: Phase;
  decimals: number;
  branches: Draft[];
}

function draftOf(value: Value, mistake: Mistake): Draft {
  if (value.kind !== 'object') throw mistake(value.line, `expected a customer or a branch, found ${shown(value)}`);
  const type = fieldOf(value, 'type');
  const word = type?.kind === 'string' ? type.text.trim().toLowerCase() : '';
  if (word !== 'customer' && word !== 'branch' && word !== 'bank') {
    const found = type === undefined ? 'there is none' : `found ${shown(type)}`;
    throw mistake(type?.line ?? value.line, `the "type" must be "customer" or "branch": ${found}`);
  }
  const id = integerOf(fieldOf(value, 'id'));
  if (id === undefined) throw mistake(value.line, `a ${word} needs an "id" that is a whole number`);
  if (word !== 'customer') return { type: 'branch', id, value, events: [] };
  const list = entryOf(value, 'events', 'customer-requests', 'customer-request', 'requests');
  if (list === undefined)
    throw mistake(value.line, `customer ${id} has no "events" (phases 1 and 3) or "customer-requests" (phase 2)`);
  if (list.value.kind !== 'array') throw mistake(list.line, `"${list.key}" must be a list, found ${shown(list.value)}`);
  return { type: 'customer', id, value, events: list.value.items };
}

function noneTwice(drafts: readonly Draft[], mistake: Mistake): void {
  const lines = new Map<number, number>();
  for (const { type, id, value } of drafts) {
    const first = lines.get(id);
    if (first !== undefined) throw mistake(value.line, `${type} ${id} stands on line ${first} already`);
    lines.set(id, value.line);
  }
}

/** The number of a request goes into every event that it causes, and must name it alone. */
function noRequestTwice(customers: readonly Customer[], mistake: Mistake): void {
  const lines = new Map<number, number>();
  for (const { id, line } of customers.flatMap(({ events }) => events)) {
    const first = lines.get(id!);
    if (first !== undefined)
      throw mistake(line, `request ${id} stands on line ${first} already: expected a number of its own`);
    lines.set(id!, line);
  }
}

/** Each phase has its keys: requests have a number in phase 2, events a branch in phase 3. */
function phaseOf(customers: readonly Draft[]): Phase {
  const requests = customers.some(({ value }) => entryOf(value, 'customer-requests', 'customer-request') !== undefined);
  const events = customers.flatMap((customer) => customer.events);
  if (requests || events.some((event) => entryOf(event, ...REQUEST_IDS) !== undefined)) return 2;
  return events.some((event) => entryOf(event, ...TARGETS) !== undefined) ? 3 : 1;
}

/** The longest fraction of an amount that counts. */
function decimalsOf(drafts: readonly Draft[]): number {
  const amounts = drafts.flatMap(({ value, events }) => [
    fieldOf(value, ...BALANCES),
    ...events.map((event) => fieldOf(event, ...AMOUNTS)),
  ]);
  return amounts.reduce((most, amount) => Math.max(most, amount?.kind === 'number' ? decimalsIn(amount.text) : 0), 0);
}

function branchesOf({ branches, decimals, mistake }: Reading): Branch[] {
  const read = branches.map(({ id, value }) => {
    const balance = entryOf(value, ...BALANCES);
    if (balance === undefined) throw mistake(value.line, `branch ${id} has no "balance"`);
    const units = moneyOf(balance, decimals, mistake);
    if (units < 0) throw mistake(balance.line, `branch ${id} begins with ${shown(balance.value)}: expected 0 or more`);
    return { id, line: value.line, balance: units, written: balance };
  });
  const [first] = read;
  for (const { id, balance, written } of read) {
    if (balance === first!.balance) continue;
    const [one, other] = [shown(first!.written.value), shown(written.value)];
    throw mistake(
      written.line,
      `branch ${id} begins with ${other}, branch ${first!.id} with ${one}: all branches hold the same account, so they must begin alike`,
    );
  }
  return read.map(({ id, line, balance }) => ({ id, line, balance }));
}

function customerOf({ id, value, events }: Draft, reading: Reading): Customer {
  const read = events.map((event) => eventOf(event, id, reading));
  const ids = new Set(read.map((event) => event.id));
  const numbered = ids.size === read.length && !ids.has(undefined);
  if (numbered && reading.phase !== 2) read.sort((a, b) => a.id! - b.id!);
  return { id, line: value.line, events: read };
}

function eventOf(value: Value, customer: number, reading: Reading): BankEvent {
  const { mistake, phase, decimals } = reading;
  const { line } = value;
  if (value.kind !== 'object') throw mistake(line, `expected an event of customer ${customer}, found ${shown(value)}`);
  const id = integerOf(phase === 2 ? fieldOf(value, ...REQUEST_IDS, 'id') : fieldOf(value, 'id'));
  if (phase === 2 && id === undefined)
    throw mistake(line, 'a request needs a "customer-request-id" that is a whole number');
  const name = fieldOf(value, 'interface');
  const kind = INTERFACES.find((one) => name?.kind === 'string' && one === name.text.trim().toLowerCase());
  if (kind === undefined) {
    const found = name === undefined ? 'there is none' : `found ${shown(name)}`;
    throw mistake(name?.line ?? line, `the "interface" must be one of ${INTERFACES.join(', ')}: ${found}`);
  }
  const branch = targetOf(value, customer, reading);
  if (kind === 'query') return { line, id, interface: kind, amount: undefined, branch };
  const money = entryOf(value, ...AMOUNTS);
  if (money === undefined) throw mistake(line, `a ${kind} needs "money"`);
  const amount = moneyOf(money, decimals, mistake);
  if (amount <= 0) throw mistake(money.line, `a ${kind} of ${shown(money.value)}: expected more than 0`);
  return { line, id, interface: kind, amount, branch };
}

function targetOf(value: Value, customer: number, { branches, phase, mistake }: Reading): number {
  const target = entryOf(value, ...TARGETS);
  if (target === undefined && phase === 3)
    throw mistake(value.line, 'this event says no "branch", and others of this file do');
  const id = target === undefined ? customer : integerOf(target.value);
  if (branches.some((branch) => branch.id === id)) return id!;
  const there = `there are ${branches.map((branch) => branch.id).join(', ')}`;
  if (target !== undefined) throw mistake(target.line, `there is no branch ${shown(target.value)}: ${there}`);
  throw mistake(value.line, `customer ${customer} asks the branch of the same number, and there is none: ${there}`);
}

function moneyOf({ key, line, value }: Field, decimals: number, mistake: Mistake): number {
  const units = value.kind === 'number' ? minorUnits(value.text, decimals) : undefined;
  if (units !== undefined) return units;
  throw mistake(line, `"${key}" is ${shown(value)}: expected a number that can be kept exactly, such as 400 or 12.5`);
}

function integerOf(value: Value | undefined): number | undefined {
  if (value?.kind !== 'number' && value?.kind !== 'string') return undefined;
  const text = value.text.trim();
  const number = /^-?\d+$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}
