import { InputError, type OriginalCommand, type OriginalInput, type OriginalOperation } from '../system.js';
import { type BankFile, readBankFile } from './original/bank-file.js';

/** As many nodes as a run can have. */
const MOST_BRANCHES = 100;

/**
 * An original input as a run of ours: branches are n1, n2, ... and customers c1, c2, ... in the order of the file. Phase
 * 1: one customer after the other, everything passed on in between. Phase 2: all at once. Phase 3: as in phase 1, from
 * branch to branch without waiting. All is printed at the end. Throws InputError.
 */
export function readInput(text: string, file: string): OriginalInput {
  const bank = readBankFile({ file, text });
  const { phase, decimals, customers, branches } = bank;
  refuseTooMuch(bank, file);
  return {
    nodes: branches.map((_branch, place) => `n${place + 1}`),
    config: {
      initialBalance: branches[0]!.balance,
      decimals,
      original: { phase, customers: customers.map(({ id }) => id), branches: branches.map(({ id }) => id) },
    },
    commands: [
      ...(phase === 2 ? atOnce(bank) : oneAfterTheOther(bank)),
      { print: `phase ${phase}`, line: branches.at(-1)!.line },
    ],
  };
}

function refuseTooMuch({ customers, branches }: BankFile, file: string): void {
  const surplus = branches[MOST_BRANCHES];
  if (surplus !== undefined) throw new InputError(file, surplus.line, `at most ${MOST_BRANCHES} branches can be run`);
  let most = branches[0]!.balance;
  for (const event of customers.flatMap(({ events }) => events)) {
    if (event.interface === 'deposit') most += event.amount!;
    if (Number.isSafeInteger(most)) continue;
    throw new InputError(file, event.line, 'with this deposit there is more money than can be counted exactly');
  }
}

function oneAfterTheOther(bank: BankFile): OriginalCommand[] {
  return bank.customers.flatMap((customer, place) => [
    ...operationsOf(bank, place).map((one, i): OriginalCommand => ({ do: one, line: customer.events[i]!.line })),
    { settle: true as const, line: customer.line },
  ]);
}

function atOnce(bank: BankFile): OriginalCommand[] {
  const { line } = bank.customers[0]!;
  const together = bank.customers.flatMap((_customer, place) => operationsOf(bank, place));
  return [...(together.length === 0 ? [] : [{ together, line }]), { settle: true, line }];
}

function operationsOf({ phase, customers, branches }: BankFile, place: number): OriginalOperation[] {
  return customers[place]!.events.map((event) => ({
    client: `c${place + 1}`,
    at: `n${branches.findIndex(({ id }) => id === event.branch) + 1}`,
    operation: event.interface,
    arguments: {
      ...(event.amount !== undefined && { amount: event.amount }),
      ...(phase === 2 && { request: event.id }),
    },
  }));
}
