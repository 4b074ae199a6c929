import { grammar } from './grammar/scenario.js';
import type { WholeWorld } from './world.js';

/**
 * The text of specs/scenario.schema.json: the language with the names of all systems, faults and checkers in it, for
 * editors. Those names come from the registries, so that no second list of them is kept by hand.
 */
export function schemaText(world: WholeWorld): string {
  const note =
    'Generated from src/scenario/grammar and the registries; UPDATE_GOLDEN=1 npx jest generate-schema && npm run lint';
  const { $schema, ...rest } = grammar(world);
  return `${JSON.stringify({ $schema, $comment: note, ...rest }, null, 2)}\n`;
}
