import fc from 'fast-check';
import { createAgenda } from './agenda.js';

test('things happen in the order of (time, scheduling number), also those scheduled meanwhile', () => {
  const plan = fc.array(fc.record({ time: fc.nat(20), cancel: fc.boolean(), later: fc.option(fc.nat(20)) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(plan, (items) => {
      const agenda = createAgenda();
      const done: [time: number, number: number][] = [];
      const due: [time: number, number: number][] = [];
      let number = 0;
      const put = (time: number, later: number | null, cancel: boolean): void => {
        const mine = number++;
        const at = Math.max(time, agenda.now());
        const timer = agenda.schedule(time, () => {
          expect(agenda.now()).toBe(at);
          done.push([at, mine]);
          if (later !== null) put(later, null, false);
        });
        if (cancel) timer.cancel();
        else due.push([at, mine]);
      };
      for (const { time, later, cancel } of items) put(time, later, cancel);
      while (agenda.step());
      expect(done).toEqual([...due].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    }),
    { seed: 1, numRuns: 300 },
  );
});
