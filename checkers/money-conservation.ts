import type { Checker } from './contract/checker.js';
import { unsupported } from './contract/findings.js';
import { balanceOnlyMoney } from './money/balance-only.js';
import { ledgerMoney } from './money/ledger.js';
import type { MoneyModel } from './money/model.js';
import { totalsMoney } from './money/totals.js';
import { transitMoney } from './money/transit.js';
import { writeSetMoney } from './money/write-sets.js';

/** The first that fits a system's spec judges it. */
const MODELS: readonly MoneyModel[] = [totalsMoney, ledgerMoney, transitMoney, writeSetMoney, balanceOnlyMoney];

/** No money appears or vanishes, in whichever way the system keeps it: in ledgers, in flight, in sets of writes. */
export const moneyConservation: Checker = {
  name: 'money-conservation',
  says: 'every balance is what the transfers make of the money at the start',
  rules: Object.assign({}, ...MODELS.map(({ rules }) => rules)),
  needs: ['transfers', 'balances'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      strict: {
        description: 'whether a replica that withdrawals elsewhere take below zero is a violation, and not a remark',
        type: 'boolean',
      },
    },
  },
  check(history, options) {
    const { spec } = history.header;
    const model = MODELS.find(({ judges }) => judges(spec));
    if (model !== undefined) return model.check(history, options);
    return unsupported(moneyConservation, `the spec of ${spec.name} says nothing of how it keeps its money`);
  },
};
