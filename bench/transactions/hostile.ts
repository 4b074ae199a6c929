import { minimalHeader } from '../../src/history/files/from-lines.js';
import type { Sink } from '../../src/history/recorder.js';
import { recordTo } from '../recorded.js';

/** A log made to be hard: how it is written, and at which levels it is judged. */
export interface Hostile {
  says: string;
  levels: readonly string[];
  write(tell: Tell): void;
}

/** Records one event; `operations` are those of the format, as JSON text. */
type Tell = (client: number, kind: 'invoke' | 'ok' | 'info', operations: string) => void;

const MILLION = 1_000_000;
const CLIENTS = 10;
/** Clients of which one operation has no answer. */
const OPEN = 20_000;

export const HOSTILE: Readonly<Record<string, Hostile>> = {
  'giant-cycle': {
    says: 'a million transactions, each of which read the next one, and the last the first',
    levels: ['read-committed', 'causal', 'prefix', 'snapshot-isolation', 'serializable', 'strict-serializable'],
    write(tell) {
      for (let i = 0; i < MILLION; i++) {
        const next = (i + 1) % MILLION;
        answered(tell, i % CLIENTS, `["append",${i},1],["r",${next},null]`, `["append",${i},1],["r",${next},[1]]`);
      }
    },
  },
  'giant-cycle-of-registers': {
    says: 'the same with registers',
    levels: ['read-committed', 'causal', 'serializable'],
    write(tell) {
      for (let i = 0; i < MILLION; i++) {
        const next = (i + 1) % MILLION;
        answered(tell, i % CLIENTS, `["w",${i},1],["r",${next},null]`, `["w",${i},1],["r",${next},1]`);
      }
    },
  },
  'one-list': {
    says: 'a million appends to one key, and one read of all',
    levels: ['read-atomic', 'causal', 'snapshot-isolation', 'strict-serializable'],
    write(tell) {
      for (let i = 0; i < MILLION; i++) both(tell, i % CLIENTS, `["append",1,${i}]`);
      answered(tell, 0, '["r",1,null]', `["r",1,[${Array.from({ length: MILLION }, (_, i) => i).join(',')}]]`);
    },
  },
  'unread-list': {
    says: 'a million appends to one key, of which only the first was ever found',
    levels: ['snapshot-isolation', 'serializable', 'strict-serializable'],
    write(tell) {
      both(tell, 0, '["append",1,-1]');
      answered(tell, 0, '["r",1,null]', '["r",1,[-1]]');
      for (let i = 0; i < MILLION; i++) both(tell, i % CLIENTS, `["append",1,${i}]`);
    },
  },
  'one-register': {
    says: 'a million writes of one register, each read by the next writer',
    levels: ['read-committed', 'causal', 'snapshot-isolation', 'strict-serializable'],
    write(tell) {
      for (let i = 0; i < MILLION; i++) {
        answered(
          tell,
          i % CLIENTS,
          `["r",1,null],["w",1,${i + 1}]`,
          `["r",1,${i === 0 ? 'null' : i}],["w",1,${i + 1}]`,
        );
      }
    },
  },
  'one-blind-register': {
    says: 'a million writes of one register, of which now and then one is read',
    levels: ['read-atomic', 'causal', 'serializable', 'strict-serializable'],
    write(tell) {
      for (let i = 1; i <= MILLION; i++) {
        both(tell, i % CLIENTS, `["w",1,${i}]`);
        if (i % 10 !== 0) continue;
        answered(tell, i % CLIENTS, '["r",1,null]', `["r",1,${i}]`);
      }
    },
  },
  'one-account': {
    says: 'a million versions of one key, of which now and then one is read',
    levels: ['read-committed', 'causal', 'snapshot-isolation', 'strict-serializable'],
    write(tell) {
      for (let i = 1; i <= MILLION; i++) {
        answered(tell, i % CLIENTS, '["w",1]', `["w",1,${i},${i === 1 ? 'null' : i - 1}]`);
        if (i % 10 === 0) answered(tell, CLIENTS + (i % CLIENTS), '["r",1,null]', `["r",1,${i}]`);
      }
    },
  },
  'stale-account': {
    says: 'a million versions of one key, of which the first is read again and again, with what is newest elsewhere',
    levels: ['read-committed', 'read-atomic', 'causal', 'snapshot-isolation', 'strict-serializable'],
    write(tell) {
      for (let i = 1; i <= MILLION; i++) {
        answered(tell, i % CLIENTS, '["w",1]', `["w",1,${i},${i === 1 ? 'null' : i - 1}]`);
        if (i % 10 !== 0) continue;
        const [version, before] = [i / 10, i === 10 ? 'null' : i / 10 - 1];
        answered(tell, i % CLIENTS, '["r",1,null],["w",2]', `["r",1,${i}],["w",2,${version},${before}]`);
        answered(tell, CLIENTS, '["r",1,null],["r",2,null]', `["r",1,1],["r",2,${version}]`);
      }
    },
  },
  'stale-register': {
    says: 'the same with registers',
    levels: ['read-committed', 'read-atomic', 'causal', 'serializable'],
    write(tell) {
      for (let i = 1; i <= MILLION; i++) {
        both(tell, i % CLIENTS, `["w",1,${i}]`);
        if (i % 10 !== 0) continue;
        answered(tell, i % CLIENTS, `["r",1,null],["w",2,${i}]`, `["r",1,${i}],["w",2,${i}]`);
        answered(tell, CLIENTS, '["r",1,null],["r",2,null]', `["r",1,1],["r",2,${i}]`);
      }
    },
  },
  'open-appends': {
    says: 'ten thousand appends of which nobody ever heard, to ten keys, half of them found, in an order of their own',
    levels: ['read-committed', 'snapshot-isolation', 'strict-serializable'],
    write(tell) {
      for (let i = 0; i < 10_000; i++)
        tell(CLIENTS + i, 'invoke', `["append",${i % 10},${i}],["r",${(i * 7) % 10},null]`);
      for (let i = 0; i < 1000; i++) {
        const found = Array.from({ length: Math.floor(i / 2) }, (_, n) => ((n * 337) % 1000) * 10 + (i % 10));
        answered(tell, i % CLIENTS, `["r",${i % 10},null]`, `["r",${i % 10},[${found.join(',')}]]`);
      }
    },
  },
  'open-lives': {
    says: 'twenty thousand appends to one key and one of their own each, of which nobody heard, and half of them found',
    levels: ['causal', 'snapshot-isolation', 'strict-serializable'],
    write(tell) {
      for (let i = 1; i <= OPEN; i++) {
        tell(i, 'invoke', `["append",0,${i}],["append",${i},1]`);
        tell(i, 'info', '');
      }
      for (let i = 1; i <= OPEN; i += 2) answered(tell, 0, `["r",${i},null]`, `["r",${i},[1]]`);
    },
  },
  'open-registers': {
    says: 'ten thousand writes of ten registers of which nobody ever heard, some of them found',
    levels: ['read-committed', 'causal', 'snapshot-isolation', 'serializable', 'strict-serializable'],
    write(tell) {
      for (let i = 0; i < 10_000; i++) tell(CLIENTS + i, 'invoke', `["w",${i % 10},${i}],["r",${(i * 7) % 10},null]`);
      for (let i = 0; i < 2000; i++) {
        const [a, b] = [(i * 337) % 10_000, (i * 7919) % 10_000];
        answered(
          tell,
          i % CLIENTS,
          `["r",${a % 10},null],["r",${b % 10},null]`,
          `["r",${a % 10},${a}],["r",${b % 10},${a % 10 === b % 10 ? a : b}]`,
        );
      }
    },
  },
  'open-versions': {
    says: 'ten thousand versioned writes of which nobody ever heard, some of their versions replaced',
    levels: ['read-committed', 'snapshot-isolation', 'strict-serializable'],
    write(tell) {
      for (let i = 0; i < 10_000; i++) tell(CLIENTS + i, 'invoke', `["w",${i % 10}]`);
      for (let i = 0; i < 5000; i++) {
        const version = 2 * Math.floor(i / 10) + 2;
        answered(tell, i % CLIENTS, `["w",${i % 10}]`, `["w",${i % 10},${version},${version - 1}]`);
      }
    },
  },
};

export function writeHostile({ write }: Hostile, sink: Sink): number {
  const names = Array.from({ length: OPEN + CLIENTS }, (_, at) => `c${at + 1}`);
  const counts = new Int32Array(names.length);
  return recordTo(sink, { ...minimalHeader(), clients: names }, (recorder) =>
    write((client, kind, operations) => {
      const op = kind === 'invoke' ? ++counts[client]! : counts[client]!;
      const told = `{${kind === 'invoke' ? '"do":"txn",' : ''}"ops":[${operations}]}`;
      const body = kind === 'info' ? undefined : told;
      recorder.record({ v: 'client', k: kind, node: names[client]!, life: 1, op, body });
    }),
  );
}

function both(tell: Tell, client: number, operations: string): void {
  answered(tell, client, operations, operations);
}

function answered(tell: Tell, client: number, asked: string, told: string): void {
  tell(client, 'invoke', asked);
  tell(client, 'ok', told);
}
