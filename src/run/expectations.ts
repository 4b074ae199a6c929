import { HARNESS } from '../history/event.js';
import type { History } from '../history/history.js';
import type { Allowed, FinalState, OperationStep, Scenario, ValueRule } from '../scenario/scenario.js';
import type { Unmet } from './result.js';

/** What a scenario expects of its steps and of the final balances, held against the history. Pure. */
export function unmetExpectations(scenario: Scenario, history: History): Unmet[] {
  return [...unmetSteps(scenario, history), ...unmetFinally(scenario.finally ?? [], history)];
}

function unmetSteps(scenario: Scenario, history: History): Unmet[] {
  const operations = operationsByClient(history);
  const taken = new Map<string, number>();
  const unmet: Unmet[] = [];
  for (const step of (scenario.steps ?? []).flatMap(operationsOf)) {
    const nth = taken.get(step.client) ?? 0;
    taken.set(step.client, nth + 1);
    const allowed = step.expect;
    if (allowed === undefined) continue;
    const operation = operations.get(step.client)?.[nth];
    const name = step.as ?? `${step.client}'s ${step.operation} at ${step.at}`;
    const wanted = allowed.map(spellAllowed).join(' or ');
    if (operation?.end === undefined) {
      const events = operation === undefined ? [] : [operation.invoke];
      unmet.push({ where: step.where, summary: `${name} should have come to ${wanted}, but never ended`, events });
    } else if (!allowed.some((one) => meets(one, operation, history))) {
      const summary = `${name} should have come to ${wanted}, but came to ${spellEnd(operation, history)}`;
      unmet.push({ where: step.where, summary, events: [operation.invoke, operation.end] });
    }
  }
  return unmet;
}

function unmetFinally(alternatives: readonly FinalState[], history: History): Unmet[] {
  if (alternatives.length === 0) return [];
  const finals = finalBalances(history);
  const where = alternatives[0]!.where;
  if (finals.length === 0) {
    return [{ where, summary: 'the final balances are not known: no node answered the final reads', events: [] }];
  }
  const wanted = alternatives.map(spellBalances).join(' or ');
  return finals.flatMap(({ node, row, balances }) => {
    const met = alternatives.some(({ balances: rules }) =>
      Object.entries(rules).every(([account, rule]) => !balances.has(account) || fits(rule, balances.get(account))),
    );
    if (met) return [];
    const found = [...balances].map(([account, balance]) => `${account}: ${balance}`).join(', ');
    return [{ where, summary: `at the end ${node} has {${found}}, where ${wanted} was expected`, events: [row] }];
  });
}

interface Ended {
  invoke: number;
  /** Row of the completion. */
  end?: number;
}

function operationsByClient(history: History): Map<string, Ended[]> {
  const [invoke, ...ends] = (['invoke', 'ok', 'fail', 'info'] as const).map((k) => history.kindOf('client', k));
  const operations = new Map<string, Ended[]>();
  const byInvoke = new Map<number, Ended>();
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] === invoke) {
      const client = history.processes[history.process[row]!]!.participant;
      const operation: Ended = { invoke: row };
      byInvoke.set(row, operation);
      if (!operations.has(client)) operations.set(client, []);
      operations.get(client)!.push(operation);
    } else if (ends.includes(history.kind[row]!)) {
      const operation = byInvoke.get(history.ref[row]!);
      if (operation !== undefined) operation.end = row;
    }
  }
  return operations;
}

/** The balances that each node gave in the final phase, with the row of its last answer. */
function finalBalances(history: History): { node: string; row: number; balances: Map<string, unknown> }[] {
  const found = new Map<string, { node: string; row: number; balances: Map<string, unknown> }>();
  for (const { invoke, end } of operationsByClient(history).get(HARNESS) ?? []) {
    const asked = history.body(invoke);
    const { accounts } = end === undefined ? {} : history.body(end);
    if (asked.do !== 'dump' || end === undefined || !Array.isArray(accounts)) continue;
    const node = String(asked.at);
    const dump = found.get(node) ?? { node, row: end, balances: new Map() };
    for (const entry of accounts) {
      // In the answer of somebody else's node an entry may be anything.
      const { account, balance } = (entry ?? {}) as Record<string, unknown>;
      if (typeof account === 'string') dump.balances.set(account, balance);
    }
    found.set(node, { ...dump, row: end });
  }
  return [...found.values()];
}

function operationsOf(step: NonNullable<Scenario['steps']>[number]): OperationStep[] {
  if ('together' in step) return step.together;
  return 'client' in step ? [step] : [];
}

function meets(allowed: Allowed, { end }: Ended, history: History): boolean {
  const result = history.body(end!);
  if ('outcome' in allowed) return allowed.outcome === wordOf(end!, result, history);
  return Object.entries(allowed.values).every(
    ([field, rule]) => Object.hasOwn(result, field) && fits(rule, result[field]),
  );
}

/** `ok`, `fail`, `info`, or `refused`, which is an ok that says no. */
function wordOf(end: number, result: Record<string, unknown>, history: History): string {
  return result.result === 'refused' ? 'refused' : history.kinds[history.kind[end]!]!.k;
}

function fits(rule: ValueRule, value: unknown): boolean {
  if ('equals' in rule) return value === rule.equals;
  if ('oneOf' in rule) return (rule.oneOf as unknown[]).includes(value);
  return typeof value === 'number' && value >= rule.between[0] && value <= rule.between[1];
}

function spellEnd({ end }: Ended, history: History): string {
  const result = history.body(end!);
  const word = wordOf(end!, result, history);
  const why = history.why(end!);
  const values = Object.entries(result).filter(([, value]) => typeof value !== 'object');
  const said = values.map(([field, value]) => `${field} ${value}`).join(', ');
  return `${word}${why === '' ? '' : ` (${why})`}${said === '' ? '' : ` with ${said}`}`;
}

function spellAllowed(allowed: Allowed): string {
  if ('outcome' in allowed) return allowed.outcome;
  return Object.entries(allowed.values).map(spellRule).join(' and ');
}

function spellBalances({ balances }: FinalState): string {
  return `{${Object.entries(balances).map(spellRule).join(', ')}}`;
}

function spellRule([field, rule]: [string, ValueRule]): string {
  if ('equals' in rule) return `${field}: ${rule.equals}`;
  if ('oneOf' in rule) return `${field}: one of ${rule.oneOf.join(', ')}`;
  return `${field}: ${rule.between[0]} to ${rule.between[1]}`;
}
