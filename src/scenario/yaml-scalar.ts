import type { Complain } from './yaml-syntax.js';

const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FRACTION = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const NO_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * What an unquoted word means by YAML 1.2's core schema. Integers are judged by their text, since a number of
 * JavaScript would round them silently; `fraction` marks whole numbers that were not written as integers.
 */
export function plainScalar(
  text: string,
  start: number,
  complain: Complain,
): { value: string | number | boolean | null; fraction?: boolean } {
  if (text === '' || text === '~' || /^(?:null|Null|NULL)$/.test(text)) return { value: null };
  if (/^(?:true|True|TRUE)$/.test(text)) return { value: true };
  if (/^(?:false|False|FALSE)$/.test(text)) return { value: false };
  if (INTEGER.test(text)) {
    // + 0 turns -0 into 0.
    const value = Number(text) + 0;
    if (!Number.isSafeInteger(value)) complain(start, `${text} is too large to be exact`, 'an integer below 2^53');
    return { value };
  }
  if (NO_NUMBER.test(text)) {
    complain(start, `${text} is no number to count with`, 'a finite number');
    return { value: text };
  }
  if (!FRACTION.test(text)) return { value: text };
  const value = Number(text);
  if (!Number.isFinite(value)) complain(start, `${text} is too large`, 'a finite number');
  return Number.isInteger(value) ? { value, fraction: true } : { value };
}
