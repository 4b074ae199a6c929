import type { Certificate } from '../certificate.js';
import { parseCertificate } from './certificate-file.js';

const file = (certificate: unknown) => JSON.stringify({ touchstone: 'certificate', certificate });
const level = 'serializable';

test.each<[string, Certificate]>([
  ['order', { kind: 'order', level, transactions: [1, 0], made: [[3, 2]] }],
  ['begins and commits', { kind: 'begin-commit-order', level, points: [0, 1] }],
  ['order of commits', { kind: 'commit-order', level, transactions: [] }],
  [
    'cycle',
    {
      kind: 'cycle',
      level,
      edges: [
        { from: 0, to: 1, type: 'ww', by: [0, 1], shownBy: 4, because: [0] },
        { from: 1, to: 0, type: 'rt' },
      ],
      lemmas: [{ from: 0, to: 2, type: 'so' }],
    },
  ],
  ['pair', { kind: 'pair', level, anomaly: 'G1a', operations: [1, 0] }],
  ['exhausted', { kind: 'exhausted', level, transactions: [0] }],
  ['none', { kind: 'none', level, why: 'nothing was found' }],
])('a certificate: %s', (_, certificate) => {
  expect(parseCertificate(file(certificate))).toEqual({ touchstone: 'certificate', certificate });
});

test.each([
  ['', 'it is not one JSON document'],
  ['null', 'it has no "touchstone": "certificate" and no "certificate"'],
  ['{"touchstone":"history"}', 'it has no "touchstone": "certificate" and no "certificate"'],
  [file(null), 'certificate must be object (specs/certificate.schema.json)'],
  [file({ kind: 'vow', level }), 'there is no certificate of the kind "vow"'],
  [file({ kind: 'order', level }), `certificate must have required property 'transactions'`],
  [file({ kind: 'order', level: 3, transactions: [] }), 'certificate.level must be string'],
  [file({ kind: 'order', level, transactions: ['0'] }), 'certificate.transactions.0 must be integer'],
  [file({ kind: 'order', level, transactions: [-1] }), 'certificate.transactions.0 must be >= 0'],
  [file({ kind: 'begin-commit-order', level, points: [0.5] }), 'certificate.points.0 must be integer'],
  [
    file({ kind: 'order', level, transactions: [], made: [[1]] }),
    'certificate.made.0 must NOT have fewer than 2 items',
  ],
  [file({ kind: 'cycle', level, edges: [] }), 'certificate.edges must NOT have fewer than 1 items'],
  [file({ kind: 'cycle', level, edges: [null] }), 'certificate.edges.0 must be object'],
  [
    file({ kind: 'cycle', level, edges: [{ from: 0, to: 1, type: 'vv' }] }),
    'certificate.edges.0.type must be equal to one of the allowed values: ww, wr, rw, so, rt',
  ],
  [
    file({ kind: 'cycle', level, edges: [{ from: 0, to: 1, type: 'ww', by: [1] }] }),
    'certificate.edges.0.by must NOT have fewer than 2 items',
  ],
  [file({ kind: 'pair', level, anomaly: 'G1a', operations: [] }), 'certificate.operations must NOT have fewer than 1'],
  [
    JSON.stringify({ touchstone: 'certificate', verdict: 'maybe', certificate: { kind: 'none', level, why: '' } }),
    'verdict must be equal to one of the allowed values: pass, fail, unknown',
  ],
])('no certificate: %s', (text, why) => {
  expect(() => parseCertificate(text)).toThrow(why);
});
