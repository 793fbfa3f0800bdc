/**
 * MCP's HTTP+SSE transport (protocol revision 2024-11-05, "Transports"): messages to the client as events on a response
 * that stays open, messages from it by POST. The SDK's server drives it; the routes feed it.
 */
import type { ServerResponse } from 'node:http';
import type { JSONRPCMessage, MessageExtraInfo } from '@modelcontextprotocol/server';
import type { SessionTransport } from '../../session.ts';

/** How many budgets an answer may exceed before the client counts as gone: answers are never dropped, only notifications. */
const ANSWER_BUDGETS = 4;

interface HttpSseTransportParts {
  readonly sessionId: string;
  readonly response: ServerResponse;
  /** What the client posts to: a path with its query, or a whole URL where a public one is known. */
  readonly endpoint: string;
  readonly heartbeatMs: number;
  /** Bytes that may wait for the client before notifications are dropped. */
  readonly bufferBytes: number;
  readonly onSent: () => void;
}

export class HttpSseTransport implements SessionTransport {
  readonly sessionId: string;
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #parts: HttpSseTransportParts;
  #heartbeat: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: HttpSseTransportParts) {
    this.#parts = parts;
    this.sessionId = parts.sessionId;
  }

  async start(): Promise<void> {
    const { response, endpoint } = this.#parts;
    if (response.closed) {
      this.#end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'Connection': response.req.httpVersionMinor === 0 ? 'close' : 'keep-alive',
    });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    // Without this a peer that vanished behind a silent network would be noticed only by the retransmission time-out.
    response.socket?.setKeepAlive(true, 30_000);
    response.once('close', () => this.#end());
    response.once('error', (error) => this.onerror?.(error));
    this.#write('endpoint', endpoint);
    // Timers of one length share one list in Node, so that a thousand sessions cost no more than one.
    this.#heartbeat = setInterval(() => this.#beat(), this.#parts.heartbeatMs);
    this.#heartbeat.unref();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#closed) return;
    if (this.#pendingBytes > this.#parts.bufferBytes * ANSWER_BUDGETS) {
      this.onerror?.(new Error('The client does not read; the session is closed.'));
      this.#parts.response.destroy();
      return;
    }
    this.#write('message', JSON.stringify(message));
    this.#parts.onSent();
  }

  push(notification: JSONRPCMessage): boolean {
    if (this.#closed || this.#pendingBytes > this.#parts.bufferBytes) return false;
    this.#write('message', JSON.stringify(notification));
    this.#parts.onSent();
    return true;
  }

  /** Tells an EventSource client when to come back, before an end that is not its fault. */
  announceRetry(ms: number): void {
    if (!this.#closed) this.#parts.response.write(`retry: ${ms}\n\n`);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#parts.response.end();
    this.#end();
  }

  #beat(): void {
    if (this.#pendingBytes <= this.#parts.bufferBytes) this.#write('heartbeat', String(Date.now()));
  }

  get #pendingBytes(): number {
    return this.#parts.response.writableLength;
  }

  /**
   * JSON and our own texts hold no line breaks, which would end the field. The chunk (RFC 9112, section 7.1) goes to the socket
   * in one piece: `response.write` makes four of it and holds them back until the end of the tick, which every push would pay.
   */
  #write(event: string, data: string): void {
    const { response } = this.#parts;
    const text = `event: ${event}\ndata: ${data}\n\n`;
    // There is no socket yet while an earlier response of a client that pipelines is not complete.
    if (response.socket === null) response.write(text);
    else response.socket.write(response.chunkedEncoding ? `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n` : text);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#heartbeat);
    this.onclose?.();
  }
}
