import { ALLOWANCE, createAllowance, RUN_BYTES } from './allowance.js';

function kept() {
  const told: string[] = [];
  const allowance = createAllowance(
    (node, life, why) => told.push(`${node}.${life} ${why}`),
    (why) => told.push(why),
  );
  return { told, allowance };
}

/** How many of these the life may still publish. */
function takes(publish: () => boolean, most: number): number {
  let taken = 0;
  while (taken < most && publish()) taken++;
  return taken;
}

test('a life may publish so many, and more for each delivery; then it is cut off, once', () => {
  const { told, allowance } = kept();
  for (let i = 0; i < 3; i++) allowance.delivered('n1', 1);
  expect(takes(() => allowance.publishes('n1', 1, 10), 200_000)).toBe(103_000);
  expect(allowance.publishes('n1', 1, 10)).toBe(false);
  expect(allowance.isCaught('n1', 1)).toBe(false);
  const why = 'was cut off: it published over 103000 messages and events, when 3 had been delivered to it';
  expect(told).toEqual([`n1.1 ${why}`]);
  expect(takes(() => allowance.publishes('n2', 1, 10), 10)).toBe(10);
  expect(takes(() => allowance.publishes('n1', 2, 10), 10)).toBe(10);
});

test('their bytes are limited, too', () => {
  const { told, allowance } = kept();
  allowance.delivered('n1', 1);
  expect(takes(() => allowance.publishes('n1', 1, 2 ** 20), 1000)).toBe(65);
  expect(told).toEqual(['n1.1 was cut off: it published over 68157440 bytes, when one had been delivered to it']);
});

test('so are the complaints of the broker', () => {
  const { told, allowance } = kept();
  expect(takes(() => allowance.isCaught('n1', 1), 1000)).toBe(ALLOWANCE.complaints);
  expect(allowance.publishes('n1', 1, 1)).toBe(false);
  expect(told).toEqual(['n1.1 was cut off: the broker had caught it 100 times']);
});

test('and what all say together', () => {
  const { told, allowance } = kept();
  for (let life = 1; life <= 33; life++) for (let i = 0; i < 63; i++) allowance.publishes('n1', life, 2 ** 20);
  expect(told).toEqual([`the nodes have published over ${RUN_BYTES} bytes, which is all that one run may record`]);
});
