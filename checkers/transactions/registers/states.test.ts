import { createBudget } from '../budget.js';
import { dice } from '../random-transactions.fixture.js';
import { createStates } from './states.js';

test('a set is known if it was added, and no other is', () => {
  const roll = dice(7);
  const states = createStates(200, createBudget());
  const here = new Set<number>();
  const added = new Set<string>();
  const known = [0, 0];
  // Points come nearly in their order, go, and come again.
  for (let i = 0; i < 3000; i++) {
    const point = Math.min(199, Math.max(0, (i >> 4) + roll(12) - 6));
    if (!here.delete(point)) here.add(point);
    states.toggle(point);
    const name = [...here].sort((a, b) => a - b).join();
    expect({ i, has: states.has() }).toEqual({ i, has: added.has(name) });
    known[Number(added.has(name))]!++;
    if (roll(2) === 0) {
      states.add();
      added.add(name);
    }
  }
  expect(Math.min(...known)).toBeGreaterThan(20);
});

test('what there is no room for is forgotten', () => {
  const states = createStates(64 * 1024, createBudget(1, 1024));
  for (let point = 0; point < 64 * 1024; point += 2) states.toggle(point);
  states.add();
  expect(states.has()).toBe(false);
});
