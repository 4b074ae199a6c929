/**
 * A TypeScript source with comments, strings and regular expressions blanked out, so that a rule about code is not
 * broken by a word in a sentence. Line breaks stay; the code inside `${}` of a template stays.
 */
export function codeOnly(source: string): string {
  const out: string[] = [];
  /** Depth of braces at which each open template goes on. */
  const templates: number[] = [];
  let depth = 0;
  let last = '';
  let i = 0;

  function blank(pattern: RegExp): void {
    pattern.lastIndex = i;
    const [text] = pattern.exec(source) ?? [source[i]!];
    out.push(text.replace(/[^\n]/g, ' '));
    i += text.length;
  }

  function templateText(): void {
    blank(/(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y);
    if (source[i] === '`') i++;
    else if (source[i] === '$') {
      templates.push(depth++);
      i += 2;
    }
    out.push(' ');
  }

  while (i < source.length) {
    const c = source[i]!;
    const pair = source.slice(i, i + 2);
    if (pair === '//') blank(/\/\/[^\n]*/y);
    else if (pair === '/*') blank(/\/\*[\s\S]*?\*\//y);
    else if (c === '"' || c === "'") {
      blank(c === '"' ? /"(?:[^"\\\n]|\\.)*"/y : /'(?:[^'\\\n]|\\.)*'/y);
      last = 'x';
    } else if (c === '/' && BEFORE_A_REGEX.test(last)) {
      blank(/\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y);
      last = 'x';
    } else if (c === '`') {
      i++;
      templateText();
      last = 'x';
    } else if (c === '}' && templates.at(-1) === depth - 1) {
      depth = templates.pop()!;
      i++;
      templateText();
      last = 'x';
    } else {
      if (c === '{') depth++;
      if (c === '}') depth--;
      out.push(c);
      if (!/\s/.test(c)) last = /\w/.test(c) ? (last + c).slice(-8) : c;
      else if (/\w/.test(last)) last = /^(return|typeof|case|in|of)$/.test(last) ? '(' : 'x';
      i++;
    }
  }
  return out.join('');
}

/** After these a slash begins a regular expression; elsewhere it divides. */
const BEFORE_A_REGEX = /^[(,=:[!&|?{};+\-*%<>~^]?$/;
