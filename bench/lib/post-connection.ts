/**
 * One kept-alive HTTP/1.1 connection on which a client posts its messages. Written by hand on a socket because `node:http` takes
 * longer for a request than the sidecar does for its part, and would be measured instead of it. It knows no more of HTTP than a
 * small POST and its small answer need.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Node's server closes a connection after 5 s without a request; a client that uses one just then would lose its message. */
const MAX_IDLE_MS = 4_000;

export class PostConnection {
  readonly #origin: URL;
  readonly #onRefused: (reason: Error) => void;
  #socket: Socket | undefined;
  #usedAt = 0;

  constructor(origin: string, onRefused: (reason: Error) => void) {
    this.#origin = new URL(origin);
    this.#onRefused = onRefused;
  }

  /** Resolves once the message is on its way; a status other than 202 is told to `onRefused` when it comes. */
  async post(path: string, body: string): Promise<void> {
    const now = performance.now();
    const isUsable = this.#socket?.writable === true && now - this.#usedAt < MAX_IDLE_MS;
    const socket = isUsable && this.#socket !== undefined ? this.#socket : await this.#open();
    this.#usedAt = now;
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${this.#origin.host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }

  close(): void {
    this.#socket?.destroy();
  }

  async #open(): Promise<Socket> {
    this.close();
    const socket = connect({ host: this.#origin.hostname, port: Number(this.#origin.port), noDelay: true });
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      for (const [, status] of text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
        if (status !== '202') this.#onRefused(new Error(`A message was answered with status ${status}.`));
      }
    });
    await once(socket, 'connect');
    socket.on('error', this.#onRefused);
    return socket;
  }
}
