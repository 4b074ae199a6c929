import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { PACKAGE_ROOT } from '../../package-root.js';
import type { CertificateFile } from '../certificate.js';
import { schemaProblem } from './schema-problem.js';

/** A text is no certificate: why, in words. */
export class CertificateFileError extends Error {}

/** A certificate, checked against specs/certificate.schema.json. Throws CertificateFileError. */
export function parseCertificate(text: string): Pick<CertificateFile, 'certificate'> & Partial<CertificateFile> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new CertificateFileError('it is not one JSON document');
  }
  const { touchstone, certificate } = (document ?? {}) as Partial<CertificateFile>;
  if (touchstone !== 'certificate' || certificate === undefined)
    throw new CertificateFileError('it has no "touchstone": "certificate" and no "certificate"');
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'specs/certificate.schema.json'), 'utf8'));
  const check = new Ajv({ discriminator: true, strict: false }).compile<CertificateFile>(schema);
  if (!check(document)) throw new CertificateFileError(wordsOf(check.errors![0]!));
  return document;
}

function wordsOf(error: ErrorObject): string {
  if (error.keyword === 'discriminator')
    return `there is no certificate of the kind ${JSON.stringify(error.params.tagValue)}`;
  const { place, what } = schemaProblem(error);
  return `${place === '' ? 'it' : place} ${what} (specs/certificate.schema.json)`;
}
