import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { historyFrom } from '../src/history/files/from-lines.js';
import { readHistory } from '../src/history/files/read.js';
import type { History } from '../src/history/history.js';
import { PACKAGE_ROOT } from '../src/package-root.js';
import { judge } from './contract/judge.js';
import type { Verdict } from './contract/verdict.js';
import { CHECKERS } from './registry.js';

/** What every checker owes, whatever its property: the registry is the list of the tests. */

const FOLDER = join(PACKAGE_ROOT, 'checkers');

interface Fixture {
  name: string;
  /** What the file's name says it must come to. */
  verdict: string;
  /** The rest of the name: for fail, the rule and perhaps more; for unknown, the reason and perhaps more. */
  about: string;
}

function fixturesOf(checker: string): Fixture[] {
  const folder = join(FOLDER, `${checker}.histories`);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const [, verdict, about] = /^(pass|fail|unknown)-([A-Za-z0-9-]+)\.jsonl$/.exec(file) ?? [];
      if (verdict === undefined)
        throw new Error(`${checker}.histories/${file}: not named pass-, fail- or unknown-*.jsonl`);
      return { name: file, verdict, about: about! };
    });
}

function read(checker: string, { name }: Fixture): History {
  return readHistory(readFileSync(join(FOLDER, `${checker}.histories`, name)), name);
}

/** The longest rule or reason that a name begins with. */
function leading(about: string, words: readonly string[]): string | undefined {
  return words.filter((word) => about === word || about.startsWith(`${word}-`)).sort((a, b) => b.length - a.length)[0];
}

const REASONS = ['vacuous', 'incomplete-history', 'ambiguous', 'precondition', 'budget', 'unsupported'];

test('the folder and the registry agree', () => {
  const files = readdirSync(FOLDER);
  const exported = Object.values(CHECKERS).map(({ name }) => name);
  expect(exported).toEqual(Object.keys(CHECKERS));
  expect(files.filter((file) => file.endsWith('.histories')).sort()).toEqual(
    exported.map((name) => `${name}.histories`).sort(),
  );
  expect(exported.filter((name) => !files.includes(`${name}.ts`))).toEqual([]);
});

describe.each(Object.values(CHECKERS))('$name', (checker) => {
  const fixtures = fixturesOf(checker.name);
  /** With the options that the fixture's header asks for. */
  const judged = (history: History): Verdict =>
    judge(checker, history, history.header.checks.find(({ name }) => name === checker.name)?.options);
  const verdictOf = (fixture: Fixture): Verdict => judged(read(checker.name, fixture));

  test('says in one line what it and each of its rules demand', () => {
    for (const says of [checker.says, ...Object.values(checker.rules).map((rule) => rule.says)]) {
      expect(says).toMatch(/^\S.{10,140}[^.]$/);
    }
    expect(checker.needs.length).toBeGreaterThan(0);
  });

  test('does not pass an empty history', () => {
    expect(judge(checker, historyFrom({}, [])).verdict).toBe('unknown');
  });

  test.each(fixtures)('$name', (fixture) => {
    const verdict = verdictOf(fixture);
    const found = { verdict: verdict.verdict, reason: verdict.reason, rules: rulesOf(verdict) };
    const rule = fixture.verdict === 'fail' ? leading(fixture.about, Object.keys(checker.rules)) : undefined;
    const reason = fixture.verdict === 'unknown' ? leading(fixture.about, REASONS) : undefined;
    expect(found).toEqual({ verdict: fixture.verdict, reason, rules: rule === undefined ? [] : [rule] });
  });

  test.each(fixtures)('$name: the witness stands in the history', (fixture) => {
    const history = read(checker.name, fixture);
    let last = -1;
    for (const violation of judged(history).violations) {
      const { rule, summary, events, steps, vantage } = violation;
      expect(Object.keys(checker.rules)).toContain(rule);
      expect(summary).toMatch(/^[^\n]{20,300}$/);
      expect(events.length).toBeGreaterThan(0);
      expect(events).toEqual([...new Set(steps.flatMap((step) => step.events))].sort((a, b) => a - b));
      for (const row of events) expect(row >= 0 && row < history.length).toBe(true);
      expect(events.map((row) => history.kinds[history.kind[row]!]!.v)).toContain(vantage);
      expect(events.at(-1)!).toBeGreaterThanOrEqual(last);
      last = events.at(-1)!;
    }
  });

  test.each(fixtures)('$name: judged twice, and nothing changed', (fixture) => {
    const history = read(checker.name, fixture);
    const before = contentOf(history);
    const frozen = deepFreeze(history);
    const first = judged(frozen);
    expect(judged(frozen)).toEqual(first);
    expect(contentOf(history)).toEqual(before);
  });

  test('every rule is broken by a fixture, and something passes', () => {
    const broken = fixtures
      .filter(({ verdict }) => verdict === 'fail')
      .flatMap((fixture) => rulesOf(verdictOf(fixture)));
    expect([...new Set(broken)].sort()).toEqual(Object.keys(checker.rules).sort());
    expect(fixtures.some(({ verdict }) => verdict === 'pass')).toBe(true);
  });

  test.each(checker.needs)('just below and at the counter "%s"', (counter) => {
    const named = (name: string) => fixtures.find((fixture) => fixture.name === `${name}.jsonl`)!;
    const below = verdictOf(named(`unknown-vacuous-${counter}`));
    const at = verdictOf(named(`pass-at-${counter}`));
    expect([below.verdict, below.reason, below.coverage.counts[counter]]).toEqual(['unknown', 'vacuous', 0]);
    expect([at.verdict, at.coverage.counts[counter]]).toEqual(['pass', 1]);
    for (const other of checker.needs) {
      if (other !== counter) expect(below.coverage.counts[other]).toBeGreaterThan(0);
    }
  });
});

