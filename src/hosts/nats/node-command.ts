import { compiledEntry } from '../../package-root.js';

/** What runs as a node: one of our own programs, or the user's. */
export type NodeCommand = { reference: true } | { mutant: string } | { command: readonly string[] };

/** Program and arguments of a node. Our own programs run in our own child entry. */
export function commandLine(node: NodeCommand, system: string): readonly string[] {
  if ('command' in node) return node.command;
  const entry = compiledEntry('src/hosts/nats/child.ts');
  return [process.execPath, entry, system, 'mutant' in node ? `mutant:${node.mutant}` : 'reference'];
}
