import { InputError } from '../system.js';

/** One command of an original script. Nodes are called by the numbers that the script gives them. */
export type Command = { line: number } & (
  | { command: 'StartMaster' | 'ReceiveAll' | 'CollectState' | 'PrintSnapshot' | 'KillAll' }
  | { command: 'CreateNode'; node: number; balance: number }
  | { command: 'Send'; from: number; to: number; amount: number }
  /** Without `from`: from a random one of those from whom something has come. */
  | { command: 'Receive'; at: number; from?: number }
  | { command: 'BeginSnapshot'; at: number }
);

const FORMS: Record<Command['command'], string> = {
  StartMaster: 'StartMaster',
  CreateNode: 'CreateNode NODE BALANCE',
  Send: 'Send SENDER RECEIVER AMOUNT',
  Receive: 'Receive RECEIVER [SENDER]',
  ReceiveAll: 'ReceiveAll',
  BeginSnapshot: 'BeginSnapshot NODE',
  CollectState: 'CollectState',
  PrintSnapshot: 'PrintSnapshot',
  KillAll: 'KillAll',
};

const MOST_NODES = 100;

/**
 * Reads an original script: one command a line, `#` or `//` opens a comment. `KillAll` ends it. Throws InputError where a
 * line is no command, or makes no sense where it stands.
 */
export function readCommands(text: string, file: string): Command[] {
  const commands: Command[] = [];
  const so: SoFar = { isStarted: false, nodes: new Set(), total: 0, snapshot: 'none' };
  for (const [place, raw] of text.split(/\r?\n/).entries()) {
    const words = raw
      .replace(/(#|\/\/).*$/, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    const line = place + 1;
    const complain: Complain = (reason) => {
      throw new InputError(file, line, reason);
    };
    const command = { ...commandOf(words, complain), line };
    follows(command, so, complain);
    commands.push(command);
    if (command.command === 'KillAll') break;
  }
  if (so.nodes.size === 0)
    throw new InputError(file, 1, 'no node is created in it: expected "StartMaster", "CreateNode 1 1000"');
  return commands;
}

type Complain = (reason: string) => never;

function commandOf([word, ...args]: string[], complain: Complain): WithoutLine {
  if (!Object.hasOwn(FORMS, word!)) {
    return complain(`"${word}" is no command: expected ${Object.keys(FORMS).join(', ')}`);
  }
  const command = word as Command['command'];
  const form = FORMS[command];
  const most = form.split(' ').length - 1;
  const least = form.includes('[') ? most - 1 : most;
  if (args.length < least || args.length > most) {
    return complain(
      `expected "${form}", found ${args.length === 0 ? 'nothing' : `"${args.join(' ')}"`} after the word`,
    );
  }
  const [a, b, c] = args.map((written) => whole(written, complain)) as [number, number, number];
  for (const id of command === 'CreateNode' ? [a] : command === 'Send' ? [a, b] : [a, b].slice(0, args.length)) {
    if (id < 0) complain(`${id} is no node: nodes have numbers from 0 on`);
  }
  switch (command) {
    case 'CreateNode':
      return { command, node: a, balance: atLeast(0, 'a balance', b, complain) };
    case 'Send':
      return { command, from: a, to: b, amount: atLeast(1, 'an amount', c, complain) };
    case 'Receive':
      return { command, at: a, ...(args.length > 1 && { from: b }) };
    case 'BeginSnapshot':
      return { command, at: a };
    default:
      return { command };
  }
}

// Omit does not go into the members of a union by itself.
type WithoutLine = Command extends infer One ? (One extends Command ? Omit<One, 'line'> : never) : never;

/** What the lines before have done. */
interface SoFar {
  isStarted: boolean;
  nodes: Set<number>;
  /** All money. */
  total: number;
  snapshot: 'none' | 'begun' | 'collected';
}

/** Whether a command makes sense after those before it; takes it in. */
function follows(command: WithoutLine, so: SoFar, complain: Complain): void {
  const isBegun = so.snapshot === 'begun';
  if (command.command === 'StartMaster') {
    if (so.isStarted) complain('the master has been started already');
    so.isStarted = true;
    return;
  }
  if (!so.isStarted) complain(`${command.command} before StartMaster: there is no master yet`);
  switch (command.command) {
    case 'CreateNode': {
      const { node, balance } = command;
      if (so.nodes.has(node)) complain(`node ${node} has been created already`);
      if (isBegun)
        complain('CreateNode during a snapshot: a node may come only before BeginSnapshot or after CollectState');
      if (so.nodes.size === MOST_NODES) complain(`there are ${MOST_NODES} nodes already, which is the most`);
      so.total += balance;
      if (!Number.isSafeInteger(so.total))
        complain('all money together is too much to be counted exactly: keep it below 2^53');
      so.nodes.add(node);
      return;
    }
    case 'Send':
      known(command.from, so, complain);
      known(command.to, so, complain);
      if (command.from === command.to) complain('a node has no channel to itself');
      return;
    case 'Receive':
      known(command.at, so, complain);
      if (command.from !== undefined) known(command.from, so, complain);
      if (command.from === command.at) complain('a node has no channel to itself');
      return;
    case 'BeginSnapshot':
      known(command.at, so, complain);
      if (isBegun) complain('BeginSnapshot during a snapshot: the one before has not been collected');
      so.snapshot = 'begun';
      return;
    case 'CollectState':
      if (!isBegun) complain('CollectState without a snapshot: expected BeginSnapshot before it');
      so.snapshot = 'collected';
      return;
    case 'PrintSnapshot':
      if (so.snapshot !== 'collected')
        complain('PrintSnapshot without a collected snapshot: expected CollectState before it');
      return;
    default:
  }
}

function known(node: number, { nodes }: SoFar, complain: Complain): void {
  if (nodes.has(node)) return;
  complain(
    `there is no node ${node}: ${nodes.size === 0 ? 'none has been created' : `created are ${[...nodes].join(', ')}`}`,
  );
}

function whole(written: string, complain: Complain): number {
  const value = Number(written);
  if (/^-?\d+$/.test(written) && Number.isSafeInteger(value)) return value;
  return complain(`"${written}" is no whole number`);
}

function atLeast(least: number, what: string, value: number, complain: Complain): number {
  return value < least ? complain(`${what} must be at least ${least}, and not ${value}`) : value;
}
