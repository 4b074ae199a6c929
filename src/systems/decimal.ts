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
 * Minor units of a written number (`400`, `12.50`, `-1`, `1.0E7`), or undefined when it is no decimal number, has more
 * digits behind the point than there are, or is too big to be exact.
 */
export function minorUnits(written: string, decimals: number): number | undefined {
  const number = digitsOf(written);
  if (number === undefined) return undefined;
  if (number.digits === '') return 0;
  const zeros = decimals - number.behindPoint;
  if (zeros < 0 || zeros > LONGEST) return undefined;
  const units = Number(number.digits + '0'.repeat(zeros));
  if (!Number.isSafeInteger(units)) return undefined;
  return number.isNegative ? -units : units;
}

/** How many digits behind the point a written number needs; 0 where it is none. */
export function decimalsIn(written: string): number {
  const number = digitsOf(written);
  return number === undefined || number.digits === '' ? 0 : Math.max(0, number.behindPoint);
}

/** More digits than an exact number has. */
const LONGEST = 16;

/** A number's digits without zeros around them, and how many of them stand behind the point: below 0, zeros follow. */
function digitsOf(written: string): { isNegative: boolean; digits: string; behindPoint: number } | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(written);
  if (match === null) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const all = (whole! + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  const behindPoint = fraction.length - (all.length - digits.length) - Number(exponent);
  return { isNegative: sign === '-', digits, behindPoint };
}
