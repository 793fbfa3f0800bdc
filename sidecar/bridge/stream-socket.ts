/**
 * The connection of one stream after it has left HTTP: head, framed writes, how much waits in it, its end. The one place that
 * touches the socket of a stream.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { leaveHttp } from '../http/leave-http.ts';
import { endOfBody, frame, type Framing } from './event-frame.ts';

/** How long a client that reads slowly has for the last words. */
const PARTING_MS = 5_000;

/** A peer that vanished is noticed by TCP only if it is asked. */
const KEEP_ALIVE_MS = 30_000;

export interface SocketListener {
  /** What waited has left; more may be written. */
  drained(): void;
  closed(): void;
}

export function framingOf({ httpVersion }: IncomingMessage): Framing {
  return httpVersion === '1.1' ? 'chunked' : 'plain';
}

/** Begins the response with the first part of its body. Resolves with undefined if the client has left; rejects as `leaveHttp` does. */
export async function openStreamSocket(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<StreamSocket | undefined> {
  const framing = framingOf(request);
  const head = headText(request, response, headers, framing);
  const socket = await leaveHttp(request, response);
  if (socket === undefined) return undefined;
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  socket.write(Buffer.concat([Buffer.from(head, 'latin1'), frame(body, framing)]));
  return new StreamSocket(socket, framing);
}

/** The headers that middlewares have set (CORS, security) and those of the stream. */
function headText(request: IncomingMessage, response: ServerResponse, own: Readonly<Record<string, string>>, framing: Framing): string {
  const closes = framing === 'plain' || /\bclose\b/i.test(request.headers.connection ?? '');
  const headers = {
    ...response.getHeaders(),
    ...own,
    Date: new Date().toUTCString(),
    Connection: closes ? 'close' : 'keep-alive',
    // RFC 9112, section 6.3: without chunks the end of the connection is the end of the body.
    ...(framing === 'chunked' ? { 'Transfer-Encoding': 'chunked' } : {}),
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one) => `${titleCase(name)}: ${one}\r\n`));
  return `HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`;
}

/** Names of headers are kept in lower case by Node. */
function titleCase(name: string): string {
  return name.replaceAll(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase());
}

export class StreamSocket {
  readonly framing: Framing;
  readonly #socket: Socket;
  #awaitsDrain = false;
  #listener: SocketListener | undefined;

  constructor(socket: Socket, framing: Framing) {
    this.#socket = socket;
    this.framing = framing;
  }

  /** Bytes that the connection has not taken yet. */
  get pendingBytes(): number {
    return this.#socket.writableLength;
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  listen(listener: SocketListener): void {
    this.#listener = listener;
    const socket = this.#socket;
    // Whatever goes wrong with the connection ends in 'close'.
    socket.on('error', ignore);
    socket.on('close', () => listener.closed());
    socket.on('end', endWithClient);
    if (socket.destroyed) setImmediate(() => listener.closed());
  }

  write(bytes: Buffer): void {
    const socket = this.#socket;
    if (!socket.writable) return;
    socket.write(bytes);
    if (socket.writableLength === 0 || this.#awaitsDrain) return;
    this.#awaitsDrain = true;
    // 'drain' comes only where the high-water mark was reached; the end of a write comes always.
    socket.write('', () => {
      this.#awaitsDrain = false;
      this.#listener?.drained();
    });
  }

  /** Ends the response in order, with a last word. */
  end(text: string): void {
    const socket = this.#socket;
    socket.write(frame(text, this.framing));
    socket.write(endOfBody(this.framing));
    socket.destroySoon();
    if (!socket.destroyed) setTimeout(() => socket.destroy(), PARTING_MS).unref();
  }

  cut(): void {
    this.#socket.destroy();
  }
}

function ignore(): void {}

/** A client that has closed its side does not read any more; as HTTP, and unlike TCP, takes it. */
function endWithClient(this: Socket): void {
  this.destroySoon();
}
