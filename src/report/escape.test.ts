import { execFileSync } from 'node:child_process';
import { forJson, forShell, forTerminal, forXml } from './escape.js';
import { HOSTILE_STRINGS } from './hostile-strings.fixture.js';

/** Everything a terminal or a build server could obey, or an eye could not see. */
const DANGEROUS = /[\p{Cc}\p{Zl}\p{Zp}\p{NChar}\p{Bidi_Control}\u200b-\u200f\u2060\ufeff\u00ad]|##\w*\[|^\s*::/u;
const hostile = Object.entries(HOSTILE_STRINGS);

describe('forTerminal', () => {
  test.each(hostile)('%s', (_, text) => {
    const shown = forTerminal(text);
    expect(shown).not.toMatch(DANGEROUS);
    expect(shown).not.toMatch(/\p{Cs}/u);
  });

  test('spells out what it cannot show, and leaves the rest', () => {
    expect(forTerminal('Zoë 金 → \u001b[2J\n\u202e\u{e0041}\ud800')).toBe(
      'Zoë 金 → \\x1b[2J\\n\\u202e\\u{e0041}\\ud800',
    );
    expect(forTerminal('::error::x ##vso[y')).toBe('\\x3a:error::x ##vso\\x5by');
  });
});

describe('forXml', () => {
  test.each(hostile)('%s', (_, text) => {
    const shown = forXml(text);
    expect(shown).not.toMatch(/[<>"'\p{Cc}\p{NChar}]/u);
    expect(shown.replace(/&(amp|lt|gt|quot|#39|#9|#10|#13);/g, '')).not.toContain('&');
  });

  test('an XML reader gets the text back', () => {
    expect(forXml('a<b> & "c" \'d\'\n\u0000')).toBe('a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;&#10;\\x00');
  });
});

describe('forShell', () => {
  test.each(hostile)('bash reads one word: %s', (_, text) => {
    const word = forShell(text);
    expect(word).not.toMatch(DANGEROUS);
    // Bash has no word for NUL or half a character: those never come out of a file name or an argument.
    if (/\0|\p{Cs}/u.test(text)) return;
    const read = execFileSync('bash', ['-c', `printf %s ${word}`.replace(/^printf %s --/, 'printf %s "" --')], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(read.toString()).toBe(text);
  });

  test('leaves plain words bare', () => {
    expect(['scenarios/a-b.yaml', '--seed', '7', 'nats://h:4222', 'two words', "it's"].map(forShell)).toEqual([
      'scenarios/a-b.yaml',
      '--seed',
      '7',
      'nats://h:4222',
      "'two words'",
      "'it'\\''s'",
    ]);
  });
});

describe('forJson', () => {
  test.each(hostile)('the same value comes back, and a terminal may see it: %s', (_, text) => {
    const shown = forJson({ text, [text]: [text] });
    expect(shown).not.toMatch(DANGEROUS);
    expect(JSON.parse(shown)).toEqual({ text, [text]: [text] });
  });

  test('indents', () => expect(forJson({ a: [1] }, 2)).toBe('{\n  "a": [\n    1\n  ]\n}'));
});
