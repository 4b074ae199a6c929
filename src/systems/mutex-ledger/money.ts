import { decimal, minorUnits } from '../decimal.js';

/** An amount as the original prints it, a decimal with at least one digit behind the point: 400 cents are `$4.0`. */
export function dollars(minor: number, decimals: number): string {
  return `$${decimal(minor, decimals, 1)}`;
}

/** The same without needless digits: 1000 cents are `$10`. */
export function shortDollars(minor: number, decimals: number): string {
  return `$${decimal(minor, decimals)}`;
}

/** Minor units of an amount in a script (`4`, `4.0`, `$4.25`, `-1`); undefined where it is none, or not exact. */
export function dollarsIn(written: string, decimals: number): number | undefined {
  return /^-?\$?[\d.]+$/.test(written) ? minorUnits(written.replace('$', ''), decimals) : undefined;
}
