/**
 * MCP's Streamable HTTP with sessions (2025-03-26 to 2025-11-25, "Transports"): each request is answered on a stream of its own,
 * everything else goes to the one that a GET opened, and any of them resumes by `Last-Event-ID`. The routes feed it. It replaces
 * the SDK's own transport, whose writers are unbounded and whose pushes before the GET are lost.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  isJSONRPCRequest,
  type JSONRPCMessage,
  type MessageExtraInfo,
  type RequestId,
  type TransportSendOptions,
} from '@modelcontextprotocol/server';
import { AppError } from '../../../errors.ts';
import type { SessionTransport } from '../../session.ts';
import { EventLog } from './event-log.ts';
import { EventStream, type StreamSettings } from './event-stream.ts';

/** Streams of answered requests that may still be resumed. */
const MAX_FINISHED = 32;
/** Requests under way in one session. */
const MAX_REQUESTS = 256;
const STANDALONE = 'g';

interface StreamableHttpTransportParts extends StreamSettings {
  readonly sessionId: string;
  /** Bytes of answers, and as many of everything else, kept for resumption and for a client that does not read. */
  readonly bufferBytes: number;
  readonly onSent: () => void;
}

export class StreamableHttpTransport implements SessionTransport {
  readonly sessionId: string;
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #parts: StreamableHttpTransportParts;
  /** Apart, so that one large answer does not push out what a client has yet to come back for. */
  readonly #answers: EventLog;
  readonly #standalone: EventStream;
  readonly #byRequest = new Map<RequestId, EventStream>();
  /** The oldest first. */
  readonly #finished = new Map<string, EventStream>();
  #streams = 0;
  #closed = false;

  constructor(parts: StreamableHttpTransportParts) {
    this.#parts = parts;
    this.sessionId = parts.sessionId;
    this.#answers = new EventLog(parts.bufferBytes);
    this.#standalone = new EventStream({ ...parts, name: STANDALONE, log: new EventLog(parts.bufferBytes).open() });
  }

  async start(): Promise<void> {}

  /**
   * Takes a message of the client's; a request is answered on the response, anything else with 202.
   * @throws AppError `invalid-request` for the id of a request that is under way, `too-many-requests`
   */
  receive(message: JSONRPCMessage, response: ServerResponse): void {
    if (!isJSONRPCRequest(message)) {
      response.writeHead(202, this.#headers).end();
      this.onmessage?.(message);
      if ('method' in message && message.method === 'notifications/cancelled') this.#cancelled(message.params?.['requestId']);
      return;
    }
    if (this.#byRequest.has(message.id))
      throw new AppError('invalid-request', `A request with the id ${JSON.stringify(message.id)} is under way.`);
    if (this.#byRequest.size >= MAX_REQUESTS) {
      throw new AppError('too-many-requests', `${MAX_REQUESTS} requests of this session are under way, which is the limit.`);
    }
    this.#streams += 1;
    const stream = new EventStream({ ...this.#parts, name: `p${this.#streams}`, log: this.#answers.open() });
    this.#byRequest.set(message.id, stream);
    stream.attach(response, this.#headers);
    this.onmessage?.(message, { closeSSEStream: () => stream.detach(), closeStandaloneSSEStream: () => this.#standalone.detach() });
  }

  /** Serves a GET: the stream that its `Last-Event-ID` names, or the one of whatever belongs to no request. */
  listen({ headers }: IncomingMessage, response: ServerResponse): void {
    const [, name = '', number] = /^([gp]\d*)\.(\d+)$/.exec(String(headers['last-event-id'] ?? '')) ?? [];
    const stream = this.#named(name);
    if (stream === undefined) this.#standalone.attach(response, this.#headers);
    else stream.attach(response, this.#headers, Number(number));
  }

  async send(message: JSONRPCMessage, { relatedRequestId }: TransportSendOptions = {}): Promise<void> {
    if (this.#closed) return;
    this.#parts.onSent();
    const isAnswer = !('method' in message);
    const id = isAnswer ? message.id : relatedRequestId;
    const stream = id === undefined ? undefined : this.#byRequest.get(id);
    (stream ?? this.#standalone).append(JSON.stringify(message));
    if (isAnswer && id !== undefined && stream !== undefined) this.#finish(id, stream);
  }

  /** Never refuses: what the client does not fetch leaves the log in time, and is counted then. */
  push(notification: JSONRPCMessage): boolean {
    if (this.#closed) return false;
    this.#standalone.append(JSON.stringify(notification));
    this.#parts.onSent();
    return true;
  }

  /** Tells the client when to come back, before an end that is not its fault. */
  announceRetry(ms: number): void {
    for (const stream of [this.#standalone, ...this.#byRequest.values()]) stream.detach(ms);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const stream of [this.#standalone, ...this.#byRequest.values(), ...this.#finished.values()]) {
      stream.detach();
    }
    this.onclose?.();
  }

  get #headers(): Record<string, string> {
    return { 'Mcp-Session-Id': this.sessionId };
  }

  #named(name: string): EventStream | undefined {
    if (name === STANDALONE) return this.#standalone;
    return this.#finished.get(name) ?? [...this.#byRequest.values()].find((stream) => stream.name === name);
  }

  /** A cancelled request gets no answer. */
  #cancelled(id: unknown): void {
    if (typeof id !== 'string' && typeof id !== 'number') return;
    const stream = this.#byRequest.get(id);
    if (stream !== undefined) this.#finish(id, stream);
  }

  #finish(id: RequestId, stream: EventStream): void {
    this.#byRequest.delete(id);
    stream.complete();
    this.#finished.set(stream.name, stream);
    const [oldest] = this.#finished.values();
    if (this.#finished.size <= MAX_FINISHED || oldest === undefined) return;
    this.#finished.delete(oldest.name);
    this.#answers.forget(oldest.log);
  }
}
