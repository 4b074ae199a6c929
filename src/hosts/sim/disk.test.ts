import fc from 'fast-check';
import type { DiskIlls } from '../../node/machine.js';
import { createAgenda } from './agenda.js';
import { createDisk } from './disk.js';
import { createContents } from './disk-contents.js';

function lab(ills: DiskIlls = {}, seed = 1) {
  const agenda = createAgenda();
  const rows: string[] = [];
  const simulated = createDisk('n1', seed, agenda, (life, kind, fields) =>
    rows.push(`${life} ${kind} ${Object.values(fields).join(' ')}`),
  );
  Object.assign(simulated.ills, ills);
  let life = 0;
  const open = () => {
    const number = ++life;
    return simulated.open(
      number,
      () => number === life,
      (action) => number === life && action(),
    );
  };
  const crash = () => {
    life++;
    simulated.crash();
  };
  const run = () => {
    while (agenda.step());
  };
  return { agenda, rows, open, crash, run };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('what was synced outlives every crash, and what was not is lost but for a beginning of it', () => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const { open, crash, run } = lab({}, seed);
    const disk = open();
    disk.append(Buffer.from('safe.'));
    disk.sync(() => {});
    run();
    disk.append(Buffer.from('ab'));
    disk.append(Buffer.from('cd'));
    crash();
    outcomes.add(text(open().contents()));
  }
  expect([...outcomes].sort()).toEqual(['safe.', 'safe.a', 'safe.ab', 'safe.abc', 'safe.abcd']);
});

test('syncs take time and are shared by those who wait', () => {
  const { agenda, rows, open, run } = lab({ slow: { constant: 10e6 } });
  const disk = open();
  const done: string[] = [];
  const sync = (name: string) => disk.sync(() => done.push(`${name} at ${Math.floor(agenda.now() / 10e6)}0 ms`));
  disk.append(Buffer.from('a'));
  sync('first');
  disk.append(Buffer.from('b'));
  sync('second');
  sync('third');
  run();
  expect(done).toEqual(['first at 10 ms', 'second at 20 ms', 'third at 20 ms']);
  expect(rows).toEqual(['1 append 0 1', '1 append 1 1', '1 sync 1', '1 sync 1']);
});

test('a sync that fails makes nothing safe', () => {
  const { rows, open, run, crash } = lab({ fail: 1, tear: 1 });
  const disk = open();
  const answers: (string | undefined)[] = [];
  disk.append(Buffer.from('ab'));
  disk.sync((error) => answers.push(error));
  run();
  crash();
  expect(answers).toEqual(['the disk reports an error']);
  expect(rows).toEqual(['1 append 0 2', '1 failed 1', '1 lost 1 1', '1 torn 0 1']);
  expect(text(open().contents())).toBe('a');
});

test('a crash may undo a cut as well', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 50; seed++) {
    const { open, crash, run } = lab({}, seed);
    const disk = open();
    disk.append(Buffer.from('log'));
    disk.sync(() => {});
    run();
    disk.truncate(1);
    expect(text(disk.contents())).toBe('l');
    crash();
    seen.add(text(open().contents()));
  }
  expect([...seen].sort()).toEqual(['l', 'log']);
});

test('bits turn over when a crash is told to do so', () => {
  const { rows, open, crash, run } = lab({ flip: 1 });
  const disk = open();
  disk.append(new Uint8Array(4));
  disk.sync(() => {});
  run();
  crash();
  const after = open().contents();
  const ones = [...after].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  expect(ones).toBe(1);
  expect(rows[rows.length - 1]).toMatch(/^1 flipped [0-3] [0-7]$/);
});

test('a life that is over writes nothing and hears of no sync', () => {
  const { rows, open, crash, run } = lab();
  const disk = open();
  let heard = false;
  disk.sync(() => {
    heard = true;
  });
  crash();
  disk.append(Buffer.from('late'));
  const next = open();
  run();
  expect({ heard, text: text(next.contents()), rows }).toEqual({ heard: false, text: '', rows: [] });
});

test('forgetting unsafe writes gives what the safe ones alone would give', () => {
  const write = fc.oneof(
    fc.record({ append: fc.uint8Array({ minLength: 1, maxLength: 5 }) }),
    fc.record({ truncate: fc.nat(12) }),
  );
  fc.assert(
    fc.property(fc.array(write, { maxLength: 12 }), fc.nat(12), (writes, keep) => {
      const apply = (some: typeof writes) => {
        const contents = createContents();
        let done = 0;
        for (const each of some) {
          if ('append' in each) contents.append(each.append);
          else if (each.truncate < contents.length()) contents.truncate(each.truncate);
          else continue;
          done++;
        }
        return { contents, done };
      };
      const all = apply(writes);
      const whole = Math.min(keep, all.done);
      all.contents.forget(whole, 0);
      const effective = (): typeof writes => {
        for (let n = 0; n <= writes.length; n++)
          if (apply(writes.slice(0, n)).done === whole) return writes.slice(0, n);
        return writes;
      };
      expect(all.contents.copy()).toEqual(apply(effective()).contents.copy());
    }),
    { seed: 1, numRuns: 300 },
  );
});
