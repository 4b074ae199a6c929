import { forTerminal } from './escape.js';

/** How numbers, times and names of data are put into words, the same in every report. */

/** `1 message`, `1,204 messages`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Nanoseconds for a reader: `850 ns`, `12.3 ms`, `4.21 s`, `3 min 20 s`. */
export function duration(ns: number): string {
  if (ns < 1e3) return `${Math.round(ns)} ns`;
  for (const [unit, name] of [
    [1e3, 'µs'],
    [1e6, 'ms'],
    [1e9, 's'],
  ] as const) {
    if (ns < unit * 1e3 && (unit < 1e9 || ns < 60e9)) return `${Number((ns / unit).toPrecision(3))} ${name}`;
  }
  const seconds = Math.round(ns / 1e9);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Nanoseconds for a column: milliseconds with three digits. */
export function clockTime(ns: number): string {
  return `${(ns / 1e6).toFixed(3)} ms`;
}

/** `criticalSections` or `critical-sections` as `critical sections`. */
export function spaced(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase();
}

/** Data in a line: `to=n2 amount=4`. Long data and hashes are cut, and say so. Safe for a terminal. */
export function fields(data: Record<string, unknown>, limit: number): string {
  const words = Object.entries(data).map(([key, value]) => `${key}=${plain(value)}`);
  return cut(forTerminal(words.join(' ').slice(0, limit * 2)), limit);
}

export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

function plain(value: unknown): string {
  if (typeof value === 'string') {
    if (/^[0-9a-f]{32,}$/.test(value)) return `${value.slice(0, 8)}…`;
    return /^[\w.:-]+$/.test(value) ? value : JSON.stringify(value);
  }
  return JSON.stringify(value) ?? String(value);
}
