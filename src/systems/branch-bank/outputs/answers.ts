import { minorUnits } from '../../decimal.js';
import { ACCOUNT } from '../config.js';
import type { BankEvent, BankFile, Customer } from '../original/bank-file.js';
import { fieldOf, shown, type Value } from '../original/tolerant-json.js';
import { branchName, createLines, customerName, type Lines } from './lines.js';
import { itemsUnder, numberUnder, textUnder } from './scalars.js';

/** One answer as the output tells it. */
interface Answer {
  line: number;
  interface: string | undefined;
  /** The branch that it says answered. */
  branch: number | undefined;
  result: 'applied' | 'refused' | undefined;
  balance: number | undefined;
  /** What stands where the balance should, if it is none. */
  strange: string | undefined;
}

/**
 * An output of phase 1 or 3, which tells each customer's answers in their order, as a history of operations, each done
 * before the next. In phase 1 customers come one after the other, and the bank comes to rest in between.
 */
export function historyOfAnswers(input: BankFile, values: readonly Value[]): string[] {
  const isMoving = input.phase === 3;
  const opening = input.branches[0]!.balance;
  const lines = createLines({
    branches: input.branches.map(({ id }) => id),
    customers: input.customers.map(({ id }) => id),
    opening,
    checks: [
      { name: 'protocol', options: {}, named: false },
      { name: 'money-conservation', options: {}, named: true },
      {
        name: 'read-your-writes',
        options: {},
        named: isMoving && input.customers.some((customer) => showsOwnWrites(customer, opening)),
      },
    ],
  });
  const answers = answersOf(input, values, lines);
  for (const customer of input.customers) {
    tellCustomer(customer, answers.get(customer.id) ?? [], lines);
    if (!isMoving) lines.settled();
  }
  return lines.text();
}

/**
 * Whether the balances that a customer must be told show that it reads what it wrote: each after a write, and another than
 * any before. Where writes cancel out, one that reflects all of them and one that lacks some are the same number.
 */
function showsOwnWrites({ events }: Customer, opening: number): boolean {
  const before = new Set<number>();
  let balance = opening;
  let isShown = false;
  for (const { interface: name, amount = 0 } of events) {
    if (name === 'query') {
      if (before.has(balance)) return false;
      isShown ||= before.size > 0;
    } else if (name === 'deposit' || amount <= balance) {
      before.add(balance);
      balance += name === 'deposit' ? amount : -amount;
    }
  }
  return isShown;
}

/** The answers of each customer, over all entries of the output. */
function answersOf(input: BankFile, values: readonly Value[], { misprint }: Lines): Map<number, Answer[]> {
  const answers = new Map<number, Answer[]>(input.customers.map(({ id }) => [id, []]));
  for (const value of values) {
    const id = numberUnder(value, 'id');
    const received = itemsUnder(value, 'recv');
    const entry = fieldOf(value, 'recv');
    const mine = id === undefined ? undefined : answers.get(id);
    if (mine === undefined) {
      misprint(
        id === undefined
          ? 'an entry of the output has no id'
          : `the output tells of customer ${id}, who is not in the input`,
        value.line,
      );
    } else if (received !== undefined) mine.push(...received.map((one) => answerOf(one, input.decimals)));
    else mine.push(answerOf(entry ?? value, input.decimals));
  }
  return answers;
}

function answerOf(value: Value, decimals: number): Answer {
  const money = fieldOf(value, 'balance', 'money');
  const units =
    money?.kind === 'number' || money?.kind === 'string' ? minorUnits(money.text.trim(), decimals) : undefined;
  const word = textUnder(value, 'result')?.toLowerCase();
  return {
    line: value.line,
    interface: textUnder(value, 'interface')?.toLowerCase(),
    branch: numberUnder(value, 'branch', 'dest'),
    result:
      word === undefined
        ? undefined
        : word.startsWith('succ')
          ? 'applied'
          : word.startsWith('fail')
            ? 'refused'
            : undefined,
    balance: units,
    strange: money !== undefined && units === undefined ? shown(money) : undefined,
  };
}

/** One answer for each event, in their order; where there are only as many as queries, they are theirs. */
function tellCustomer({ id, events }: Customer, answers: readonly Answer[], lines: Lines): void {
  const name = customerName(id);
  const isShort = answers.length > 0 && answers.every((answer) => answer.interface === undefined);
  const told = isShort ? events.filter((event) => event.interface === 'query') : events;
  if (told.length !== answers.length) {
    const of = isShort ? 'queries' : 'events';
    lines.misprint(
      `the output has ${answers.length} answers for the ${told.length} ${of} of ${name}`,
      answers.at(-1)?.line,
    );
  }
  const byEvent = new Map(told.map((event, i) => [event, answers[i]]));
  for (const [nth, event] of events.entries()) tellEvent(name, nth, event, byEvent.get(event), isShort, lines);
}

function tellEvent(
  customer: string,
  nth: number,
  event: BankEvent,
  answer: Answer | undefined,
  isShort: boolean,
  lines: Lines,
): void {
  const { interface: name, amount = 0, branch, id } = event;
  const what = `${customer}'s ${name}${id === undefined ? '' : ` (event ${id})`}`;
  const tx = `${customer}-${nth + 1}`;
  const change = name === 'deposit' ? amount : -amount;
  const isQuery = name === 'query';
  if (answer === undefined && !isShort) return;
  if (answer !== undefined) judgeForm(what, event, answer, isShort, lines);
  lines.asks(customer, {
    do: name,
    at: branchName(branch),
    ...(!isQuery && { amount, change, tx }),
    ...lineOf(answer),
  });
  if (isQuery)
    lines.answered(customer, {
      result: 'read',
      account: ACCOUNT,
      ...(answer?.balance !== undefined && { balance: answer.balance }),
      ...lineOf(answer),
    });
  else lines.answered(customer, { result: answer?.result ?? 'applied', tx, ...lineOf(answer) });
}

function judgeForm(
  what: string,
  { interface: name, branch }: BankEvent,
  answer: Answer,
  isShort: boolean,
  { misprint }: Lines,
): void {
  const { line } = answer;
  if (answer.branch !== undefined && answer.branch !== branch) {
    misprint(`${what} went to ${branchName(branch)}; the output says that ${branchName(answer.branch)} answered`, line);
  }
  if (!isShort && answer.interface !== name) {
    misprint(`${what} is told as a ${answer.interface ?? 'nothing in particular'}`, line);
  }
  if (name === 'query' && answer.balance === undefined) {
    misprint(`${what} has no balance${answer.strange === undefined ? '' : `: found ${answer.strange}`}`, line);
  }
  if (name === 'deposit' && answer.result === 'refused') {
    misprint(`${what} is told to have failed: a deposit always succeeds`, line);
  }
  if (name !== 'query' && answer.result === undefined)
    misprint(`${what} has no result: expected success or fail`, line);
}

function lineOf(answer: Answer | undefined): { line?: number } {
  return answer === undefined ? {} : { line: answer.line };
}