/** What a body may hold where something else was expected. */
const JUNK = [null, 0, -1, 1.5, 1e300, 2 ** 53 - 1, 'x', '', '__proto__', [], {}, true, [[[]]]];

test('whatever nodes and clients say, every checker answers, and with witnesses that exist', () => {
  const files = Object.keys(CHECKERS).flatMap((checker) =>
    fixturesOf(checker).map((fixture) => ({ checker, fixture })),
  );
  const texts = files.map(({ checker, fixture }) =>
    readFileSync(join(FOLDER, `${checker}.histories`, fixture.name), 'utf8')
      .trim()
      .split('\n'),
  );
  const pick = fc.nat();
  let judged = 0;
  fc.assert(
    fc.property(pick, pick, pick, fc.constantFrom(undefined, ...JUNK), (file, line, field, junk) => {
      const lines = [...texts[file % texts.length]!];
      const bodies = [...lines.keys()].filter((i) => i > 0 && /"body":\{"/.test(lines[i]!));
      if (bodies.length === 0) return;
      const at = bodies[line % bodies.length]!;
      const event = JSON.parse(lines[at]!);
      const places = placesIn(event.body);
      const { holder, key } = places[field % places.length]!;
      if (junk === undefined) delete holder[key];
      else holder[key] = junk;
      lines[at] = JSON.stringify(event);
      const history = readHistory(Buffer.from(lines.join('\n')), 'damaged');
      for (const checker of Object.values(CHECKERS)) {
        for (const { events } of judge(checker, history).violations) {
          expect(events.filter((row) => !(row >= 0 && row < history.length))).toEqual([]);
          expect(events.length).toBeGreaterThan(0);
          judged++;
        }
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
  expect(judged).toBeGreaterThan(1000);
});

/** Every field of a body, at any depth. */
function placesIn(body: Record<string, unknown>): { holder: Record<string, unknown>; key: string }[] {
  return Object.entries(body).flatMap(([key, value]) => [
    { holder: body, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value as Record<string, unknown>) : []),
  ]);
}

function rulesOf(verdict: Verdict): string[] {
  return [...new Set(verdict.violations.map(({ rule }) => rule))];
}

/** Everything that a history says, so that a change would be seen. */
function contentOf(history: History): unknown {
  const columns = Object.entries(history).filter(([, value]) => ArrayBuffer.isView(value));
  return {
    header: structuredClone(history.header),
    kinds: structuredClone(history.kinds),
    processes: structuredClone(history.processes),
    columns: columns.map(([name, column]) => [name, Array.from(column as Int32Array)]),
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
