/**
 * Takes the socket of a request out of Node's HTTP server, for responses that last: whoever asks writes head and body
 * itself. What HTTP keeps for each connection (parser, request, response, listeners: more than all that a stream needs)
 * is given back. `open-servers.ts` is told by an event on the socket.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as endOfTick } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/** Emitted on a socket that HTTP is no longer responsible for. */
export const TAKEN_OVER = 'taken-over';

/**
 * The listeners that node:http puts on each socket: `socketOnData`, `bound socketOnClose`, `onSocketPause` … Those of TLS
 * (`onSocketClose`, `onSocketCloseDestroySSL`, `onSocketTLSError`) are as like them as can be, and have to stay: the second ends
 * the encryption.
 */
const HTTP_LISTENER = /^(?:bound )?(?:socketOn[A-Z]|onSocket(?:Pause|Resume)$)/;

/**
 * Resolves with the socket, which discards what the client still sends; undefined if the client has left meanwhile.
 * Rejects with `invalid-request` where the response does not have the connection to itself; it can answer that.
 */
export async function leaveHttp(request: IncomingMessage, response: ServerResponse): Promise<Socket | undefined> {
  // The parser may be at work further up the stack.
  await endOfTick();
  const { socket } = response;
  if (request.destroyed && !request.complete) return undefined;
  if (!request.complete)
    throw new AppError('invalid-request', 'The request has a body, and none is taken here.', { hint: 'Send a GET without a body.' });
  if (socket === null) {
    if (request.socket.destroyed) return undefined;
    throw new AppError('invalid-request', 'An earlier response on this connection is not complete.', { hint: 'Do not pipeline requests.' });
  }
  if (socket.destroyed) return undefined;
  socket.emit(TAKEN_OVER);
  // For HTTP the response is done without having written anything: it lets go of request and response, and closes neither.
  const closed = once(response, 'close');
  response.emit('finish');
  await closed;
  // A request that was pipelined has got the connection now; what is answered to it would stand in the middle of the stream.
  if (Reflect.get(socket, '_httpMessage')) socket.destroy();
  releaseParser(socket);
  return socket.destroyed ? undefined : socket;
}

function releaseParser(socket: Socket): void {
  socket.setTimeout(0);
  for (const event of socket.eventNames()) {
    for (const listener of socket.listeners(event)) {
      if (!HTTP_LISTENER.test(listener.name)) continue;
      socket.removeListener(event, isListener(listener) ? listener : () => {});
      // HTTP's own way of giving the parser back, which it takes when a socket closes; no request is under way any more.
      if (event === 'close') Reflect.apply(listener, socket, []);
    }
  }
  // HTTP has put its own in front of these, to notice when the socket is used otherwise: this is the case now.
  // Put back and not deleted, which would make a slow and large dictionary of the socket.
  for (const name of ['on', 'addListener', 'prependListener', 'setEncoding']) {
    Reflect.set(socket, name, Reflect.get(Object.getPrototypeOf(socket), name));
  }
  socket.resume();
}

function isListener(listener: Function): listener is (...args: unknown[]) => void {
  return typeof listener === 'function';
}
