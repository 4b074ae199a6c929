import fc from 'fast-check';
import type { History } from '../history.js';
import { FORMATS } from './formats.js';
import { sourceOf } from './source.js';
import { spelt } from './spelt.fixture.js';

/** One plan of sessions, written as Plume, AWDIT and dbcop write it, is one history. */
interface Operation {
  isWrite: boolean;
  key: bigint;
  /** 0n: what the key held at the start. */
  value: bigint;
}
interface Transaction {
  isCommitted: boolean;
  operations: Operation[];
}
type Sessions = Transaction[][];

const whole = fc.oneof(
  fc.bigInt({ min: 0n, max: 4n }),
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const operation = fc.record({ isWrite: fc.boolean(), key: whole, value: whole });
const sessions = (isCommitted: fc.Arbitrary<boolean>): fc.Arbitrary<Sessions> =>
  fc
    .array(
      fc.array(fc.record({ isCommitted, operations: fc.array(operation, { minLength: 1, maxLength: 4 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map(writtenOnce);

/** The same with every written value new to its key, and never 0. */
function writtenOnce(plan: Sessions): Sessions {
  const written = new Set<string>();
  return plan.map((session) =>
    session.map((transaction) => ({
      ...transaction,
      operations: transaction.operations.map((one) => {
        let { value } = one;
        while (one.isWrite && (value === 0n || written.has(`${one.key} ${value}`))) value++;
        if (one.isWrite) written.add(`${one.key} ${value}`);
        return { ...one, value };
      }),
    })),
  );
}

function read(format: string, text: string): History {
  return FORMATS[format]!.read(sourceOf(Buffer.from(text), 'log'), {});
}

const asPlume = (plan: Sessions) => {
  let t = 0;
  const lines = plan.flatMap((session, s) =>
    session.flatMap(({ operations }) => {
      const name = t++;
      return operations.map(({ isWrite, key, value }) => `${isWrite ? 'w' : 'r'}(${key},${value},${s},${name})`);
    }),
  );
  return lines.join('\n');
};

const asAwdit = (plan: Sessions) =>
  plan
    .map((session) =>
      session
        .map(({ operations }) =>
          operations.map(({ isWrite, key, value }) => `${isWrite ? 'w' : 'r'} ${key} ${value}`).join('\n'),
        )
        .join('\n----\n'),
    )
    .join('\n====\n');

function asDbcop(plan: Sessions, event: (one: Operation) => string, committed: string): string {
  const texts = plan.map((session) => {
    const transactions = session.map(
      ({ isCommitted, operations }) => `{"${committed}":${isCommitted},"events":[${operations.map(event).join()}]}`,
    );
    return `[${transactions.join()}]`;
  });
  return `[${texts.join()}]`;
}

const named = ({ isWrite, key, value }: Operation) =>
  isWrite
    ? `{"Write":{"variable":${key},"version":${value}}}`
    : `{"Read":{"version":${value === 0n ? null : value},"variable":${key}}}`;
const short = ({ isWrite, key, value }: Operation) =>
  `["${isWrite ? 'w' : 'r'}",${key},${value === 0n ? null : value}]`;
const old = ({ isWrite, key, value }: Operation) =>
  `{"write":${isWrite},"variable":${key},"value":${value},"success":true}`;

const asDbcopText = (plan: Sessions) =>
  plan
    .map((session) =>
      session
        .map(({ isCommitted, operations }) => {
          const events = operations.map(
            ({ isWrite, key, value }) => `${key}${isWrite ? ':=' : '=='}${!isWrite && value === 0n ? '?' : value}`,
          );
          return `[${events.join(' ')}]${isCommitted ? '' : '!'}`;
        })
        .join('\n'),
    )
    .join('\n---\n');

/** As the text of dbcop names variables: all of them are texts. */
const withNames = (lines: string[]) => lines.map((line) => line.replaceAll(/([rw]) (\d+) /g, '$1 "$2" '));

test('committed transactions, in all of them', () => {
  fc.assert(
    fc.property(sessions(fc.constant(true)), (plan) => {
      const plume = spelt(read('plume', asPlume(plan)));
      expect(spelt(read('awdit', asPlume(plan)))).toEqual(plume);
      expect(spelt(read('awdit', asAwdit(plan)))).toEqual(plume);
      expect(spelt(read('dbcop', asDbcop(plan, named, 'committed')))).toEqual(plume);
      expect(spelt(read('dbcop', asDbcopText(plan)))).toEqual(withNames(plume));
    }),
    { seed: 17, numRuns: 60 },
  );
});

test("aborted ones, in all of dbcop's", () => {
  fc.assert(
    fc.property(sessions(fc.boolean()), (plan) => {
      const one = spelt(read('dbcop', asDbcop(plan, named, 'committed')));
      expect(spelt(read('dbcop', asDbcop(plan, short, 'committed')))).toEqual(one);
      expect(spelt(read('dbcop', `{"info":"x","data":${asDbcop(plan, old, 'success')}}`))).toEqual(one);
      expect(spelt(read('dbcop', asDbcopText(plan)))).toEqual(withNames(one));
    }),
    { seed: 19, numRuns: 60 },
  );
});
