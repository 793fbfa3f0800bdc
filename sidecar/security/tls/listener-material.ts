/**
 * What the HTTPS listener needs (`server.tls`), read and checked as a whole: certificate, the key that belongs to it, and the
 * authority of client certificates. Used at the start, where a mistake is fatal, and at every reload, where it is not. Pure, but
 * for the files, which the reader handed in reads.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { AppError } from '../../errors.ts';

export interface TlsSettings {
  /** Path of a PEM file, or PEM text; so are the others. */
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
  readonly clientCa?: string | undefined;
}

/** PEM texts that fit each other. */
export interface ListenerMaterial {
  readonly cert: string;
  readonly key: string;
  readonly passphrase: string | undefined;
  readonly clientCa: string | undefined;
  /** Without its chain, for people. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
}

export type ReadPemFile = (path: string) => string;

/** RFC 7468, section 2. */
const PEM_BEGIN = /-----BEGIN [^-]+-----/;
const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** @throws AppError `invalid-configuration` that names the setting and says what is wrong with it */
export function readListenerMaterial(settings: TlsSettings, readFile: ReadPemFile): ListenerMaterial {
  const cert = pemOf('cert', settings.cert, readFile);
  const key = pemOf('key', settings.key, readFile);
  const clientCa = settings.clientCa === undefined ? undefined : pemOf('clientCa', settings.clientCa, readFile);
  const [leaf] = certificatesIn('cert', settings.cert, cert);
  if (clientCa !== undefined) certificatesIn('clientCa', settings.clientCa ?? '', clientCa);
  assertKeyBelongs(leaf, key, settings);
  const material = { cert, key, passphrase: settings.passphrase, clientCa };
  assertUsable(material);
  return {
    ...material,
    subject: oneLine(leaf.subject),
    validFrom: leaf.validFromDate.getTime(),
    validTo: leaf.validToDate.getTime(),
  };
}

function pemOf(setting: 'cert' | 'key' | 'clientCa', given: string, readFile: ReadPemFile): string {
  if (PEM_BEGIN.test(given)) return given;
  let text: string;
  try {
    text = readFile(given);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid(`server.tls.${setting} names a file that cannot be read: ${why}.`, 'Correct the path, or give the PEM text.', error);
  }
  if (PEM_BEGIN.test(text)) return text;
  throw invalid(
    `The file ${given}, which server.tls.${setting} names, holds no PEM.`,
    'A PEM file has a line that begins with -----BEGIN.',
  );
}

/** Every certificate of the text; the first is the one that is shown to clients. */
function certificatesIn(setting: 'cert' | 'clientCa', given: string, pem: string): readonly [X509Certificate, ...X509Certificate[]] {
  try {
    const [first, ...others] = (pem.match(CERTIFICATE) ?? []).map((one) => new X509Certificate(one));
    if (first !== undefined) return [first, ...others];
  } catch (error) {
    throw invalid(`server.tls.${setting} ${placeOf(given)}holds a certificate that cannot be read.`, 'Write the whole of it anew.', error);
  }
  throw invalid(`server.tls.${setting} ${placeOf(given)}holds no certificate.`, 'A certificate begins with -----BEGIN CERTIFICATE-----.');
}

function assertKeyBelongs(leaf: X509Certificate, key: string, settings: TlsSettings): void {
  let parsed;
  try {
    parsed = createPrivateKey({ key, ...(settings.passphrase === undefined ? {} : { passphrase: settings.passphrase }) });
  } catch (error) {
    const isEncrypted = key.includes('ENCRYPTED');
    const hint = isEncrypted
      ? 'The key is encrypted: set server.tls.passphrase to the words that it was encrypted with.'
      : 'A key begins with -----BEGIN PRIVATE KEY----- or -----BEGIN EC PRIVATE KEY-----; write the whole of it anew.';
    throw invalid(`The private key of server.tls.key ${placeOf(settings.key)}cannot be read.`, hint, error);
  }
  if (leaf.checkPrivateKey(parsed)) return;
  throw invalid(
    `The private key of server.tls.key does not belong to the certificate of server.tls.cert (${oneLine(leaf.subject)}).`,
    'Give the key that the certificate was made for; the certificate of the server comes first in its file, before its chain.',
  );
}

/** What only OpenSSL knows: a key too small for its security level, a chain that it cannot read. */
function assertUsable(material: Pick<ListenerMaterial, 'cert' | 'key' | 'passphrase' | 'clientCa'>): void {
  try {
    createSecureContext({ cert: material.cert, key: material.key, passphrase: material.passphrase, ca: material.clientCa });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid(`The certificates of server.tls cannot be used: ${why}.`, 'Make them anew, with a key of today’s size.', error);
  }
}

function placeOf(given: string): string {
  return PEM_BEGIN.test(given) ? '' : `(${given}) `;
}

function oneLine(subject: string): string {
  return subject.split('\n').toReversed().join(', ');
}

function invalid(detail: string, hint: string, cause?: unknown): AppError {
  return new AppError('invalid-configuration', detail, { hint, cause });
}

const DAY_MS = 86_400_000;
/** From then on people are told that it is time to renew. */
const SOON_MS = 14 * DAY_MS;

/** What a person should know of the dates of a certificate that is otherwise usable; undefined while all is well. */
export function validityWarning({ validFrom, validTo }: Pick<ListenerMaterial, 'validFrom' | 'validTo'>, now: number): string | undefined {
  if (validTo <= now) return `The certificate of the server has expired on ${day(validTo)}; clients refuse it`;
  if (validFrom > now) return `The certificate of the server is valid from ${day(validFrom)} on only; clients refuse it`;
  if (validTo - now < SOON_MS) return `The certificate of the server expires on ${day(validTo)}`;
  return undefined;
}

function day(time: number): string {
  return new Date(time).toISOString().replace('.000', '');
}
