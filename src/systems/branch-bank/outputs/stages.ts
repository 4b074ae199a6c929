import { ACCOUNT } from '../config.js';
import type { BankFile } from '../original/bank-file.js';
import { fieldOf, type Value } from '../original/tolerant-json.js';
import { checksOfClocks, complainOfMissing, requestsOf } from './clocks.js';
import { type Asked, txOf } from './conversation.js';
import { branchName, createLines, customerName, type Lines, type Sent } from './lines.js';
import { itemsUnder, numberUnder, textUnder } from './scalars.js';

/** One stage of a request at one branch: its own branch hears, does and answers it; others hear it from there. */
interface Stage {
  branch: number;
  request: number;
  isPropagated: boolean;
  stage: 'request' | 'execute' | 'response';
  clock: number;
  line: number;
}

const NAME = /^(query|deposit|withdraw)_(?:(prop[ao]gate|broadcast)_)?(request|execute|response)$/;

/** Whether these are entries of the form of 2021: events by process, and by event, with the stage in their names. */
export function isOf2021(values: readonly Value[]): boolean {
  return values.some((value) => fieldOf(value, 'pid', 'eventid') !== undefined);
}

/**
 * An output of clocks in the form of 2021 as a history. It does not say who sent what to whom, and need not: a request
 * goes from the branch that executes it to all others, and each answers. Which answer a `propagate_response` is of is not
 * told either; the k-th to come is taken for that of the k-th smallest clock, which succeeds if anything does.
 */
export function historyOfStages(input: BankFile, inputName: string, values: readonly Value[]): string[] {
  const asked = requestsOf(input, inputName);
  const branches = input.branches.map(({ id }) => id);
  const lines = createLines({
    branches,
    customers: input.customers.map(({ id }) => id),
    opening: input.branches[0]!.balance,
    checks: checksOfClocks(asked),
    differing: ({ messages, events }) => ({
      messages: { ...messages, answer: { says: 'has done it, too', from: 'node', to: 'node', body: {} } },
      events: { ...events, ...Object.fromEntries(OWN_KINDS.map((kind) => [kind, { says: kind, fields: {} }])) },
      lamportClock: { ticks: ['receive', 'perform', 'response'], restart: 'fresh', receives: ['receive'] },
    }),
  });
  const stages = readStages(values, asked, new Set(branches), lines);
  judgeProjection(values, stages, lines);
  judgeStages(stages, asked, branches.length - 1, lines);
  complainOfMissing(branches, new Set(stages.map(({ branch }) => branch)), asked, lines);
  for (const branch of new Set(stages.map((stage) => stage.branch))) lines.lists(branchName(branch));
  tell(stages, asked, branches, lines);
  lines.settled();
  return lines.text();
}

/** `execute` bears the clock of the messages that it causes; `perform` causes none. */
const OWN_KINDS = ['execute', 'perform', 'response'];

function readStages(
  values: readonly Value[],
  asked: ReadonlyMap<number, Asked>,
  branches: ReadonlySet<number>,
  { misprint }: Lines,
): Stage[] {
  return values.flatMap((value) => {
    const branch = numberUnder(value, 'pid');
    if (branch === undefined) return [];
    if (!branches.has(branch)) {
      misprint(`the output tells of process ${branch}, who is no branch`, value.line);
      return [];
    }
    return (itemsUnder(value, 'data') ?? []).flatMap((entry) => {
      const [request, clock] = [numberUnder(entry, 'id'), numberUnder(entry, 'clock')];
      const name = NAME.exec(textUnder(entry, 'name')?.toLowerCase() ?? '');
      const about = asked.get(request ?? Number.NaN);
      if (name === null || clock === undefined || !Number.isSafeInteger(clock) || clock < 0 || about === undefined) {
        const what =
          name === null
            ? 'a name such as deposit_execute'
            : about === undefined
              ? 'the id of an event of the input'
              : 'a clock that is a whole number';
        misprint(`an event of ${branchName(branch)} lacks ${what}`, entry.line);
        return [];
      }
      const [, interface_, propagated, stage] = name;
      if (interface_ !== about.interface)
        misprint(
          `${branchName(branch)} lists event ${request} as a ${interface_}; the input says ${about.interface}`,
          entry.line,
        );
      return [
        {
          branch,
          request: request!,
          isPropagated: propagated !== undefined,
          stage: stage as Stage['stage'],
          clock,
          line: entry.line,
        },
      ];
    });
  });
}

