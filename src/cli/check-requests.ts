import { CHECKERS } from '../../checkers/registry.js';
import { SPELLINGS } from '../../checkers/transactions/levels.js';
import { FORMATS } from '../history/foreign/formats.js';
import type { BankOptions } from '../history/foreign/jepsen.js';
import type { CheckRequest } from '../history/header.js';
import type { History } from '../history/history.js';
import { wholeNumber } from './numbers.js';
import { noSuch, UsageError } from './usage-error.js';

/** What a user may say of the checks of a history. */
export interface CheckOptions {
  checker?: readonly string[];
  level?: string;
  model?: string;
  format?: string;
  total?: string;
  negativeBalances?: boolean;
}

/** The checker that takes a level. */
export const LEVELLED = 'serializability';

/** Says no to what is not there. Throws UsageError. */
export function verifyCheckOptions({ checker, level, model, format, total }: CheckOptions): void {
  for (const name of checker ?? []) {
    if (!Object.hasOwn(CHECKERS, name))
      throw noSuch('checker', name, Object.keys(CHECKERS), ' Histories go before --checker.');
  }
  if (level !== undefined && !Object.hasOwn(SPELLINGS, level)) throw noSuch('level', level, Object.keys(SPELLINGS));
  if (format !== undefined && !Object.hasOwn(FORMATS, format)) throw noSuch('format', format, Object.keys(FORMATS));
  if (total !== undefined) wholeNumber('--total', total, 0);
  if (model !== undefined) {
    throw new UsageError(
      `--model ${model} is for the checker linearizability, which this version does not have. Transactions are judged by --level, up to strict-serializable.`,
    );
  }
}

/**
 * The checks to make: what the user asks for, with the header's options; else what the header asks for; else the spec's own
 * checks; else all. A level asks for the checker that takes it.
 */
export function requestsFor({ header }: History, { checker, level }: CheckOptions = {}): CheckRequest[] {
  const optionsOf = (name: string): CheckRequest['options'] => ({
    ...header.checks.find((check) => check.name === name)?.options,
    ...(level !== undefined && name === LEVELLED && { level: SPELLINGS[level] }),
  });
  if (checker !== undefined || level !== undefined) {
    const names = new Set([...(checker ?? []), ...(level === undefined ? [] : [LEVELLED])]);
    return [...names].map((name) => ({ name, options: optionsOf(name), named: true }));
  }
  if (header.checks.length > 0) return header.host === 'import' ? header.checks.map(withLevel) : header.checks;
  const byDefault = header.spec.checks.length > 0 ? header.spec.checks : Object.keys(CHECKERS);
  return byDefault.map((name) => ({ name, options: {}, named: false }));
}

/** With the level that is judged where nobody says one, so that the verdict names it. */
function withLevel(check: CheckRequest): CheckRequest {
  return check.name === LEVELLED ? { ...check, options: { level: DEFAULT_LEVEL, ...check.options } } : check;
}

const DEFAULT_LEVEL = 'serializable';

/** Says no to options of a bank where there is none. Throws UsageError. */
export function verifyBankOptions({ header }: History, name: string, { total, negativeBalances }: CheckOptions): void {
  if (header.spec.totals !== undefined && header.host === 'import') return;
  if (total === undefined && negativeBalances !== true) return;
  const flag = total === undefined ? '--negative-balances' : '--total';
  throw new UsageError(`${flag} is for Jepsen's bank, transfers and reads of all accounts, and ${name} has none.`);
}

/** What a log of Jepsen's bank does not tell. */
export function bankOptionsOf({ total, negativeBalances }: CheckOptions): BankOptions {
  return {
    ...(total !== undefined && { totalAmount: Number(total) }),
    ...(negativeBalances === true && { negativeBalances }),
  };
}

/** The flags that say the same. */
export function flagsOf({ checker, level, format, total, negativeBalances }: CheckOptions): string[] {
  return [
    ...(checker ?? []).flatMap((name) => ['--checker', name]),
    ...(level === undefined ? [] : ['--level', level]),
    ...(format === undefined ? [] : ['--format', format]),
    ...(total === undefined ? [] : ['--total', total]),
    ...(negativeBalances === true ? ['--negative-balances'] : []),
  ];
}
