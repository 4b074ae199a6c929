import { plainScalar } from '../scenario/yaml-scalar.js';
import type { Given } from './draft-case.js';

/**
 * A scenario's document as YAML that people like to read: a key a line, the entries of lists of maps one below the other,
 * all that is inside them on one line.
 */
export function yamlText(document: Given, comment: readonly string[]): string {
  const lines = comment.map((line) => `# ${printable(line)}`.trimEnd());
  for (const [key, value] of Object.entries(document)) lines.push(...entry(key, value, ''));
  return `${lines.join('\n')}\n`;
}

function entry(key: string, value: unknown, indent: string): string[] {
  if (!Array.isArray(value) || !value.some(isMap)) return [`${indent}${scalar(key)}: ${flow(value)}`];
  const below = `${indent}  `;
  return [
    `${indent}${scalar(key)}:`,
    ...value.flatMap((item) => {
      const group = isMap(item) ? Object.entries(item) : [];
      const isList = group.length === 1 && Array.isArray(group[0]![1]) && group[0]![1].some(isMap);
      if (!isList) return [`${below}- ${flow(item)}`];
      const [first, ...rest] = entry(group[0]![0], group[0]![1], `${below}  `);
      return [`${below}- ${first!.trimStart()}`, ...rest];
    }),
  ];
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isMap(value)) return scalar(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${scalar(key)}: ${flow(inner)}`)
    .join(', ')}}`;
}

/** Texts go without quotes where nobody can take them for something else. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain = /^[A-Za-z0-9][\w./ -]*$/.test(value) && !value.endsWith(' ');
  return isPlain && plainScalar(value, 0, () => {}).value === value ? value : printable(JSON.stringify(value));
}

function isMap(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No text of a node may end a comment or move a cursor: what is not plain ASCII is spelt out, as JSON and YAML do. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
