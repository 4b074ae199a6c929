import type { Conditions, Header } from '../../src/history/header.js';

const WORDS: Record<keyof Conditions, string> = {
  loss: 'lose messages',
  duplication: 'repeat messages',
  reordering: 'let messages overtake',
  crashes: 'crash nodes',
};

/**
 * What the scenario's faults do that the system does not promise to withstand, in words; '' where nothing. Beyond its
 * tolerance a system still owes safety, but nothing that depends on delivery.
 */
function beyondTolerance(header: Header): string {
  const { tolerates } = header.spec;
  return (Object.keys(WORDS) as (keyof Conditions)[])
    .filter((condition) => header.conditions[condition] && !tolerates[condition])
    .map((condition) => WORDS[condition])
    .join(' and ');
}

/** The same as a reason why a rule is not judged. */
export function tolerancePrecondition(header: Header): string | undefined {
  const beyond = beyondTolerance(header);
  return beyond === ''
    ? undefined
    : `the scenario's faults ${beyond}, which ${header.system} does not promise to withstand`;
}
