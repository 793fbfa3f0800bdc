/**
 * The servers that the listener opens, one for each address: HTTP, or HTTPS with a certificate that is renewed while they run
 * (`server.tls`). Used by the composition, which hands in what answers the requests.
 */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Log } from '../observe/log.ts';
import { createHttpsServers } from '../security/tls/https-server.ts';
import type { TlsSettings } from '../security/tls/listener-material.ts';
import { RenewedMaterial } from '../security/tls/renewed-material.ts';

interface ServersParts {
  readonly tls: (TlsSettings & { readonly reloadSeconds: number }) | undefined;
  readonly options: ServerOptions;
  readonly answer: RequestListener;
  /** Called with each server before it listens. */
  readonly prepare: (server: Server) => void;
  readonly log: Log;
}

export interface ListenerServers {
  create(): Server;
  /** Looks for renewed certificates from now on, until `close`. */
  watch(): void;
  close(): void;
  /** When the certificate expires, in milliseconds since the epoch; undefined without TLS. */
  readonly expiresAt: number | undefined;
}

/** @throws AppError `invalid-configuration` when the certificates cannot be used */
export function createServers({ tls, options, answer, prepare, log }: ServersParts): ListenerServers {
  function prepared(server: Server): Server {
    prepare(server);
    return server;
  }
  if (tls === undefined) return { create: () => prepared(createServer(options, answer)), watch() {}, close() {}, expiresAt: undefined };
  const material = new RenewedMaterial({
    settings: tls,
    intervalMs: tls.reloadSeconds * 1_000,
    log,
    onRenewed: (renewed) => servers.renew(renewed),
  });
  const servers = createHttpsServers(material.current, { options, listener: answer, log });
  return {
    create: () => prepared(servers.create()),
    watch: () => material.watch(),
    close: () => material.close(),
    get expiresAt() {
      return material.current.validTo;
    },
  };
}
