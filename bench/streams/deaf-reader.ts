/** A reader that asks for a stream and never reads: how much the sidecar keeps for it, and what it finds when it reads at last. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { topicOf } from './target.ts';

const snapshotSchema = z.object({ streams: z.array(z.object({ address: z.string(), pendingBytes: z.number() })) });

/** How long it reads at the end. */
const READING_MS = 2_000;

export class DeafReader implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #origin: string;
  readonly #adminToken: string;
  readonly #address: string;

  private constructor(socket: Socket, origin: string, adminToken: string) {
    this.#socket = socket;
    this.#origin = origin;
    this.#adminToken = adminToken;
    this.#address = `127.0.0.1:${socket.localPort}`;
    // Being cut off may come as a reset.
    socket.on('error', () => {});
  }

  static async open(origin: string, adminToken: string): Promise<DeafReader> {
    const { port, host } = new URL(origin);
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.pause();
    await once(socket, 'connect');
    const reader = new DeafReader(socket, origin, adminToken);
    socket.write(`GET /mqttx/stream?topic=${encodeURIComponent(topicOf('shared', 0))} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    while ((await reader.pendingBytes()) === undefined) await delay(10);
    return reader;
  }

  /** What waits for it in the sidecar; undefined while it has no stream there. */
  async pendingBytes(): Promise<number | undefined> {
    const response = await fetch(`${this.#origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: `Bearer ${this.#adminToken}` } });
    const { streams } = snapshotSchema.parse(await response.json());
    return streams.find(({ address }) => address === this.#address)?.pendingBytes;
  }

  /** Reads what is there for it, and says how it ends. */
  async readOn(): Promise<string> {
    let isTold = false;
    let rest = '';
    const socket = this.#socket;
    socket.setEncoding('latin1').on('data', (text: string) => {
      rest = rest.slice(-100) + text;
      isTold ||= rest.includes('event: gap');
    });
    socket.resume();
    const closed = socket.closed ? Promise.resolve(true) : once(socket, 'close').then(() => true);
    const isCut = await Promise.race([closed, delay(READING_MS, false)]);
    if (isCut) return 'cut off';
    return isTold ? 'told of the gap' : 'neither cut off nor told';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, 'close');
    this.#socket.destroy();
    await closed;
  }
}
