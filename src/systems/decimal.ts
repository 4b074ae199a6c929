/**
 * An amount of minor units as a decimal number, without needless digits: 41050 at two decimals is 410.5, 40000 is 400.
 * `atLeast`: how many digits stand behind the point in any case.
 */
export function decimal(minor: number, decimals: number, atLeast = 0): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const fraction = digits.slice(point).replace(/0+$/, '').padEnd(atLeast, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * Minor units of a written number (`400`, `12.50`, `-1`), or undefined when it is no plain decimal, has more digits behind
 * the point than there are, or is too big to be exact.
 */
export function minorUnits(written: string, decimals: number): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(written);
  if (match === null) return undefined;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return undefined;
  const units = Number(match[2]! + fraction.padEnd(decimals, '0'));
  if (!Number.isSafeInteger(units)) return undefined;
  return match[1] === '-' && units !== 0 ? -units : units;
}
