/**
 * Ends HTTP servers in order: no new connections, streams told to end by whoever owns them, requests given time to finish,
 * the rest cut. It counts sockets itself, because the server forgets those that a stream has taken over.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

interface Closing {
  /** How long what is under way may take. */
  readonly graceMs: number;
  /** Those who own streams: each ends its own, and resolves when their last bytes are handed over. */
  readonly endStreams?: readonly (() => void | Promise<void>)[];
}

export interface OpenServers {
  readonly connections: number;
  /** Resolves when every socket is closed, with the number of those that had to be cut; never rejects. */
  close(closing: Closing): Promise<{ readonly cut: number }>;
}

/** How often connections that have become idle are looked for. */
const SWEEP_MS = 50;

/** To be called before the servers listen, so that no socket escapes. */
export function trackServers(servers: readonly Server[]): OpenServers {
  const sockets = new Set<Socket>();
  for (const server of servers) {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  let closing: Promise<{ cut: number }> | undefined;

  async function close({ graceMs, endStreams = [] }: Closing): Promise<{ cut: number }> {
    const closed = Promise.all(servers.map(closeServer));
    const sweep = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), SWEEP_MS);
    let deadline: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, graceMs);
    });
    const finished = Promise.allSettled(endStreams.map(async (end) => end())).then(() => closed);
    await Promise.race([finished, timeUp]);
    clearInterval(sweep);
    clearTimeout(deadline);
    const cut = sockets.size;
    for (const socket of sockets) socket.destroy();
    await closed;
    return { cut };
  }

  return {
    get connections() {
      return sockets.size;
    },
    close: (options) => (closing ??= close(options)),
  };
}

/** A server that does not listen (any more) says so by an error, which is no trouble here. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
