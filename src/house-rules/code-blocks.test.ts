import { blocksOf } from './code-blocks.js';

test('fenced blocks with their info strings and lines', () => {
  const text = ['# x', '```yaml', 'a: 1', '', 'b: 2', '```', 'text', '~~~~yaml workflow', '```', '~~~~', '```sh'];
  expect(blocksOf(text.join('\n'))).toEqual([
    { info: 'yaml', text: 'a: 1\n\nb: 2\n', line: 3 },
    { info: 'yaml workflow', text: '```\n', line: 9 },
  ]);
});
