import { dice } from '../random-transactions.fixture.js';
import { createRanks } from './ranks.js';

test.each([1, 31, 32, 33, 1024, 1025, 40_000])('the next of a set below %d is the next', (bound) => {
  const roll = dice(bound);
  const ranks = createRanks(bound);
  const set = new Set<number>();
  for (let i = 0; i < 300; i++) {
    const rank = roll(bound);
    if (set.delete(rank)) ranks.remove(rank);
    else {
      set.add(rank);
      ranks.add(rank);
    }
    const from = roll(bound + 2);
    const expected = [...set].filter((other) => other >= from).sort((a, b) => a - b)[0] ?? -1;
    expect({ i, next: ranks.next(from) }).toEqual({ i, next: expected });
  }
});
