/**
 * One stream of a session, whatever connection carries it at the moment: it writes what its log holds, no faster than the
 * connection takes it, and goes on with the next connection where the one before was cut. Used by the transport.
 */
import type { ServerResponse } from 'node:http';
import type { LoggedStream } from './event-log.ts';

/** Bytes that may wait in a connection; what is beyond that waits in the log, which is bounded. */
const HIGH_WATER_BYTES = 64 * 1024;

export interface StreamSettings {
  readonly keepAliveMs: number;
  /** When a client whose stream ends is to come back. */
  readonly retryMs: number;
  /** An event without data tells where the stream begins; clients before 2025-11-25 take it for a broken message. */
  readonly primes: () => boolean;
  /** Told of events that left the log before they could be sent. */
  readonly onLost: (count: number) => void;
}

interface EventStreamParts extends StreamSettings {
  /** First part of the event ids; unique in the session. */
  readonly name: string;
  readonly log: LoggedStream;
}

export class EventStream {
  readonly name: string;
  readonly log: LoggedStream;
  readonly #settings: StreamSettings;
  #response: ServerResponse | undefined;
  #keepAlive: NodeJS.Timeout | undefined;
  /** Number of the event that was written last. */
  #written = 0;
  #complete = false;

  constructor({ name, log, ...settings }: EventStreamParts) {
    this.name = name;
    this.log = log;
    this.#settings = settings;
  }

  get isComplete(): boolean {
    return this.#complete;
  }

  append(data: string): void {
    this.log.append(data);
    this.#pump();
  }

  /** Nothing more will come; the connection ends once all is written. */
  complete(): void {
    this.#complete = true;
    this.#pump();
  }

  /**
   * Goes on with this connection; one that it had before is ended.
   * @param after number of the last event that the client has; without it, what was not written yet is next
   */
  attach(response: ServerResponse, headers: Readonly<Record<string, string>>, after?: number): void {
    this.detach();
    if (response.destroyed) return;
    this.#response = response;
    if (after !== undefined) this.#written = Math.min(after, this.log.last);
    response.writeHead(200, {
      ...headers,
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      // HTTP/1.0 knows no chunks: the end of the connection is the end of the stream.
      'Connection': response.req.httpVersionMinor === 0 ? 'close' : 'keep-alive',
    });
    response.socket?.setNoDelay(true);
    response.on('drain', () => this.#pump());
    response.once('close', () => this.#lose(response));
    response.once('error', () => this.#lose(response));
    const retry = `retry: ${this.#settings.retryMs}\n`;
    response.write(this.#settings.primes() ? `id: ${this.name}.${this.#written}\n${retry}data:\n\n` : `${retry}\n`);
    this.#keepAlive = setInterval(() => this.#beat(), this.#settings.keepAliveMs);
    this.#keepAlive.unref();
    this.#pump();
  }

  /** Ends the connection; the stream waits for another. */
  detach(retryMs?: number): void {
    const response = this.#response;
    if (response === undefined) return;
    this.#lose(response);
    if (retryMs !== undefined) response.write(`retry: ${retryMs}\n\n`);
    response.end();
  }

  #lose(response: ServerResponse): void {
    if (this.#response !== response) return;
    clearInterval(this.#keepAlive);
    this.#response = undefined;
  }

  #beat(): void {
    if ((this.#response?.writableLength ?? 0) === 0) this.#response?.write(': alive\n\n');
  }

  #pump(): void {
    const response = this.#response;
    if (response === undefined) return;
    while (response.writableLength < HIGH_WATER_BYTES && this.#written < this.log.last) this.#writeNext(response);
    if (this.#complete && this.#written === this.log.last) this.detach();
  }

  #writeNext(response: ServerResponse): void {
    const lost = this.log.evicted - this.#written;
    if (lost > 0) {
      this.#written = this.log.evicted;
      this.#settings.onLost(lost);
      // Without an id: it is no event of the stream and cannot be resumed from.
      response.write(`event: message\ndata: ${lossNotice(lost)}\n\n`);
      return;
    }
    this.#written += 1;
    // JSON has no line breaks, which would end the field.
    response.write(`id: ${this.name}.${this.#written}\nevent: message\ndata: ${this.log.get(this.#written) ?? '{}'}\n\n`);
  }
}

function lossNotice(dropped: number): string {
  const data = { reason: 'slow-consumer', dropped, hint: 'mqttReadMessages returns what is still held.' };
  return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'warning', logger: 'mqtt', data } });
}