/** At its own branch a request is heard, done, passed on, confirmed by all others, and answered, each once and in this order. */
function judgeStages(
  stages: readonly Stage[],
  asked: ReadonlyMap<number, Asked>,
  others: number,
  { misprint }: Lines,
): void {
  const byRequest = stagesByRequest(stages);
  for (const [request, { branch, interface: name, change }] of asked) {
    const all = byRequest.get(request) ?? [];
    const mine = all.filter((stage) => stage.branch === branch);
    if (mine.length === 0 && change === 0) continue;
    const isSpread = change > 0 || all.some(({ isPropagated }) => isPropagated);
    const due: [string, number, (stage: Stage) => boolean][] = [
      [`${name}_request`, 1, (one) => !one.isPropagated && one.stage === 'request'],
      [`${name}_execute`, 1, (one) => !one.isPropagated && one.stage === 'execute'],
      [`${name}_propagate_response`, isSpread ? others : 0, (one) => one.isPropagated && one.stage === 'response'],
      [`${name}_response`, 1, (one) => !one.isPropagated && one.stage === 'response'],
    ];
    let last = -1;
    for (const [what, count, fits] of due) {
      const found = mine.filter(fits);
      if (found.length !== count) {
        misprint(
          `${branchName(branch)} lists ${what} of event ${request} ${found.length} times: expected ${count}`,
          found[0]?.line,
        );
      }
      const places = found.map((one) => mine.indexOf(one));
      if (places.some((place) => place < last))
        misprint(`${branchName(branch)} lists ${what} of event ${request} too early`, found[0]!.line);
      last = Math.max(last, ...places);
    }
  }
}

/** The lists by event hold what the lists by process hold. */
function judgeProjection(values: readonly Value[], stages: readonly Stage[], { misprint }: Lines): void {
  const lists = values.filter((value) => numberUnder(value, 'eventid') !== undefined);
  if (lists.length === 0) return;
  const left = new Map<string, number>();
  const count = (key: string, by: number) => left.set(key, (left.get(key) ?? 0) + by);
  for (const { request, clock } of stages) count(`event ${request} with clock ${clock}`, 1);
  for (const list of lists) {
    for (const entry of itemsUnder(list, 'data') ?? []) {
      count(`event ${numberUnder(list, 'eventid')} with clock ${numberUnder(entry, 'clock')}`, -1);
    }
  }
  for (const [what, difference] of left) {
    if (difference > 0) misprint(`the lists by event lack one of ${what}`);
    if (difference < 0) misprint(`the lists by event have one that no process lists, ${what}`);
  }
}

