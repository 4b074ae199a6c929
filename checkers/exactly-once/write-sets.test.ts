import fc from 'fast-check';
import type { EventLine } from '../../src/history/event.js';
import { historyFrom, minimalHeader } from '../../src/history/files/from-lines.js';
import { exactlyOnce } from '../exactly-once.js';
import { replicaAgreement } from '../replica-agreement.js';

const NODES = ['n1', 'n2'];
const SPEC = {
  ...minimalHeader().spec,
  observation: 'set',
  writeSets: { apply: 'apply' },
  changes: { deposit: 1, withdraw: -1 },
} as const;

interface Asked {
  tx: string;
  at: string;
  change: number;
  end: 'applied' | 'refused' | 'fail' | 'info';
  write: string;
  askedAt: number;
  endedAt: number;
}

interface Report {
  node: string;
  name: string;
  tx: string;
  change: number;
  row: number;
}

const asking = fc.record({
  at: fc.nat(1),
  change: fc.constantFrom(5, -5),
  end: fc.constantFrom('applied', 'applied', 'applied', 'refused', 'fail', 'info'),
});

/** What goes wrong as a write is passed on; most numbers mean nothing does. */
const mishaps = fc.array(fc.nat(39), { minLength: 8, maxLength: 8 });

/** The rules, read off the lists anew for each. */
function broken(asked: readonly Asked[], reports: readonly Report[]): string[] {
  const of = (tx: string) => reports.filter((report) => report.tx === tx);
  const reporting = reports.length === 0 ? [] : NODES;
  const names = [
    ...reports.map(({ name, tx }) => ({ name, tx })),
    ...asked.filter(({ end }) => end === 'applied').map(({ write, tx }) => ({ name: write, tx })),
  ];
  const rules: Record<string, boolean> = {
    lost: asked.some(
      ({ tx, at, end, endedAt }) =>
        end === 'applied' &&
        reporting.includes(at) &&
        !of(tx).some((report) => report.node === at && report.row < endedAt),
    ),
    twice: reports.some((a) => reports.some((b) => a !== b && a.node === b.node && a.tx === b.tx)),
    ghost: asked.some(({ tx, end }) => (end === 'refused' || end === 'fail') && of(tx).length > 0),
    uninvited: reports.some(
      (report) =>
        !asked.some(({ tx, change, askedAt }) => tx === report.tx && change === report.change && askedAt < report.row),
    ),
    identity: names.some((a) => names.some((b) => (a.name === b.name) !== (a.tx === b.tx))),
    everywhere: reporting.some((node) =>
      asked.some(({ tx, end }) => end === 'applied' && of(tx).length > 0 && !of(tx).some((r) => r.node === node)),
    ),
    'missing-writes': reporting.some((node) =>
      reports.some(({ name }) => !reports.some((r) => r.node === node && r.name === name)),
    ),
  };
  return Object.keys(rules)
    .filter((rule) => rules[rule])
    .sort();
}

test('what is applied is judged exactly as the rules read off plain lists say', () => {
  const times: Record<string, number> = {};
  const runs = 800;
  fc.assert(
    fc.property(fc.array(fc.tuple(asking, mishaps), { minLength: 1, maxLength: 3 }), (script) => {
      const asked: Asked[] = [];
      const reports: Report[] = [];
      const lines: EventLine[] = NODES.map((node) => ({ v: 'node', k: 'noted', node }));
      const apply = (node: string, name: string, tx: string, change: number) => {
        const [by, seq] = name.split(' ') as [string, string];
        reports.push({ node, name, tx, change, row: lines.length });
        const body = { by, seq: Number(seq), tx, account: 'bank', change, balance: 0 };
        lines.push({ v: 'node', k: 'apply', node, body: JSON.stringify(body) });
      };
      for (const [n, [{ at, change, end }, mishap]] of script.entries()) {
        const [tx, here, there] = [`t${n}`, NODES[at]!, NODES[1 - at]!];
        const write = `${here} ${mishap[0] === 0 ? 1 : n + 1}`;
        const does = change > 0 ? 'deposit' : 'withdraw';
        const isApplied = end === 'applied' || end === 'info' ? mishap[1] !== 0 : mishap[1]! < 6;
        if (mishap[2] === 0) apply(there, write, tx, change);
        const askedAt = lines.length;
        const body = JSON.stringify({ do: does, at: here, amount: Math.abs(change), tx });
        lines.push({ v: 'client', k: 'invoke', node: `c${n}`, tx, body });
        if (isApplied && mishap[3] !== 0) apply(here, write, tx, change);
        const result = end === 'applied' ? { result: end, write: [here, Number(write.slice(3))] } : { result: end };
        asked.push({ tx, at: here, change, end, write, askedAt, endedAt: lines.length });
        const k = end === 'fail' || end === 'info' ? end : 'ok';
        lines.push({ v: 'client', k, node: `c${n}`, body: JSON.stringify(k === 'ok' ? result : {}) });
        if (isApplied && mishap[3] === 0) apply(here, write, tx, change);
        const altered = mishap[4] === 0 ? -change : change;
        if (isApplied && mishap[5]! > 1) apply(there, mishap[6] === 0 ? `${there} 9` : write, tx, altered);
        if (isApplied && mishap[7] === 0) apply(there, write, tx, change);
      }
      lines.push({ v: 'run', k: 'settled' });
      const header = { spec: SPEC as never, accounts: { bank: 0 }, nodes: NODES, clients: ['c0', 'c1', 'c2'] };
      const history = historyFrom(header, lines);
      const found = [exactlyOnce, replicaAgreement].flatMap((checker) => checker.check(history, {}).violations);
      const expected = broken(asked, reports);
      for (const rule of expected) times[rule] = (times[rule] ?? 0) + 1;
      expect([...new Set(found.map(({ rule }) => rule))].sort()).toEqual(expected);
    }),
    { seed: 1, numRuns: runs },
  );
  expect(Object.values(times).filter((n) => n < runs * 0.02 || n > runs * 0.8)).toEqual([]);
  expect(Object.keys(times)).toHaveLength(7);
});
