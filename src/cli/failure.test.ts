import { CommanderError } from 'commander';
import { HistoryError } from '../history/files/error.js';
import { ScenarioError } from '../scenario/problem.js';
import { ConfigError, InputError } from '../systems/system.js';
import type { Console } from './console.js';
import { explain } from './failure.js';
import { noSuch, UsageError } from './usage-error.js';

function explained(error: unknown, env: Console['env'] = {}): { code: number; err: string } {
  let err = '';
  const console = { err: (text: string) => void (err += text), env } as Console;
  return { code: explain(error, console), err };
}

const problem = { file: 'x.yaml', line: 3, column: 1, message: 'there is no key "sytem"', nearest: 'system' };

test.each([
  ['usage', new UsageError('--sim goes without --nats.'), '--sim goes without --nats.\n'],
  [
    'a word',
    noSuch('checker', 'lamport-clok', ['lamport-clock', 'progress']),
    'no checker is called "lamport-clok". Did you mean lamport-clock? There are: lamport-clock, progress.\n',
  ],
  ['a scenario', new ScenarioError([problem]), 'x.yaml:3:1: there is no key "sytem"\n  did you mean system?\n'],
  [
    'a history',
    new HistoryError('h.jsonl', [2, 9], 'damaged', 'copy it again'),
    'h.jsonl:2-9: damaged; copy it again\n',
  ],
  ['a configuration', new ConfigError('initialBalance cannot be negative'), 'initialBalance cannot be negative\n'],
  ['an input', new InputError('in.txt', 4, 'no such command'), 'in.txt:4: no such command\n'],
  ['what a terminal must not see', new UsageError('a\u001b[2Jb'), 'a\\x1b[2Jb\n'],
])('%s: 2, and how to mend it', (_, error, err) => expect(explained(error)).toEqual({ code: 2, err }));

test('commander has spoken already', () => {
  expect(explained(new CommanderError(1, 'commander.unknownOption', 'x'))).toEqual({ code: 2, err: '' });
  expect(explained(new CommanderError(0, 'commander.helpDisplayed', 'x'))).toEqual({ code: 0, err: '' });
});

test('anything else is our fault: 4, an apology, and no stack unless asked for', () => {
  const { code, err } = explained(new TypeError('x is not\u001b[2J a function'));
  expect(code).toBe(4);
  expect(err).toMatch(
    /^touchstone: something broke that should not have: TypeError: x is not\\x1b\[2J a function\n.*report.*\nTOUCHSTONE_DEBUG=1 .*\n$/,
  );
  expect(explained(new Error('x'), { TOUCHSTONE_DEBUG: '1' }).err).toContain('failure.test.ts');
  expect(explained('thrown text').err).toContain('thrown text');
});
