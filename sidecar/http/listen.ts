/**
 * Opens the port. `localhost` means both loopback addresses on one port: browsers and clients try either first, and binding the
 * name would take one of the two. Used by the composition; what a busy port is told as, and how it all ends, is here as well.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors.ts';
import { trackServers, type OpenServers } from './open-servers.ts';

export interface Listener extends OpenServers {
  readonly port: number;
  /** The IP addresses, without brackets. */
  readonly addresses: readonly string[];
  readonly servers: readonly Server[];
}

interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one, the same on each address. */
  readonly port: number;
  /** Says who holds a port that is in use, as the end of the sentence "Port 4000 …". */
  readonly describeHolder: (port: number) => Promise<string>;
}

/** How often a free port of the first address is tried on the second. */
const MAX_TRIES = 20;

/**
 * @param createServer called once for each address; HTTP and HTTPS servers alike
 * @throws AppError `port-in-use`, `cannot-listen`
 */
export async function listen(createServer: () => Server, { host, port, describeHolder }: ListenOptions): Promise<Listener> {
  const wanted = host.toLowerCase() === 'localhost' ? ['127.0.0.1', '::1'] : [host.replace(/^\[(.*)\]$/, '$1')];
  for (let tries = 1; ; tries += 1) {
    const attempt = await listenOnAll(createServer, wanted, port);
    if (attempt.ok) return attempt.listener;
    const { address, failure } = attempt;
    const isBusy = codeOf(failure) === 'EADDRINUSE';
    if (isBusy && port === 0 && tries < MAX_TRIES) continue;
    if (isBusy) throw await portInUse(address, port, failure, describeHolder);
    throw cannotListen(address, port, failure);
  }
}

type Attempt =
  | { readonly ok: true; readonly listener: Listener }
  | { readonly ok: false; readonly address: string; readonly failure: unknown };

async function listenOnAll(createServer: () => Server, wanted: readonly string[], port: number): Promise<Attempt> {
  const servers = wanted.map(createServer);
  const open = trackServers(servers);
  const addresses: string[] = [];
  let taken = port;
  for (const [index, server] of servers.entries()) {
    const address = wanted[index] ?? '';
    try {
      const bound = await listenOn(server, address, taken);
      taken = bound.port;
      addresses.push(bound.address);
    } catch (failure) {
      // A machine without IPv6: the other address does alone.
      if (addresses.length > 0 && isMissingAddress(failure)) continue;
      await open.close({ graceMs: 0 });
      return { ok: false, address, failure };
    }
  }
  const listener: Listener = {
    port: taken,
    addresses,
    servers: servers.filter((server) => server.listening),
    get connections() {
      return open.connections;
    },
    close: (closing) => open.close(closing),
  };
  return { ok: true, listener };
}

function listenOn(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      const bound = server.address();
      if (bound === null || typeof bound === 'string') reject(new AppError('internal', `The server on ${host} has no address.`));
      else resolve(bound);
    });
  });
}

async function portInUse(
  address: string,
  port: number,
  cause: unknown,
  describeHolder: ListenOptions['describeHolder'],
): Promise<AppError> {
  return new AppError('port-in-use', `Port ${port} on ${address} ${await describeHolder(port)}.`, { cause });
}

function cannotListen(address: string, port: number, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('cannot-listen', `The server cannot listen on ${address}, port ${port}: ${reason}.`, { cause });
}

function isMissingAddress(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
