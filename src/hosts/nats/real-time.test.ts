import { createRealTime } from './real-time.js';

test('actions come in the order of (time, call), and none before its time', async () => {
  const time = createRealTime();
  const done: string[] = [];
  const early: string[] = [];
  const start = time.now();
  const plan: [string, number][] = [
    ['c', 3e6],
    ['a', 1e6],
    ['b1', 2e6],
    ['past', -5e6],
    ['b2', 2e6],
    ['now', 0],
  ];
  for (const [name, after] of plan) {
    time.schedule(start + after, () => {
      if (time.now() < start + after) early.push(name);
      done.push(name);
    });
  }
  expect(done).toEqual([]);
  await new Promise<void>((resolve) => void time.schedule(start + 4e6, resolve));
  expect(done).toEqual(['past', 'now', 'a', 'b1', 'b2', 'c']);
  expect(early).toEqual([]);
});

test('what is cancelled or cleared does not come; the others do', async () => {
  const time = createRealTime();
  const done: string[] = [];
  const start = time.now();
  const gone = time.schedule(start + 1e6, () => done.push('gone'));
  time.schedule(start + 1e6, () => done.push('stays'));
  gone.cancel();
  gone.cancel();
  await new Promise<void>((resolve) => void time.schedule(start + 2e6, resolve));
  time.schedule(start + 3e6, () => done.push('cleared'));
  time.clear();
  await new Promise<void>((resolve) => void time.schedule(start + 4e6, resolve));
  expect(done).toEqual(['stays']);
});

test('an action may schedule and cancel others of the same moment', async () => {
  const time = createRealTime();
  const done: string[] = [];
  const start = time.now();
  await new Promise<void>((resolve) => {
    time.schedule(start, () => {
      done.push('first');
      second.cancel();
      time.schedule(start, () => done.push('third'));
      time.schedule(start + 1e6, resolve);
    });
    const second = time.schedule(start, () => done.push('second'));
  });
  expect(done).toEqual(['first', 'third']);
});
