/**
 * Ends HTTP servers in order: no new connections, streams told to end by whoever owns them, requests given time to finish,
 * the rest cut. It keeps its own account of sockets: the server's own takes one that a stream has taken over for idle, and
 * would cut it first.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { TAKEN_OVER } from './leave-http.ts';

interface Closing {
  /** How long what is under way may take. */
  readonly graceMs: number;
  /** Those who own streams: each ends its own. */
  readonly endStreams?: readonly (() => void | Promise<void>)[];
}

export interface OpenServers {
  readonly connections: number;
  /** Resolves when every socket is closed, with the number of those that had to be cut; never rejects. */
  close(closing: Closing): Promise<{ readonly cut: number }>;
}

/** To be called before the servers listen, so that no socket escapes. */
export function trackServers(servers: readonly Server[]): OpenServers {
  /** Every connection, also one that is still about its TLS handshake. */
  const connections = new Set<Socket>();
  /** The responses under way on each socket that HTTP is spoken on. */
  const responses = new Map<Socket, Set<ServerResponse>>();
  let closing: Promise<{ cut: number }> | undefined;

  for (const server of servers) {
    server.on('connection', (socket) => {
      connections.add(socket);
      socket.on('close', forget);
    });
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
      responses.set(socket, new Set());
      // From then on it is ended by its new owner, or cut with the rest.
      socket.once(TAKEN_OVER, leave);
      socket.on('close', leave);
    });
    server.prependListener('request', begin);
  }

  // One function for all sockets, called with the socket as `this`: one for each would be memory for each.
  function forget(this: Socket): void {
    connections.delete(this);
  }

  function leave(this: Socket): void {
    responses.delete(this);
  }

  function begin({ socket }: IncomingMessage, response: ServerResponse): void {
    const underWay = responses.get(socket);
    underWay?.add(response);
    if (closing !== undefined) announceEnd(response);
    response.once('close', () => {
      underWay?.delete(response);
      if (closing !== undefined && underWay?.size === 0 && responses.has(socket)) socket.destroySoon();
    });
  }

  function endIdle(): void {
    for (const [socket, underWay] of responses) {
      if (underWay.size === 0) socket.destroySoon();
      for (const response of underWay) announceEnd(response);
    }
  }

  async function close({ graceMs, endStreams = [] }: Closing): Promise<{ cut: number }> {
    const closed = Promise.all(servers.map(stopListening));
    endIdle();
    const finished = Promise.allSettled(endStreams.map(async (end) => end())).then(() => closed);
    await within(graceMs, finished);
    // The server is told of a socket's end a moment before we are.
    const left = [...connections].filter((socket) => !socket.destroyed);
    for (const socket of left) socket.destroy();
    await closed;
    for (const server of servers) server.close();
    return { cut: left.length };
  }

  return {
    get connections() {
      return connections.size;
    },
    close(options) {
      closing ??= Promise.resolve().then(() => close(options));
      return closing;
    },
  };
}

/** The server's own `close` cuts at once what it takes for idle; it is called at the end, for what else it has to tidy up. */
function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Not listening (any more) is an error there, and no trouble here.
    NetServer.prototype.close.call(server, () => resolve());
  });
}

/** RFC 9112, section 9.6: the client learns from `Connection: close` not to ask again on this connection. */
function announceEnd(response: ServerResponse): void {
  if (!response.headersSent) response.shouldKeepAlive = false;
}

async function within(timeMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeMs);
  });
  await Promise.race([work, timeUp]);
  clearTimeout(timer);
}
