/** One line that is not blank, without the spaces around it. */
export interface PrintedLine {
  text: string;
  line: number;
}

export function printedLines(text: string): PrintedLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((raw, index) => ({ text: raw.trim(), line: index + 1 }))
    .filter((line) => line.text !== '');
}

/** What a line says of a receipt: from whom, and how much; a token says -1. */
export function receiptIn({ text }: PrintedLine): { from: number; isToken: boolean; amount: number } | undefined {
  const match = /^(\d+)\s+(Transfer|SnapshotToken)\s+(-?\d+)$/i.exec(text);
  if (match === null) return undefined;
  return { from: Number(match[1]), isToken: match[2]!.toLowerCase() === 'snapshottoken', amount: Number(match[3]) };
}

/** The node that a line says has started a snapshot. */
export function starterIn({ text }: PrintedLine): number | undefined {
  const match = /^Started by Node\s+(\d+)$/i.exec(text);
  return match === null ? undefined : Number(match[1]);
}

export function isRefusal({ text }: PrintedLine): boolean {
  return text.toUpperCase() === 'ERR_SEND';
}

/** Whether no command prints such a line. */
export function isForeign(line: PrintedLine): boolean {
  const isOther = receiptIn(line) === undefined && starterIn(line) === undefined && !isRefusal(line);
  return isOther && !SNAPSHOT_LINE.test(line.text);
}

const SNAPSHOT_LINE = /^(-+\s*(node|channel) states$|node\s+\d+\s*=|channel\s*\()/i;
