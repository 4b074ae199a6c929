import type { History } from '../../../src/history/history.js';
import { type FindingsBuilder, step } from '../../contract/findings.js';
import { type Bank, begin, consume, createBank, drain, isComplete, join, MARKER, send } from './bank.js';
import { misfitsOf } from './cut.js';
import { type Command, type Part, type Receipt, scriptOf } from './operations.js';

export const SCRIPT_RULES = {
  'script-refusal': { says: 'a send is refused exactly when its node does not hold the amount', kind: 'safety' },
  'script-receipt': { says: 'a receipt tells the message that comes next in its channel', kind: 'safety' },
  'script-state': { says: 'the told state of a node is what it held when it recorded', kind: 'safety' },
  'script-channel': { says: 'the told content of a channel is what came between the two cuts', kind: 'safety' },
  'script-cut': { says: 'some one order of receipts gives all the told states and channels', kind: 'safety' },
} as const;

export interface ScriptCounts {
  commands: number;
  receipts: number;
  snapshots: number;
  /** Messages that crossed a told cut. */
  crossing: number;
}

/**
 * Judges a script by what its clients were told alone: every command is done again, and what was told must be what can
 * have come of it. What was consumed in an order that nobody was told of is judged by whether some order explains it.
 * O(commands + messages + nodes^2 x snapshots). Undefined: this is no script.
 */
