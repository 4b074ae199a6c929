/** An amount as the original prints it, a decimal with at least one digit behind the point: 400 cents are `$4.0`. */
export function dollars(minor: number, decimals: number): string {
  return `$${decimal(minor, decimals, 1)}`;
}

/** The same without needless digits: 1000 cents are `$10`. */
export function shortDollars(minor: number, decimals: number): string {
  return `$${decimal(minor, decimals, 0)}`;
}

/**
 * Minor units of a written amount (`4`, `4.0`, `$4.25`, `-1`), or undefined when it is no decimal number, has more
 * digits behind the point than there are, or is too big to be exact.
 */
export function minorUnits(written: string, decimals: number): number | undefined {
  const match = /^(-?)\$?(\d+)(?:\.(\d+))?$/.exec(written);
  if (match === null) return undefined;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return undefined;
  const units = Number(match[2]! + fraction.padEnd(decimals, '0'));
  if (!Number.isSafeInteger(units)) return undefined;
  return match[1] === '-' && units !== 0 ? -units : units;
}

function decimal(minor: number, decimals: number, atLeast: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits
    .slice(digits.length - decimals)
    .replace(/0+$/, '')
    .padEnd(atLeast, '0');
  return `${minor < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
