import type { RoleSpec } from '../history/header.js';

/** Who bears which role now, by what the nodes report: see SystemSpec. */
export interface Roles {
  /** A node has reported something; called before anybody acts on it. */
  reports(node: string, kind: string): void;
  /** The same report, after everybody has acted on it. */
  reported(node: string, kind: string): void;
  /** A life has ended, and its roles with it. */
  ends(node: string): void;
  /** The node that came to the role last, of those that still bear it. */
  bearer(role: string): string | undefined;
}

export function createRoles(specs: Readonly<Record<string, RoleSpec>>): Roles {
  const roles = Object.entries(specs).map(([name, spec]) => ({ name, ...spec, bearers: new Set<string>() }));
  return {
    reports(node, kind) {
      for (const { gained, bearers } of roles) {
        if (gained !== kind) continue;
        bearers.delete(node);
        bearers.add(node);
      }
    },
    reported(node, kind) {
      for (const { lost, bearers } of roles) if (lost === kind) bearers.delete(node);
    },
    ends(node) {
      for (const { bearers } of roles) bearers.delete(node);
    },
    bearer: (role) => [...(roles.find(({ name }) => name === role)?.bearers ?? [])].pop(),
  };
}
