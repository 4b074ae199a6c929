/** Reports a mistake at an offset of the text. */
export type Complain = (offset: number, message: string, expected?: string, nearest?: string) => void;

/** What the YAML parser's reasons mean to an author, and what to do about them. */
const REASONS: readonly [reason: RegExp, message: string, expected: string][] = [
  [/tab characters/, 'a tab stands in the indentation', 'spaces: YAML does not allow tabs there'],
  [/non-printable|null byte/, 'a control character stands here', 'printable text'],
  [/maxDepth/, 'lists and maps are nested too deeply', 'at most 32 levels'],
  [/quoted scalar/, 'a quoted text does not end', 'the closing quote'],
  [
    /unknown escape|hexadecimal/,
    'this is no escape in a "quoted text"',
    "\\\\, \\\", \\n or the text in 'single quotes'",
  ],
  [/missed comma/, 'the entry before this does not end here', 'a comma, or the closing bracket of the right kind'],
  [/expected the node content/, 'an entry is missing before this comma', 'one comma between two entries'],
  [/indentation of a sequence/, 'this line is indented differently from the items above', 'all items in one column'],
  [/multiline key|':' after a mapping key/, 'a key without its colon', '"key: value"'],
  [/whitespace character is expected/, 'a space is missing after the colon', '"key: value"'],
  [
    /indentation of a mapping/,
    'this does not fit in here',
    'one "key: value" a line, in one column; quote texts with : or @',
  ],
  [/document separator is expected/, 'this does not belong to what stands above', 'keys in one column, "key: value"'],
  [
    /anchor node|alias node|anchor property/,
    'this is no anchor or alias',
    '&name before a value, *name in place of one',
  ],
];

/** Turns the parser's complaint into one that says what to mend; an unclosed bracket is shown where it was opened. */
export function explainSyntax(text: string, position: number, reason: string, complain: Complain): void {
  const bracket = /stream within a flow|deficient/.test(reason) ? unclosed(text, position) : undefined;
  if (bracket?.sign === '"' || bracket?.sign === "'") {
    complain(bracket.at, 'a quoted text does not end', `the closing ${bracket.sign}`);
    return;
  }
  if (bracket !== undefined) {
    complain(
      bracket.at,
      `this ${bracket.sign} is not closed`,
      `${bracket.sign === '[' ? ']' : '}'} after the last entry`,
    );
    return;
  }
  const known = REASONS.find(([pattern]) => pattern.test(reason));
  if (known !== undefined) complain(lineEndsBefore(text, position), known[1], known[2]);
  else complain(lineEndsBefore(text, position), `this is no YAML: ${reason}`);
}

/** The innermost bracket or quote that is open at `end`. */
function unclosed(text: string, end: number): { at: number; sign: string } | undefined {
  const open: { at: number; sign: string }[] = [];
  let quote: { at: number; sign: string } | undefined;
  for (let at = 0; at < end; at++) {
    const sign = text[at]!;
    if (quote !== undefined) {
      if (sign === '\\' && quote.sign === '"') at++;
      else if (sign === quote.sign) quote = undefined;
    } else if ((sign === '"' || sign === "'") && /[\s[{,:]/.test(text[at - 1] ?? ' ')) quote = { at, sign };
    else if (sign === '#' && /\s/.test(text[at - 1] ?? ' ')) at = lineEnd(text, at) - 1;
    else if (sign === '[' || sign === '{') {
      if (open.length > 0 || /[\s:-]/.test(text[at - 1] ?? ' ')) open.push({ at, sign });
    } else if (sign === ']' || sign === '}') open.pop();
  }
  return quote ?? open.pop();
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The parser stops at the end of the file where nothing can be shown: the last character says more. */
function lineEndsBefore(text: string, position: number): number {
  return position >= text.length ? Math.max(0, text.trimEnd().length) : position;
}
