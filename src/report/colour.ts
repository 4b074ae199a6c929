/** The few ways in which a report sets words apart. Without colours every one of them leaves the text as it is. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export const PLAIN: Paint = { good: same, bad: same, doubtful: same, strong: same, faint: same };

/** ANSI colours, for a terminal. The text must have been through `forTerminal`. */
export const COLOURS: Paint = {
  good: sgr(32),
  bad: sgr(31),
  doubtful: sgr(33),
  strong: sgr(1),
  faint: sgr(2),
};

export function paintOf(verdict: 'pass' | 'fail' | 'unknown', paint: Paint): (text: string) => string {
  return { pass: paint.good, fail: paint.bad, unknown: paint.doubtful }[verdict];
}

function same(text: string): string {
  return text;
}

function sgr(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}
