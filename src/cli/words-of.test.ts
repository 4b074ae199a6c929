import { UsageError } from './usage-error.js';
import { wordsOf } from './words-of.js';

test.each([
  ['python3 my_node.py', ['python3', 'my_node.py']],
  ['  ./node   --flag ', ['./node', '--flag']],
  [`"my node" 'a "b"' c\\ d`, ['my node', 'a "b"', 'c d']],
  ['node -e "console.log(\\"x\\")" \'\'', ['node', '-e', 'console.log("x")', '']],
  ["'back\\slash' $HOME *", ['back\\slash', '$HOME', '*']],
])('%s', (command, words) => expect(wordsOf(command)).toEqual(words));

test.each(['', '   ', '"open', "it's"])('refuses %j', (command) => expect(() => wordsOf(command)).toThrow(UsageError));
