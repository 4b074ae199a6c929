import type { Header, SystemSpec } from '../../../history/header.js';
import { outputHeader } from '../../output-header.js';
import { readSpec } from '../../spec-file.js';
import { InputError, type OriginalText } from '../../system.js';
import { type Command, readCommands } from '../commands.js';
import { carryOutSilent, createCertainties } from './certainties.js';
import { isForeign, isRefusal, type PrintedLine, printedLines, receiptIn, starterIn } from './printed-lines.js';
import { opensSnapshot, takeSnapshot } from './printed-snapshot.js';

const nodeName = (number: number) => `node-${number}`;
/** The client that does all commands. */
const MASTER = 'master';
const SCRIPT = { create: 'create', send: 'send', receive: 'receive', drain: 'receiveAll' };

/**
 * Turns what somebody's program printed for a script into a history of the script's commands and what was told of each.
 * Which message a receipt took is printed; in which order ReceiveAll took them is not, and is for the checker to think
 * of. What has not the form of the original becomes a misprint.
 */
export function readOutput(input: OriginalText, outputs: readonly OriginalText[]): string[] {
  const commands = readCommands(input.text, input.file);
  const [output, ...more] = outputs;
  if (output === undefined || more.length > 0) {
    throw new InputError(more[0]?.file ?? input.file, 1, 'a script has one output: give one file after --output');
  }
  const lines = printedLines(output.text);
  const mustPrint = commands.some(({ command }) => command === 'BeginSnapshot' || command === 'PrintSnapshot');
  if (lines.length === 0 && mustPrint)
    throw new InputError(output.file, 1, 'the output is empty: expected what the commands print');
  return tell(commands, lines);
}