export function judgeScript(history: History, findings: FindingsBuilder): ScriptCounts | undefined {
  const { snapshots, transit } = history.header.spec;
  const commands = snapshots === undefined ? undefined : scriptOf(history, snapshots);
  if (commands === undefined || commands.length === 0) return undefined;
  const { accounts, nodes } = history.header;
  const counts: ScriptCounts = { commands: commands.length, receipts: 0, snapshots: 0, crossing: 0 };
  const bank = createBank();
  const types = { transfer: transit?.message ?? '', marker: snapshots!.marker };
  if (!commands.some((command) => command.do === 'create')) {
    for (const node of nodes) join(bank, node, accounts[node] ?? 0);
  }
  let told = new Map<string, Part>();

  for (const command of commands) {
    if (!isSound(command)) {
      const why = `the command of event ${command.row} names a node that does not take part, or is no node's`;
      for (const rule of Object.keys(SCRIPT_RULES)) findings.unjudged(rule, 'unsupported', why);
      return counts;
    }
    const problem = carryOut(command);
    // From here on nobody knows what is in the channels.
    if (problem === 'lost') return counts;
  }
  if (counts.snapshots === 0) {
    const isSilent = !commands.some(tellsSomething);
    const why = isSilent
      ? 'nothing that was told can be compared: no snapshot, no receipt, no refusal'
      : 'no snapshot was told: only receipts and refusals were compared';
    findings.unjudged('script-cut', 'vacuous', why);
  }
  return counts;

  function carryOut(command: Command): 'lost' | undefined {
    switch (command.do) {
      case 'create':
        join(bank, command.node, accounts[command.node] ?? 0);
        return;
      case 'send':
        return judgeSend(command);
      case 'receive':
        return judgeReceive(command);
      case 'drain':
        drain(bank, command.row);
        return;
      case 'begin':
        told = new Map();
        begin(bank, command.node, command.snapshot, command.row);
        return;
      case 'collect':
        return takePart(command);
    }
  }

  /** Whether those whom a command names take part by now. */
  function isSound(command: Command): boolean {
    if (command.do === 'drain') return true;
    const isMember = bank.members.includes(command.node);
    if (command.do === 'create') return !isMember;
    if (command.do !== 'send') return isMember;
    const { node, to, amount } = command;
    return isMember && to !== node && bank.members.includes(to) && Number.isSafeInteger(amount) && amount >= 0;
  }

  function judgeSend({ node, to, amount, isRefused, row, end }: Command & { do: 'send' }): undefined {
    const held = bank.balances.get(node)!;
    const mustRefuse = amount > held;
    if (mustRefuse !== isRefused) {
      const [was, but] = isRefused ? ['refused', `it held ${held}`] : ['carried out', `it held only ${held}`];
      findings.violation(
        'script-refusal',
        `the send of ${amount} from ${node} to ${to} was ${was}, although ${but}`,
        step(`${node} holds ${held} here`, row),
        step(`it was ${was}`, end),
      );
    }
    // Where what was told is wrong, the likelier thing is that nothing was sent.
    if (!isRefused && !mustRefuse) send(bank, node, to, amount);
  }

  function judgeReceive({ node, from, told: receipt, row, end }: Command & { do: 'receive' }): 'lost' | undefined {
    counts.receipts++;
    const coming = bank.channels.get(node)!;
    const source = from ?? receipt?.from ?? '';
    const next = coming.get(source)?.[0];
    const expected = next === undefined ? undefined : spellNext(source, next);
    const found = receipt === undefined ? 'nothing' : spell(receipt);
    const isRight = receipt?.from === source && expected === found;
    const isEmpty = from === undefined ? [...coming.values()].every((queue) => queue.length === 0) : next === undefined;
    if (isRight) consume(bank, node, source, row);
    else if (!(isEmpty && receipt === undefined)) {
      const due =
        expected !== undefined
          ? `next from there comes ${expected}`
          : receipt === undefined
            ? 'something is under way to it'
            : `nothing is under way from ${receipt.from} to ${node}`;
      findings.violation(
        'script-receipt',
        `${node} is told to have received ${found}, but ${due}${overtaken(source, node, receipt)}`,
        step(`${node} receives`, row),
        step(`what its client was told: ${found}`, end),
      );
      return 'lost';
    }
    return undefined;
  }

  function overtaken(from: string, node: string, receipt: Receipt | undefined): string {
    const queue = bank.channels.get(node)!.get(from) ?? [];
    const isLater = receipt !== undefined && queue.some((message) => spellNext(from, message) === spell(receipt));
    return isLater ? ': it overtook what was sent before it' : '';
  }

  function spellNext(from: string, message: number): string {
    const type = message === MARKER ? types.marker : types.transfer;
    return spell({ from, type, amount: message === MARKER ? undefined : message });
  }

  function takePart({ node, snapshot, told: part, row, end }: Command & { do: 'collect' }): undefined {
    const taken = bank.snapshot;
    if (taken?.name !== snapshot || part === undefined) return;
    if (taken.members.some((from) => from !== node && !part.channels.has(from))) {
      const why = `of snapshot ${snapshot} the client was not told every channel to ${node}`;
      return void findings.unjudged('script-channel', 'unsupported', why);
    }
    if (!isComplete(taken)) {
      if (told.size === 0) counts.snapshots++;
      told.set(node, part);
      const why = `snapshot ${snapshot} was collected while markers were under way`;
      return void findings.unjudged('script-cut', 'precondition', why);
    }
    told.set(node, part);
    if (!taken.members.every((member) => told.has(member))) return;
    counts.snapshots++;
    for (const { channels } of told.values()) for (const amount of channels.values()) if (amount > 0) counts.crossing++;
    for (const misfit of misfitsOf(taken, told)) {
      findings.violation(
        misfit.rule,
        `${misfit.why}${remarks(misfit.node, misfit.rule)}`,
        step(`snapshot ${snapshot} begins, and ${misfit.node} records`, misfit.row),
        step('what was told of the snapshot', row, end),
      );
    }
  }

  /** What helps to see where a wrong number comes from. */
  function remarks(node: string, rule: string): string {
    const live = bank.balances.get(node)!;
    const isLive = rule === 'script-state' && told.get(node)!.balance === live;
    let total = 0;
    for (const { balance, channels } of told.values()) {
      total += balance + [...channels.values()].reduce((sum, amount) => sum + amount, 0);
    }
    const all = allMoney(bank);
    const isOff = total === all ? '' : ` (the snapshot holds ${total} in all; there are ${all})`;
    return `${isLive ? `: ${live} is what it holds at the end, so the state was not recorded but read when it was collected` : ''}${isOff}`;
  }
}

/** Whether a client learnt anything by a command, apart from snapshots: others are silent. */
function tellsSomething(command: Command): boolean {
  return (command.do === 'send' && command.isRefused) || (command.do === 'receive' && command.told !== undefined);
}

function spell({ from, type, amount }: Receipt): string {
  return `${type}${amount === undefined ? '' : ` ${amount}`} from ${from}`;
}

function allMoney({ balances, channels }: Bank): number {
  let total = 0;
  for (const balance of balances.values()) total += balance;
  for (const sources of channels.values()) {
    for (const queue of sources.values()) for (const amount of queue) if (amount !== MARKER) total += amount;
  }
  return total;
}
