/** A reader that asks for a stream and never reads: how much the sidecar keeps for it, and what it finds when it reads at last. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { topicOf } from './target.ts';

/** What it gets besides what all get, so that its buffers can be filled without the others. */
export const DEAF_TOPIC = 'bench/deaf';

/** How long it reads at the end. */
const READING_MS = 2_000;

export class DeafReader implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #origin: string;
  readonly #others: number;

  private constructor(socket: Socket, origin: string, others: number) {
    this.#socket = socket;
    this.#origin = origin;
    this.#others = others;
    // Being cut off may come as a reset.
    socket.on('error', () => {});
  }

  /** @param others streams that are open, and have nothing waiting whenever this one is asked about */
  static async open(origin: string, others: number): Promise<DeafReader> {
    const { port, host } = new URL(origin);
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.pause();
    await once(socket, 'connect');
    const reader = new DeafReader(socket, origin, others);
    const query = [topicOf('shared', 0), DEAF_TOPIC].map((topic) => `topic=${encodeURIComponent(topic)}`).join('&');
    socket.write(`GET /mqttx/stream?${query} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    while ((await reader.pendingBytes()) === undefined) await delay(10);
    return reader;
  }

  /** What waits for it in the sidecar; undefined while it has no stream there. */
  async pendingBytes(): Promise<number | undefined> {
    const text = await (await fetch(`${this.#origin}/metrics`)).text();
    return gauge(text, 'streams') > this.#others ? gauge(text, 'stream_pending_bytes') : undefined;
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

function gauge(metrics: string, name: string): number {
  return Number(new RegExp(`^mqttx_sse_${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
}
