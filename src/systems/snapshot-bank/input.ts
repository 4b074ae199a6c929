import type { OriginalCommand, OriginalInput } from '../system.js';
import { type Command, readCommands } from './commands.js';

/**
 * Reads an original script. Its nodes become n1, n2, ... in the order of their numbers; all of them run from the start, and
 * take part when they are created. Snapshots are called s1, s2, ...
 */
export function readInput(text: string, file: string): OriginalInput {
  const commands = readCommands(text, file);
  const created = commands.flatMap((one) => (one.command === 'CreateNode' ? [one] : []));
  created.sort((a, b) => a.node - b.node);
  const ids = new Map(created.map(({ node }, place) => [node, `n${place + 1}`]));
  const nodes = [...ids.values()];
  return {
    nodes,
    config: {
      manual: true,
      late: nodes,
      initialBalance: Object.fromEntries(created.map(({ node, balance }) => [ids.get(node)!, balance])),
      labels: Object.fromEntries(created.map(({ node }) => [ids.get(node)!, node])),
    },
    commands: translate(commands, ids),
  };
}

function translate(commands: readonly Command[], ids: ReadonlyMap<number, string>): OriginalCommand[] {
  const members = new Set<string>();
  let snapshots = 0;

  function asked(client: string, at: number, operation: string, args: Record<string, unknown> = {}) {
    return { client, at: ids.get(at)!, operation, arguments: args };
  }

  /** Everybody at once, each by the client that sits at it. */
  function all(operation: string, line: number): OriginalCommand[] {
    const together = [...members].map((at) => ({ at, operation, arguments: {} }));
    return together.length === 0 ? [] : [{ together, line }];
  }

  function translated(one: Command): OriginalCommand[] {
    const { line } = one;
    switch (one.command) {
      case 'CreateNode':
        members.add(ids.get(one.node)!);
        return [{ do: asked('master', one.node, 'create'), line }];
      case 'Send': {
        const { from, to, amount } = one;
        return [{ do: asked('master', from, 'send', { to: ids.get(to)!, amount }), line }];
      }
      case 'Receive': {
        const args = one.from === undefined ? {} : { from: ids.get(one.from)! };
        return [{ do: asked('master', one.at, 'receive', args), line }];
      }
      case 'ReceiveAll':
        // What one takes in may be answered with tokens to another: nobody stops before all are done.
        return [...all('receiveAll', line), { settle: true, line }, ...all('keep', line)];
      case 'BeginSnapshot':
        return [{ do: asked('observer', one.at, 'snapshot', { snapshot: `s${++snapshots}` }), line }];
      case 'CollectState': {
        const collect = (at: string) => ({
          client: 'observer',
          at,
          operation: 'collect',
          arguments: { snapshot: `s${snapshots}` },
        });
        return [{ together: [...members].map(collect), line }];
      }
      case 'PrintSnapshot':
        return [{ print: 'snapshot', line }];
      default:
        return [];
    }
  }

  return commands.flatMap(translated);
}
