/**
 * One escaper a sink. Text from nodes, scenarios and files is untrusted: a node may name an account so that a terminal
 * obeys it, a build server takes a line for a command, or an XML reader loses its place. Everything a report prints
 * goes through one of these, and they lose nothing: what cannot be shown is spelled out.
 */

/** For a terminal, and for the log of a build server: what comes out moves no cursor, starts no line and no command. */
export function forTerminal(text: string): string {
  return text
    .replace(UNPRINTABLE, spellOut)
    .replace(BUILD_COMMAND, '##$1\\x5b')
    .replace(/^(\s*):(?=:)/, '$1\\x3a');
}

/** For text and attributes of XML 1.0. What XML cannot hold, not even as a reference, is spelled out. */
export function forXml(text: string): string {
  return text
    .replace(NOT_XML, spellOut)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    .replace(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** One word for a POSIX shell, safe to show on a terminal. What a terminal must not see needs `$'...'` of bash and zsh. */
export function forShell(word: string): string {
  if (forTerminal(word) === word) {
    const plain = /^(?![-=])[A-Za-z0-9_./:=@%+,-]+$|^--?[a-z][a-z-]*$/.test(word);
    return plain ? word : `'${word.replace(/'/g, "'\\''")}'`;
  }
  const quoted = word
    .replace(/[\\']/g, '\\$&')
    .replace(UNPRINTABLE, (c) => spellOut(c, /* forBash */ true))
    .replace(BUILD_COMMAND, '##$1\\x5b')
    .replace(/^(\s*):(?=:)/, '$1\\x3a');
  return `$'${quoted}'`;
}

/** JSON text that also a terminal may see: the same value, with the dangerous characters as `\u` escapes. */
export function forJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent)
    .replace(UNPRINTABLE, (c) => (c === '\n' ? c : unicodeEscapes(c)))
    .replace(BUILD_COMMAND, '#\\u0023$1[');
}

/** Controls, format and direction characters, line separators, half characters, and what takes no room. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{NChar}\p{DI}]/gu;

/** The same for XML, which has references for tab, line feed and carriage return. */
const NOT_XML = new RegExp(`(?![\\t\\n\\r])${UNPRINTABLE.source}`, 'gu');

/** `##[...]`, `##vso[...]`, `##teamcity[...]`: build servers obey these anywhere in a line. */
const BUILD_COMMAND = /##(\w*)\[/g;

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function spellOut(character: string, forBash: unknown = false): string {
  const code = character.codePointAt(0)!;
  if (NAMED[character] !== undefined) return NAMED[character];
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  if (forBash === true) return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  return code > 0xffff ? `\\u{${hex(code, 1)}}` : `\\u${hex(code, 4)}`;
}

function unicodeEscapes(character: string): string {
  return [...Array(character.length).keys()].map((i) => `\\u${hex(character.charCodeAt(i), 4)}`).join('');
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
