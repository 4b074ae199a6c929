import type { Draft } from './draft.js';
import type { Path } from './mistake.js';
import type { FinalState } from './scenario.js';
import { unknownWord } from './unknown-word.js';
import { ruleOf } from './value-rules.js';

interface GivenState {
  balances: Record<string, unknown>;
}

/** The states allowed at the end; `accounts` is undefined where the configuration has mistakes. */
export function resolveFinally(draft: Draft, accounts: readonly string[] | undefined): FinalState[] | undefined {
  if (draft.value.finally === undefined) return undefined;
  const given = draft.value.finally as GivenState | { anyOf: GivenState[] } | null;
  const several = Array.isArray((given as { anyOf?: unknown } | null)?.anyOf);
  const states = several ? (given as { anyOf: GivenState[] }).anyOf : [given as GivenState];
  return states.flatMap((state, i) => {
    const path = several ? ['finally', 'anyOf', i] : ['finally'];
    return draft.sound(path) ? [stateOf(draft, state, path, accounts)] : [];
  });
}

function stateOf(draft: Draft, state: GivenState, path: Path, accounts: readonly string[] | undefined): FinalState {
  const balances = Object.entries(state.balances).map(([account, rule]) => {
    const place = [...path, 'balances', account];
    if (accounts !== undefined && !accounts.includes(account)) {
      draft.complain({ path: place, key: true, ...unknownWord('account', account, accounts) });
    }
    return [account, ruleOf(draft, place, rule)];
  });
  return { balances: Object.fromEntries(balances), where: draft.where(path) };
}
