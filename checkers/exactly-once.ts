import type { Checker } from './contract/checker.js';
import { unsupported } from './contract/findings.js';
import { ledgerOnce } from './exactly-once/ledger.js';
import type { OnceModel } from './exactly-once/model.js';
import { writesOnce } from './exactly-once/write-sets.js';

/** The first that fits a system's spec judges it. */
const MODELS: readonly OnceModel[] = [writesOnce, ledgerOnce];

/** Whatever a client was told is done is done once, and nothing else: in ledgers, in sets of writes. */
export const exactlyOnce: Checker = {
  name: 'exactly-once',
  says: 'a transfer is in the ledger once if its client was told so, never if it was refused, and never uninvited',
  rules: {
    lost: {
      says: 'a transfer that the client was told is done is in the ledger of the node that said so',
      kind: 'safety',
    },
    twice: { says: 'no transfer is in a ledger twice', kind: 'safety' },
    ghost: { says: 'a transfer that was refused or failed is in no ledger', kind: 'safety' },
    uninvited: { says: 'every transfer in a ledger was asked for by a client, in these very terms', kind: 'safety' },
    identity: { says: 'a write has one name, and no two writes bear the same', kind: 'safety' },
    outcome: {
      says: 'what nodes say at the end about a transfer agrees with the ledger and among them',
      kind: 'safety',
    },
    everywhere: { says: 'at rest, a transfer that is done is in the ledger of every living node', kind: 'liveness' },
  },
  needs: ['decided'],
  check(history) {
    const { spec } = history.header;
    const model = MODELS.find(({ judges }) => judges(spec));
    if (model !== undefined) return model.check(history);
    const why = `the spec of ${spec.name} does not say which of its events put a transfer in a ledger`;
    return unsupported(exactlyOnce, why);
  },
};