function tell(
  stages: readonly Stage[],
  asked: ReadonlyMap<number, Asked>,
  branches: readonly number[],
  lines: Lines,
): void {
  const lists = branches.map((branch) => stages.filter((stage) => stage.branch === branch));
  const next = lists.map(() => 0);
  /** What is on its way: by request and branch that it goes to; answers by request and branch that they come from. */
  const coming = new Map<string, Sent>();
  const answers = answersByClock(stages);
  const numbers = new Map<number, [by: number, seq: number]>();
  const writes = new Map<number, number>();
  const open = new Map<string, number>();
  const listed = new Set(stages.map(nameOf));
  const passedOn = new Set(stages.filter(({ isPropagated }) => isPropagated).map(({ request }) => request));

  for (;;) {
    const ready = lists.findIndex((list, at) => next[at]! < list.length && canTell(list[next[at]!]!));
    const stuck = lists.findIndex((list, at) => next[at]! < list.length);
    if (stuck < 0) break;
    const at = ready < 0 ? stuck : ready;
    const stage = lists[at]![next[at]!++]!;
    if (ready >= 0) tellStage(stage);
    else
      lines.misprint(
        `the lists cannot have happened in their order: ${branchName(stage.branch)} hears of event ${stage.request} before it can have been sent`,
        stage.line,
      );
  }
  for (const [customer, request] of open) end(customer, request);

  function canTell({ branch, request, isPropagated, stage }: Stage): boolean {
    if (!isPropagated || stage === 'execute') return true;
    if (stage === 'request') {
      const origin = asked.get(request)!.branch;
      const isSent = listed.has(nameOf({ branch: origin, request, isPropagated: false, stage: 'execute' }));
      return !isSent || coming.has(`${request} ${branch}`);
    }
    const [from] = answers.get(request) ?? [];
    return from === undefined || coming.has(`answer ${request} ${from}`);
  }

  function tellStage({ branch, request, isPropagated, stage, clock, line }: Stage): void {
    const name = branchName(branch);
    const about = asked.get(request)!;
    if (isPropagated && stage !== 'execute') {
      const key = stage === 'request' ? `${request} ${branch}` : `answer ${request} ${answers.get(request)?.shift()}`;
      return hear(name, key, request, clock, line);
    }
    if (!isPropagated && stage === 'request') return ask(name, request, clock);
    if (stage === 'response') return lines.tells(name, 'response', clock);
    const others = isPropagated
      ? [about.branch]
      : branches.filter((other) =>
          listed.has(nameOf({ branch: other, request, isPropagated: true, stage: 'request' })),
        );
    for (const other of others) {
      const type = isPropagated ? 'answer' : `propagate_${about.interface}`;
      const sent = lines.sends(name, branchName(other), { type, clock, body: { tx: txOf(request) } });
      coming.set(isPropagated ? `answer ${request} ${branch}` : `${request} ${other}`, sent);
    }
    lines.tells(name, others.length > 0 ? 'execute' : 'perform', clock);
    if (isApplied(request)) apply(name, request);
  }

  function ask(name: string, request: number, clock: number): void {
    const { customer, branch, interface: what, change } = asked.get(request)!;
    const who = customerName(customer);
    const before = open.get(who);
    if (before !== undefined) end(who, before);
    open.set(who, request);
    lines.asks(who, {
      do: what,
      at: branchName(branch),
      ...(change !== 0 && { amount: Math.abs(change), change, tx: txOf(request) }),
    });
    const sent = lines.sends(who, branchName(branch), { type: what, body: { tx: txOf(request) } });
    lines.receives(sent, name, { kind: 'receive', clock, body: { request, interface: what } });
  }

  function hear(name: string, key: string, request: number, clock: number, line: number): void {
    const sent = coming.get(key);
    coming.delete(key);
    if (sent === undefined) return lines.misprint(`${name} hears of event ${request}, which nobody has sent it`, line);
    lines.receives(sent, name, { kind: 'receive', clock, body: { request, interface: asked.get(request)!.interface } });
  }

  function apply(name: string, request: number): void {
    const { branch, change } = asked.get(request)!;
    if (!numbers.has(request)) {
      writes.set(branch, (writes.get(branch) ?? 0) + 1);
      numbers.set(request, [branch, writes.get(branch)!]);
    }
    const [by, seq] = numbers.get(request)!;
    lines.applies(name, { by: branchName(by), seq, tx: txOf(request), account: ACCOUNT, change });
  }

  /** A deposit always succeeds; a withdrawal has if it was passed on. */
  function isApplied(request: number): boolean {
    const { change } = asked.get(request)!;
    return change > 0 || (change < 0 && (branches.length === 1 || passedOn.has(request)));
  }

  function end(customer: string, request: number): void {
    const { change } = asked.get(request)!;
    const result = change === 0 ? 'read' : isApplied(request) ? 'applied' : 'refused';
    lines.answered(customer, { result, ...(change !== 0 && { tx: txOf(request) }) });
  }
}

function stagesByRequest(stages: readonly Stage[]): Map<number, Stage[]> {
  const byRequest = new Map<number, Stage[]>();
  for (const stage of stages) {
    if (!byRequest.has(stage.request)) byRequest.set(stage.request, []);
    byRequest.get(stage.request)!.push(stage);
  }
  return byRequest;
}

/** A stage apart from its clock and line, as a key. */
function nameOf({ branch, request, isPropagated, stage }: Omit<Stage, 'clock' | 'line'>): string {
  return `${branch} ${request} ${isPropagated} ${stage}`;
}

/**
 * By request: from which branch each answer comes, in their order. Where there are more answers than branches that can have
 * given them, the first ones come from nowhere (undefined).
 */
function answersByClock(stages: readonly Stage[]): Map<number, (number | undefined)[]> {
  const answers = new Map<number, (number | undefined)[]>();
  const executed = stages.filter(({ isPropagated, stage }) => isPropagated && stage === 'execute');
  for (const { request, branch } of executed.toSorted((a, b) => a.clock - b.clock)) {
    if (!answers.has(request)) answers.set(request, []);
    answers.get(request)!.push(branch);
  }
  const byRequest = stagesByRequest(stages);
  for (const [request, from] of answers) {
    const all = byRequest.get(request)!;
    const heard = all.filter(({ isPropagated, stage }) => isPropagated && stage === 'response').length;
    from.unshift(...Array<undefined>(Math.max(0, heard - from.length)));
  }
  return answers;
}
