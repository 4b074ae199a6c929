import type { ErrorObject } from 'ajv';

/** Where a document breaks its schema, as keys with dots between, '' for the whole; and in what way, with what is allowed there. */
export function schemaProblem({ keyword, instancePath, message, params }: ErrorObject): {
  place: string;
  what: string;
} {
  const place = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  const allowed = keyword === 'enum' ? `: ${params.allowedValues.join(', ')}` : '';
  const value = keyword === 'const' ? `: ${JSON.stringify(params.allowedValue)}` : '';
  return { place, what: `${message}${allowed}${value}` };
}
