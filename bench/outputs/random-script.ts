import { chanceOf, integerIn, sequence } from '../../src/node/chance.js';

/**
 * A random script for snapshot-bank of two or three nodes, small enough that every order of what ReceiveAll leaves open
 * can be tried. A receipt is only asked for where something must be under way, and names its sender now and then.
 */
export function randomScript(seed: number): string {
  const draw = sequence(chanceOf(seed, 'script', 'outputs'));
  const upTo = (most: number) => integerIn(draw(), 0, most);
  const nodes = [upTo(2), 7, ...(upTo(2) > 0 ? [10] : [])];
  /** What each node holds at least, and the senders of what must be under way to it. */
  const least = new Map(nodes.map((node) => [node, 10 + upTo(5)]));
  const coming = new Map(nodes.map((node) => [node, [] as number[]]));
  const lines = ['StartMaster', ...nodes.map((node) => `CreateNode ${node} ${least.get(node)}`)];
  const oneOf = <T>(list: readonly T[]) => list[upTo(list.length - 1)]!;

  function act(): void {
    const from = oneOf(nodes);
    const waiting = coming.get(from)!;
    if (waiting.length > 0 && upTo(2) === 0) {
      const isNamed = upTo(2) === 0;
      const source = isNamed ? waiting[0]! : undefined;
      // Unless it is named, any one of them may be the one.
      if (isNamed) waiting.shift();
      else waiting.length = 0;
      lines.push(`Receive ${from}${source === undefined ? '' : ` ${source}`}`);
      return;
    }
    const to = oneOf(nodes.filter((node) => node !== from));
    const amount = upTo(4) === 0 ? 50 : 1 + upTo(6);
    lines.push(`Send ${from} ${to} ${amount}`);
    if (amount > least.get(from)!) return;
    least.set(from, least.get(from)! - amount);
    coming.get(to)!.push(from);
  }

  for (let count = 2 + upTo(4); count > 0; count--) act();
  function drain(): void {
    lines.push('ReceiveAll');
    for (const waiting of coming.values()) waiting.length = 0;
  }

  if (upTo(3) === 0) drain();
  lines.push(`BeginSnapshot ${oneOf(nodes)}`);
  for (let count = upTo(3); count > 0; count--) act();
  drain();
  if (upTo(2) === 0) {
    act();
    drain();
  }
  lines.push('CollectState');
  if (upTo(3) === 0) lines.push('CreateNode 8 5', 'Send 8 7 6');
  return `${[...lines, 'PrintSnapshot', 'KillAll'].join('\n')}\n`;
}
