import { covers, hasWildcard } from './subject-table.js';

/** Patterns of subjects. Absent: everything is allowed, nothing denied. What is denied wins. */
export interface Permission {
  allow?: readonly string[];
  deny?: readonly string[];
}

/** Whether a subject, or every subject of a pattern, is allowed, and none of it is denied outright. */
export function allows(permission: Permission | undefined, subject: string): boolean {
  if (permission === undefined) return true;
  if (permission.allow !== undefined && !permission.allow.some((wide) => covers(wide, subject))) return false;
  return !(permission.deny ?? []).some((wide) => covers(wide, subject));
}

/** Whether some messages of an allowed subscription must still be kept from it: a denied part of its wildcard. */
export function needsFilter(permission: Permission | undefined, pattern: string): boolean {
  return (permission?.deny ?? []).length > 0 && hasWildcard(pattern);
}
