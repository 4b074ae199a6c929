import type { Body } from './message.js';

/**
 * Error replies, `{"type":"error","code","text"}`, with Maelstrom's numeric codes. `definite` means: the request has
 * had and will have no effect, so the operation is a `fail`; anything else leaves it `info`.
 */
export const ERROR_CODES = {
  timeout: { code: 0, definite: false },
  nodeNotFound: { code: 1, definite: true },
  notSupported: { code: 10, definite: true },
  temporarilyUnavailable: { code: 11, definite: true },
  malformedRequest: { code: 12, definite: true },
  crash: { code: 13, definite: false },
  abort: { code: 14, definite: true },
  keyDoesNotExist: { code: 20, definite: true },
  keyAlreadyExists: { code: 21, definite: true },
  preconditionFailed: { code: 22, definite: true },
  txnConflict: { code: 30, definite: true },
} as const;

/** The body of an error reply. */
export function errorBody(name: keyof typeof ERROR_CODES, text: string): Body {
  return { type: 'error', code: ERROR_CODES[name].code, text };
}

/** Codes from 1000 up are a system's own and are definite, as in Maelstrom. Unknown codes below prove nothing. */
export function isDefinite(code: unknown): boolean {
  if (typeof code !== 'number') return false;
  if (code >= 1000) return true;
  return Object.values(ERROR_CODES).some((e) => e.code === code && e.definite);
}
