/**
 * Whom the client certificate of a connection names. The handshake has checked it against `server.tls.clientCa` by then; without
 * one the connection would not exist. Used where a request is authenticated.
 */
import type { Socket } from 'node:net';
import { TLSSocket, type PeerCertificate } from 'node:tls';

export interface CertificateIdentity {
  /** The common name; for subjects without one, the first alternative name, else the whole subject. */
  readonly username: string;
  /** The whole subject in one line, encoded so that two of one authority are never alike. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export function peerCertificate(socket: Socket): CertificateIdentity | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { subject, subjectaltname, valid_to: validTo } = socket.getPeerCertificate();
  // The types promise what a connection without a certificate does not have.
  return subject === undefined ? undefined : identityOf({ subject, subjectaltname, valid_to: validTo });
}

type Names = Pick<PeerCertificate, 'subject' | 'valid_to'> & { readonly subjectaltname: string | undefined };

function identityOf({ subject, subjectaltname = '', valid_to: validTo }: Names): CertificateIdentity {
  const parts = Object.entries(subject).flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}=${encodeURIComponent(one)}`));
  const [commonName] = [subject.CN ?? []].flat();
  const alternative = subjectaltname
    .split(', ')[0]
    ?.replace(/^[^:]*:/, '')
    .replace(/^"(.*)"$/, '$1');
  const named = [...parts, ...(parts.length === 0 ? [encodeURIComponent(subjectaltname)] : [])].join(',');
  return {
    username: [commonName, alternative, named].find((name) => name !== undefined && name !== '') ?? 'unnamed',
    subject: named,
    expiresAt: Date.parse(validTo),
  };
}
