import type { Verdict } from '../../checkers/contract/verdict.js';
import { withShortCertificate } from './certificate.js';

const verdict = (transactions: number): Verdict => ({
  checker: 'serializability',
  options: {},
  verdict: 'pass',
  violations: [],
  coverage: { counts: {}, warnings: [], unjudged: [] },
  certificate: {
    kind: 'order',
    level: 'serializable',
    transactions: Array.from({ length: transactions }, (_, t) => t),
  },
});

test('a short certificate is printed, a long one only named', () => {
  const short = verdict(10_000);
  expect(withShortCertificate(short)).toBe(short);
  expect(withShortCertificate(verdict(10_001))).toEqual({
    ...short,
    certificate: {
      kind: 'order',
      level: 'serializable',
      omitted: '10001 entries; check --certificate FILE writes them',
    },
  });
});
