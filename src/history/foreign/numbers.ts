/**
 * Numbers of EDN in one spelling each, so that equal ones (as Clojure's `=` has it) are spelt alike: an integer, however
 * written (`+5`, `5N`, `0x5`, `8r5`, `05`), is a bigint; a ratio in lowest terms, `1/2`; a double such as `1.0`; an exact
 * decimal such as `1.5M`. 1, 1.0 and 1M are three different things. `undefined`: this is no number.
 */
export function numberInEdn(word: string): bigint | string | undefined {
  const integer = INTEGER.exec(word);
  if (integer !== null) return integerOf(integer);
  const ratio = /^([+-]?\d+)\/(\d+)$/.exec(word);
  if (ratio !== null) return ratioOf(BigInt(ratio[1]!.replace('+', '')), BigInt(ratio[2]!));
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?(M?)$/.exec(word);
  if (parts === null) return undefined;
  if (parts[5] === 'M') return decimalOf(parts);
  if (parts[3] === undefined && parts[4] === undefined) return undefined;
  const text = String(Number(word) + 0);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Digits of numbers that are read: the time to take in more grows as their square. */
export const MOST_DIGITS = 2000;

/** Sign, then digits in decimal, in hexadecimal, in octal, or a radix and its digits. */
const INTEGER = /^([+-]?)(?:(0|[1-9]\d*)|0[xX]([0-9A-Fa-f]+)|0([0-7]+)|([2-9]|[12]\d|3[0-6])[rR]([0-9A-Za-z]+))N?$/;

function integerOf([, sign, decimal, hexadecimal, octal, radix, digits]: RegExpExecArray): bigint | undefined {
  const size =
    decimal !== undefined
      ? BigInt(decimal)
      : hexadecimal !== undefined
        ? BigInt(`0x${hexadecimal}`)
        : octal !== undefined
          ? BigInt(`0o${octal}`)
          : inRadix(Number(radix), digits!);
  return size !== undefined && sign === '-' ? -size : size;
}

function inRadix(radix: number, digits: string): bigint | undefined {
  let value = 0n;
  for (const digit of digits) {
    const one = Number.parseInt(digit, 36);
    if (one >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(one);
  }
  return value;
}

function ratioOf(above: bigint, below: bigint): bigint | string | undefined {
  if (below === 0n) return undefined;
  let [a, b] = [above < 0n ? -above : above, below];
  while (b !== 0n) [a, b] = [b, a % b];
  return below === a ? above / a : `${above / a}/${below / a}`;
}

function decimalOf([, sign, whole, fraction, exponent]: RegExpExecArray): string {
  const digits = `${whole}${fraction ?? ''}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0M';
  const power = BigInt(exponent ?? 0) - BigInt(fraction?.length ?? 0) + BigInt(digits.length - significant.length);
  const negative = sign === '-' ? '-' : '';
  if (power > 30n || power < -30n) return `${negative}${significant}e${power}M`;
  if (power >= 0n) return `${negative}${significant}${'0'.repeat(Number(power))}M`;
  const padded = significant.padStart(1 - Number(power), '0');
  return `${negative}${padded.slice(0, Number(power))}.${padded.slice(Number(power))}M`;
}
