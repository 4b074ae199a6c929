import type { PrintedLine } from './printed-lines.js';

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

/**
 * Reads the lines of one printed snapshot from the front of `lines`, which opens with its first heading. The form is
 * fixed: nodes by ascending number, then every ordered pair of nodes by source and destination, each once.
 */
export function takeSnapshot(lines: PrintedLine[], nodes: readonly number[], complain: Complain): PrintedSnapshot {
  const states = new Map<number, number>();
  const channels = new Map<string, number>();
  lines.shift();
  let last = Number.NEGATIVE_INFINITY;
  for (let match = STATE.exec(lines[0]?.text ?? ''); match !== null; match = STATE.exec(lines[0]?.text ?? '')) {
    const { line } = lines.shift()!;
    const node = Number(match[1]);
    if (!nodes.includes(node)) complain(`node ${node} is listed, and there is no such node`, line);
    else if (states.has(node)) complain(`node ${node} is listed twice`, line);
    else if (node < last) complain(`node ${last} is listed before node ${node}: nodes go by ascending number`, line);
    last = Math.max(last, node);
    states.set(node, Number(match[2]));
  }
  if (CHANNELS.test(lines[0]?.text ?? '')) lines.shift();
  else complain('the heading "---Channel states" is missing after the node states', lines[0]?.line);

  let before: [number, number] = [-1, -1];
  for (let match = CHANNEL.exec(lines[0]?.text ?? ''); match !== null; match = CHANNEL.exec(lines[0]?.text ?? '')) {
    const { line } = lines.shift()!;
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
  }
  const missing = [
    ...nodes.filter((node) => !states.has(node)).map((node) => `node ${node}`),
    ...nodes.flatMap((from) =>
      nodes.filter((to) => to !== from && !channels.has(`${from} ${to}`)).map((to) => `channel (${from} -> ${to})`),
    ),
  ];
  for (const what of missing) complain(`${what} is missing from the printed snapshot`, lines[0]?.line);
  return { states, channels };
}
