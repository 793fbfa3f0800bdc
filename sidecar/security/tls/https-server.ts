/**
 * HTTPS servers of one certificate, which may be renewed while they run, and plain HTTP told where it has gone wrong. Used by
 * the composition; it knows nothing of routes.
 */
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer } from 'node:https';
import { Socket } from 'node:net';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { AppError } from '../../errors.ts';
import { problemOf } from '../../http/problem.ts';
import type { Log } from '../../observe/log.ts';
import type { ListenerMaterial } from './listener-material.ts';

/** A client that opens a connection and says nothing holds it no longer. */
const HANDSHAKE_TIMEOUT_MS = 15_000;

/** `setSecureContext` takes nothing over from before: whatever is not the default has to be named each time. */
function contextOf({ cert, key, passphrase, clientCa }: ListenerMaterial): SecureContextOptions {
  return {
    cert,
    key,
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(clientCa === undefined ? {} : { ca: clientCa }),
  };
}

interface HttpsParts {
  readonly options: ServerOptions;
  readonly listener: RequestListener;
  readonly log: Pick<Log, 'debug'>;
}

export interface HttpsServers {
  create(): Server;
  /** Connections that exist stay as they are; those that follow see the new certificate. */
  renew(material: ListenerMaterial): void;
}

export function createHttpsServers(first: ListenerMaterial, { options, listener, log }: HttpsParts): HttpsServers {
  const servers = new Set<ReturnType<typeof createServer>>();
  let material = first;
  return {
    create() {
      const demandsCertificate = material.clientCa !== undefined;
      const server = createServer(
        {
          ...options,
          ...contextOf(material),
          handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
          requestCert: demandsCertificate,
          rejectUnauthorized: demandsCertificate,
        },
        listener,
      );
      server.on('tlsClientError', (error, secured) => {
        log.debug('A TLS connection was refused', { address: secured.remoteAddress ?? null, reason: error.message });
        answerPlainHttp(error, secured);
      });
      servers.add(server);
      server.once('close', () => servers.delete(server));
      return server;
    },
    renew(renewed) {
      material = renewed;
      for (const server of servers) server.setSecureContext(contextOf(renewed));
    },
  };
}

/** OpenSSL knows a request in clear when it sees one; the connection below TLS can still be written to then. */
function answerPlainHttp(error: Error, secured: TLSSocket): void {
  if (!('code' in error) || error.code !== 'ERR_SSL_HTTP_REQUEST') return;
  const below: unknown = Reflect.get(secured, '_parent');
  if (!(below instanceof Socket) || !below.writable) return;
  const body = JSON.stringify(problemOf(new AppError('https-required')));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  // The client may be gone already, and then hears nothing.
  below.on('error', () => {});
  below.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
