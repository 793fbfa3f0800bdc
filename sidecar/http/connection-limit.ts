/**
 * How many connections one address may have at a time. One too many is answered with 429 and closed, so that whoever sits there
 * learns why; an address that goes on opening them regardless is cut without a word. Used by
 * the Express app, whose composition says which addresses are not counted.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../errors.ts';
import { clientNetwork } from '../security/client-network.ts';
import { Places } from '../security/places.ts';
import { sendProblem } from './problem.ts';

interface ConnectionLimitParts {
  readonly perAddress: number;
  /** Addresses behind which are many: this machine's own, and those of proxies. */
  readonly isExempt: (address: string) => boolean;
}

export interface ConnectionLimit {
  /** To be called with each server before it listens. */
  guard(server: Server): void;
  /** Middleware: answers requests on connections that are one too many. */
  refuse(request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void;
}

/** How long a connection that is one too many may take to ask, and so to learn that it is. */
const LAST_WORD_MS = 5_000;

export function createConnectionLimit({ perAddress, isExempt }: ConnectionLimitParts): ConnectionLimit {
  const served = new Places(perAddress);
  const refused = new Places(perAddress);
  /** By address and port: over TLS the request's socket is another object than the connection's. */
  const excess = new Set<string>();

  function admit(socket: Socket): void {
    const { remoteAddress: address } = socket;
    if (address === undefined || isExempt(address)) return;
    const network = clientNetwork(address);
    if (!served.isFull(network)) {
      socket.once('close', served.take(network));
    } else if (refused.isFull(network)) {
      socket.destroy();
    } else {
      const leave = refused.take(network);
      const peer = peerOf(socket);
      excess.add(peer);
      const timer = setTimeout(() => socket.destroy(), LAST_WORD_MS);
      socket.once('close', () => {
        clearTimeout(timer);
        excess.delete(peer);
        leave();
      });
    }
  }

  return {
    guard(server) {
      server.on('connection', admit);
    },
    refuse(request, response, next) {
      if (!excess.has(peerOf(request.socket))) return next();
      response.shouldKeepAlive = false;
      sendProblem(
        response,
        new AppError(
          'too-many-requests',
          `${perAddress} connections are open from your address, which is the limit (limits.connectionsPerAddress).`,
        ),
      );
    },
  };
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
