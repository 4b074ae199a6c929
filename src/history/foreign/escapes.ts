/** What a string of JSON, in its quotes, says; undefined if it is none. */
export function stringInJson(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** The same for EDN, whose strings may have line breaks in them, and octal escapes. */
export function stringInEdn(text: string): string | undefined {
  let isLegal = true;
  const value = text
    .slice(1, -1)
    .replaceAll(/\\(?:u([0-9A-Fa-f]{4})|([0-3][0-7]{2}|[0-7]{1,2})|(.))/gs, (_, hex, octal, one) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const known: string | undefined = ESCAPES[one];
      isLegal &&= known !== undefined;
      return known ?? '';
    });
  return isLegal ? value : undefined;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', '\\': '\\' };

/** The one spelling of a character of EDN, of which what stands behind the backslash is given; undefined if it is none. */
export function characterIn(name: string): string | undefined {
  const code = /^u([0-9A-Fa-f]{4})$/.exec(name)?.[1] ?? /^o([0-3]?[0-7]{1,2})$/.exec(name)?.[1];
  const named: string | undefined = CHARACTERS[name];
  const one =
    code !== undefined ? String.fromCharCode(Number.parseInt(code, name.startsWith('u') ? 16 : 8)) : (named ?? name);
  return [...one].length === 1 ? `\\${JSON.stringify(one)}` : undefined;
}

const CHARACTERS: Record<string, string> = {
  newline: '\n',
  space: ' ',
  tab: '\t',
  return: '\r',
  backspace: '\b',
  formfeed: '\f',
};
