import { chanceOf, integerIn } from '../../src/node/chance.js';

/**
 * The text with money moved from one number of the printed snapshot to another, so that the total stays right: where it
 * can, all that a channel holds goes to its receiver's state, as if it had been received before the cut.
 */
export function withMoneyMoved(text: string, seed: number): string {
  const draw = chanceOf(seed, 'move', 'outputs');
  const oneOf = <T>(list: readonly T[], nth: number) => list[integerIn(draw(nth), 0, list.length - 1)]!;
  const numbers = [...text.matchAll(/(?:node (?<node>\d+)|channel \(\d+ -> (?<to>\d+)\)) = (?<amount>\d+)/g)];
  const full = numbers.filter(({ groups }) => Number(groups!.amount) > 0);
  const channels = full.filter(({ groups }) => groups!.to !== undefined);
  const isReceipt = channels.length > 0 && draw(0) < 0.8;
  const from = oneOf(isReceipt ? channels : full, 1);
  const to = isReceipt
    ? numbers.find(({ groups }) => groups!.node === from.groups!.to)!
    : oneOf(
        numbers.filter((one) => one !== from),
        2,
      );
  const most = Number(from.groups!.amount);
  const moved = isReceipt ? most : integerIn(draw(3), 1, most);
  const changed = [
    { of: from, by: -moved },
    { of: to, by: moved },
  ].sort((a, b) => b.of.index - a.of.index);
  return changed.reduce((left, { of: { index, groups, 0: whole }, by }) => {
    const number = groups!.amount!;
    const end = index + whole.length;
    return `${left.slice(0, end - number.length)}${Number(number) + by}${left.slice(end)}`;
  }, text);
}

/** The text with one of its numbers changed by a little; ids of nodes stay as they are. */
export function withOneNumberChanged(text: string, seed: number): string {
  const amounts = [...text.matchAll(/(?<=Transfer |= )\d+/g)];
  const draw = chanceOf(seed, 'change', 'outputs');
  const chosen = amounts[integerIn(draw(0), 0, amounts.length - 1)]!;
  const by = integerIn(draw(1), 1, 3) * (draw(2) < 0.5 ? -1 : 1);
  const changed = Math.max(0, Number(chosen[0]) + by);
  const other = changed === Number(chosen[0]) ? changed + 1 : changed;
  return `${text.slice(0, chosen.index)}${other}${text.slice(chosen.index + chosen[0].length)}`;
}
