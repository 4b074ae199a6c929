import { isRefusal, type PrintedLine, receiptIn, starterIn } from './printed-lines.js';

/** A snapshot as it was printed, by the original's numbers of nodes. */
export interface PrintedSnapshot {
  states: Map<number, number>;
  /** By source and destination, `1 2`. */
  channels: Map<string, number>;
}

export type Complain = (why: string, line?: number) => void;

const STATES = /^-+\s*node states$/i;
const CHANNELS = /^-+\s*channel states$/i;
const STATE = /^node\s+(\d+)\s*=\s*(-?\d+)$/i;
const CHANNEL = /^channel\s*\(\s*(\d+)\s*(?:->|→)\s*(\d+)\s*\)\s*=\s*(-?\d+)$/i;

export function opensSnapshot({ text }: PrintedLine): boolean {
  return STATES.test(text);
}

/** Missing entries that are named one by one. */
const NAMED = 3;

/**
 * Reads the lines of one printed snapshot from the front of `lines`, which opens with its first heading. The form is
 * fixed: nodes by ascending number, then every ordered pair of nodes by source and destination, each once.
 */
export function takeSnapshot(lines: PrintedLine[], nodes: readonly number[], complain: Complain): PrintedSnapshot {
  const states = new Map<number, number>();
  const channels = new Map<string, number>();
  let unreadable = 0;
  lines.shift();

  let last = Number.NEGATIVE_INFINITY;
  takeBlock(
    STATE,
    'node N = AMOUNT',
    (line) => CHANNELS.test(line.text) || CHANNEL.test(line.text),
    (match, line) => {
      const node = Number(match[1]);
      if (!nodes.includes(node)) complain(`node ${node} is listed, and there is no such node`, line);
      else if (states.has(node)) complain(`node ${node} is listed twice`, line);
      else if (node < last) complain(`node ${last} is listed before node ${node}: nodes go by ascending number`, line);
      last = Math.max(last, node);
      states.set(node, Number(match[2]));
    },
  );
  if (CHANNELS.test(lines[0]?.text ?? '')) lines.shift();
  else complain('the heading "---Channel states" is missing after the node states', lines[0]?.line);

  let before: [number, number] = [-1, -1];
  takeBlock(
    CHANNEL,
    'channel (N -> N) = AMOUNT',
    () => false,
    (match, line) => {
      const [from, to] = [Number(match[1]), Number(match[2])];
      const name = `channel (${from} -> ${to})`;
      if (from === to || !nodes.includes(from) || !nodes.includes(to)) {
        complain(`${name} is listed, and there is no such channel`, line);
      } else if (channels.has(`${from} ${to}`)) complain(`${name} is listed twice`, line);
      else if (from < before[0] || (from === before[0] && to < before[1])) {
        complain(
          `channel (${before.join(' -> ')}) is listed before ${name}: channels go by source, then destination`,
          line,
        );
      } else before = [from, to];
      channels.set(`${from} ${to}`, Number(match[3]));
    },
  );

  const missing = [
    ...nodes.filter((node) => !states.has(node)).map((node) => `node ${node}`),
    ...nodes.flatMap((from) =>
      nodes.filter((to) => to !== from && !channels.has(`${from} ${to}`)).map((to) => `channel (${from} -> ${to})`),
    ),
  ];
  // What could not be read has been complained of.
  if (missing.length <= unreadable) return { states, channels };
  for (const what of missing.slice(0, NAMED)) complain(`${what} is missing from the printed snapshot`, lines[0]?.line);
  const more = missing.length - NAMED;
  if (more > 0) complain(`${more} more entries are missing from the printed snapshot`, lines[0]?.line);
  return { states, channels };

  /** The lines of a block, up to whatever another command prints. */
  function takeBlock(
    form: RegExp,
    spelt: string,
    ends: (line: PrintedLine) => boolean,
    take: (match: RegExpExecArray, line: number) => void,
  ): void {
    for (let next = lines[0]; next !== undefined && !ends(next) && !isOthers(next); next = lines[0]) {
      lines.shift();
      const match = form.exec(next.text);
      if (match !== null) take(match, next.line);
      else {
        unreadable++;
        complain(`"${next.text}" is no "${spelt}"`, next.line);
      }
    }
  }
}

function isOthers(line: PrintedLine): boolean {
  return STATES.test(line.text) || isRefusal(line) || receiptIn(line) !== undefined || starterIn(line) !== undefined;
}
