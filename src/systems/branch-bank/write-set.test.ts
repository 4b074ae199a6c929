import fc from 'fast-check';
import { covers, includes, NOTHING, setIn, sizeOf, union, type WriteId, withWrite } from './write-set.js';

const set = (...ids: WriteId[]) => ids.reduce(withWrite, NOTHING);

test('writes without a gap are one number, the others stand by themselves until the gap is filled', () => {
  const gapped = set(['n1', 1], ['n1', 3], ['n2', 2]);
  expect(gapped).toEqual({
    seen: { n1: 1 },
    also: [
      ['n1', 3],
      ['n2', 2],
    ],
  });
  expect(withWrite(gapped, ['n1', 2])).toEqual({ seen: { n1: 3 }, also: [['n2', 2]] });
  expect(set(['n1', 1], ['n1', 1])).toEqual({ seen: { n1: 1 } });
});

test('what a message tells of a set is all of it and no more', () => {
  expect(setIn({ type: 'query_ok', balance: 4, seen: { n1: 2 }, also: [['n2', 3]] })).toEqual({
    seen: { n1: 2 },
    also: [['n2', 3]],
  });
  expect(setIn({ type: 'query' })).toEqual(NOTHING);
  expect(setIn({ type: 'query', seen: null, also: 'all' })).toEqual(NOTHING);
});

/** Sets of writes are sets, whatever their notation: the slow twin keeps texts. */
test('inclusion, union and size are those of sets', () => {
  const ids = fc.array(fc.tuple(fc.constantFrom('n1', 'n2'), fc.integer({ min: 1, max: 6 })), { maxLength: 10 });
  const plain = (list: readonly WriteId[]) => new Set(list.map(String));
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      const both = union(set(...a), set(...b));
      const wanted = plain([...a, ...b]);
      const all = ['n1', 'n2'].flatMap((by) => [1, 2, 3, 4, 5, 6, 7].map((seq): WriteId => [by, seq]));
      expect(all.filter((id) => includes(both, id)).map(String)).toEqual(
        all.map(String).filter((id) => wanted.has(id)),
      );
      expect(sizeOf(both)).toBe(wanted.size);
      expect(both).toEqual(set(...b, ...a));
      expect(covers(set(...a), set(...b))).toBe([...plain(b)].every((id) => plain(a).has(id)));
    }),
    { seed: 6, numRuns: 300 },
  );
});
