import type { Checker } from './contract/checker.js';
import { unsupported } from './contract/findings.js';
import { ledgerAgreement } from './replica-agreement/ledgers.js';
import type { AgreementModel } from './replica-agreement/model.js';
import { writesAgreement } from './replica-agreement/write-sets.js';

/** The first that fits a system's spec judges it. */
const MODELS: readonly AgreementModel[] = [writesAgreement, ledgerAgreement];

/** All nodes hold the same: the same ledger at any time, the same writes at rest, and so the same balances. */
export const replicaAgreement: Checker = {
  name: 'replica-agreement',
  says: 'all nodes hold the same ledger or the same writes and, at rest, the same balances',
  rules: {
    fork: { says: 'no two nodes ever hold different blocks at the same height', kind: 'safety' },
    'missing-blocks': { says: 'at rest, every living node has every block', kind: 'liveness' },
    'missing-writes': { says: 'at rest, every living node has applied every write', kind: 'liveness' },
    'final-balances': { says: 'at rest, every node tells the same balance of every account', kind: 'liveness' },
  },
  needs: ['comparisons'],
  check(history) {
    const { spec } = history.header;
    const model = MODELS.find(({ judges }) => judges(spec));
    if (model !== undefined) return model.check(history);
    const why =
      spec.transit === undefined
        ? `the spec of ${spec.name} offers neither the observation model "chain" nor write sets`
        : `in ${spec.name} every node holds an account of its own: there are no copies to compare`;
    return unsupported(replicaAgreement, why);
  },
};
