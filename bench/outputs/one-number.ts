import { chanceOf, integerIn } from '../../src/node/chance.js';

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
