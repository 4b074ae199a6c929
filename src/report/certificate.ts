import type { Verdict } from '../../checkers/contract/verdict.js';

/** Entries of a certificate that are printed; a longer one has a place of its own (check --certificate). */
const MOST_ENTRIES = 10_000;

/** The verdict with its certificate, if that is short; else with what it is and how long. */
export function withShortCertificate(check: Verdict): Verdict {
  const { certificate } = check;
  if (typeof certificate !== 'object' || certificate === null) return check;
  const entries = Object.values(certificate).reduce((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0);
  if (entries <= MOST_ENTRIES) return check;
  const kept = Object.fromEntries(Object.entries(certificate).filter(([, value]) => !Array.isArray(value)));
  return { ...check, certificate: { ...kept, omitted: `${entries} entries; check --certificate FILE writes them` } };
}