function tell(commands: readonly Command[], lines: PrintedLine[]): string[] {
  const spec = readSpec('snapshot-bank');
  const told: string[] = [];
  const known = createCertainties();
  let snapshots = 0;
  /** Who took part when the last snapshot began. */
  let members: number[] = [];
  /** Whether it had come to its end when it was collected; else nobody can say what is printed of it. */
  let isWhole = true;
  const complain = (why: string, line?: number) =>
    void told.push(JSON.stringify({ v: 'run', k: 'misprint', why, ...(line !== undefined && { body: { line } }) }));

  function done(asked: Record<string, unknown>, answer: Record<string, unknown>, line?: number): void {
    const body = { ...answer, ...(line !== undefined && { line }) };
    told.push(JSON.stringify({ v: 'client', k: 'invoke', node: MASTER, body: asked }));
    told.push(JSON.stringify({ v: 'client', k: 'ok', node: MASTER, body }));
  }

  /** Commands since the last print, each with whether it must be refused. */
  const stretch: { command: Command; mustFail: boolean }[] = [];
  for (const command of commands) {
    if (prints(command)) {
      tellSilent();
      print(command);
    } else if (command.command === 'CollectState') isWhole = known.isComplete();
    else stretch.push({ command, mustFail: carryOutSilent(command, known) });
  }
  tellSilent();
  for (const { text, line } of lines) complain(`"${text}" is printed by no command`, line);
  return [JSON.stringify(headerOf(spec, commands)), ...told];

  /** A receipt prints nothing where nothing can have come. */
  function prints(command: Command): boolean {
    if (command.command === 'Receive') return !known.isEmpty(command.at, command.from);
    return command.command === 'BeginSnapshot' || command.command === 'PrintSnapshot';
  }

  /**
   * Commands that print nothing, but for sends that are refused. A refusal does not say which send it is of: those that
   * must be; where more or fewer were printed than that, the first others as well, or not all.
   */
  function tellSilent(): void {
    const silent = stretch.splice(0);
    const sends = silent.filter(({ command }) => command.command === 'Send');
    const printed: PrintedLine[] = [];
    for (; sends.length > 0 && lines[0] !== undefined && isForeign(lines[0]); lines.shift()) {
      complain(`"${lines[0].text}" is printed by no command`, lines[0].line);
    }
    while (printed.length < sends.length && lines[0] !== undefined && isRefusal(lines[0])) printed.push(lines.shift()!);
    const due = sends.filter(({ mustFail }) => mustFail);
    const others = sends.filter(({ mustFail }) => !mustFail);
    const refused = new Set([...due, ...others].slice(0, printed.length));
    for (const one of silent) tellOne(one.command, refused.has(one) ? printed.shift()! : undefined);
  }

  function tellOne(command: Command, refusal: PrintedLine | undefined): void {
    if (command.command === 'Send') {
      const { from, to, amount } = command;
      const asked = { do: SCRIPT.send, at: nodeName(from), to: nodeName(to), amount };
      done(asked, { result: refusal === undefined ? 'applied' : 'refused' }, refusal?.line);
    } else if (command.command === 'CreateNode') done({ do: SCRIPT.create, at: nodeName(command.node) }, {});
    else if (command.command === 'ReceiveAll') done({ do: SCRIPT.drain, at: nodeName(known.members[0] ?? 0) }, {});
    else if (command.command === 'Receive') done(receiving(command.at, command.from), {});
  }

  function receiving(node: number, from: number | undefined): Record<string, unknown> {
    return { do: SCRIPT.receive, at: nodeName(node), ...(from !== undefined && { from: nodeName(from) }) };
  }

  function print(command: Command): void {
    if (command.command === 'Receive') receive(command.at, command.from);
    else if (command.command === 'BeginSnapshot') begin(command.at);
    else printed();
  }

  function receive(node: number, from: number | undefined): void {
    const asked = receiving(node, from);
    const line = takeWhere('what was received, such as "1 Transfer 300"', (one) => receiptIn(one) !== undefined);
    const receipt = line === undefined ? undefined : receiptIn(line)!;
    if (receipt === undefined) return done(asked, {});
    if (receipt.isToken && receipt.amount !== -1) complain('a token is printed as SnapshotToken -1', line!.line);
    known.receive(node, receipt.from, receipt.isToken ? 'token' : receipt.amount);
    const message = receipt.isToken ? spec.snapshots!.marker : spec.transit!.message;
    const what = receipt.isToken ? { message } : { message, amount: receipt.amount };
    done(asked, { from: nodeName(receipt.from), ...what }, line!.line);
  }

  function begin(node: number): void {
    const line = takeWhere(`"Started by Node ${node}"`, (one) => starterIn(one) !== undefined);
    const starter = line === undefined ? node : starterIn(line);
    if (starter !== node) complain(`node ${node} was told to begin; the output says node ${starter}`, line!.line);
    known.begin(node);
    members = [...known.members];
    const snapshot = `snapshot-${++snapshots}`;
    done({ do: spec.snapshots!.begin, at: nodeName(node), snapshot }, { snapshot }, line?.line);
  }

  function printed(): void {
    const heading = takeWhere('"---Node states"', opensSnapshot);
    if (heading === undefined) return;
    lines.unshift(heading);
    const { states, channels } = takeSnapshot(lines, members, isWhole ? complain : () => {});
    const snapshot = `snapshot-${snapshots}`;
    for (const node of members) {
      const part = {
        snapshot,
        account: nodeName(node),
        balance: states.get(node),
        channels: members
          .filter((from) => from !== node)
          .map((from) => ({ from: nodeName(from), amount: channels.get(`${from} ${node}`) })),
      };
      const isTold = isWhole && part.balance !== undefined && part.channels.every(({ amount }) => amount !== undefined);
      const asked = { do: spec.snapshots!.collect, at: nodeName(node), snapshot };
      done(asked, isTold ? part : { snapshot }, heading.line);
    }
  }

  /**
   * The next line, if it is what a command prints. Lines before it that no command can have printed are complained of;
   * one that a later command prints stays.
   */
  function takeWhere(expected: string, fits: (line: PrintedLine) => boolean): PrintedLine | undefined {
    for (let next = lines[0]; next !== undefined; next = lines[0]) {
      if (fits(next)) return lines.shift();
      const isLaters = starterIn(next) !== undefined || opensSnapshot(next);
      const isExtra = receiptIn(next) !== undefined || isRefusal(next);
      if (isLaters) break;
      const silent = isExtra ? ': ReceiveAll, CollectState and sends that succeed are silent' : '';
      complain(`expected ${expected}, found "${next.text}"${silent}`, next.line);
      lines.shift();
    }
    complain(
      `expected ${expected}, found ${lines[0] === undefined ? 'the end' : `"${lines[0].text}"`}`,
      lines[0]?.line,
    );
    return undefined;
  }
}

function headerOf(spec: SystemSpec, commands: readonly Command[]): Header {
  const created = commands.flatMap((command) => (command.command === 'CreateNode' ? [command] : []));
  return outputHeader({
    spec: { ...spec, snapshots: { ...spec.snapshots!, script: SCRIPT } },
    accounts: Object.fromEntries(created.map(({ node, balance }) => [nodeName(node), balance])),
    nodes: created.map(({ node }) => nodeName(node)),
    clients: [MASTER],
    checks: [
      { name: 'protocol', options: {}, named: false },
      { name: 'snapshot-consistency', options: {}, named: true },
    ],
  });
}
