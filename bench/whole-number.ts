import { InvalidArgumentError } from 'commander';

/** The value of an option that takes a whole number from 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('expected a whole number');
}
