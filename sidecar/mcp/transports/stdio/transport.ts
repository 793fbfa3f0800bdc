/**
 * MCP over a pair of streams, one JSON-RPC message a line ("Transports", stdio). Made by serve-stdio.ts for standard input and
 * output. Unlike the SDK's own it answers a line that is no message, bounds what waits for a client that does not read, and
 * gives what is under way a moment when the input ends, so that a pipe that closes at once still gets its answers.
 */
import type { Readable, Writable } from 'node:stream';
import { isJSONRPCRequest, type JSONRPCMessage, type MessageExtraInfo, type RequestId } from '@modelcontextprotocol/server';
import { AppError, toAppError } from '../../../errors.ts';
import { parseJson } from '../../../http/json-body.ts';
import type { SessionTransport } from '../../session.ts';
import { parseInbound } from '../inbound.ts';
import { LineReader } from './line-reader.ts';

/** What a client means that names no version: the first one, which all of them understand. */
const ASSUMED_VERSION = '2024-11-05';
const MAX_DEPTH = 64;

interface StdioTransportParts {
  readonly input: Readable;
  readonly output: Writable;
  readonly maxLineBytes: number;
  /** Bytes that may wait for the client before notifications are dropped. */
  readonly bufferBytes: number;
  /** How long requests may go on once the input has ended. */
  readonly lastAnswersMs: number;
  readonly onReceived: () => void;
  /** What the SDK is to see in place of a message that asks to be told of resources, once they are watched. */
  readonly listens: { take(message: JSONRPCMessage): Promise<JSONRPCMessage | undefined> | undefined; cancel(id: RequestId): void };
  readonly onSent: () => void;
  readonly onEnd: () => void;
}

export class StdioTransport implements SessionTransport {
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #parts: StdioTransportParts;
  readonly #lines: LineReader;
  readonly #underWay = new Set<RequestId>();
  #inputEnded = false;
  #closed = false;

  constructor(parts: StdioTransportParts) {
    this.#parts = parts;
    this.#lines = new LineReader(parts.maxLineBytes);
  }

  async start(): Promise<void> {
    const { input, output } = this.#parts;
    input.on('data', this.#take);
    input.once('end', this.#noMore);
    input.once('close', this.#noMore);
    input.on('error', this.#fail);
    // A client that is gone: there is nobody left to tell.
    output.on('error', this.#fail);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#closed) return;
    this.#write(message);
    if ('id' in message && !('method' in message) && message.id !== undefined) this.#answered(message.id);
  }

  push(notification: JSONRPCMessage): boolean {
    if (this.#closed || this.#parts.output.writableLength > this.#parts.bufferBytes) return false;
    this.#write(notification);
    return true;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { input, onEnd } = this.#parts;
    input.off('data', this.#take);
    input.pause();
    this.onclose?.();
    onEnd();
  }

  readonly #take = (chunk: Buffer): void => {
    for (const line of this.#lines.take(chunk)) {
      if (this.#closed) return;
      if (line.ok) this.#receive(line.bytes);
      else this.#refuse(new AppError('body-too-large', `The line has more than ${this.#parts.maxLineBytes} bytes.`));
    }
  };

  #receive(line: Buffer): void {
    try {
      const parsed = parseJson(line, MAX_DEPTH);
      if (!parsed.ok) throw parsed.error;
      const message = parseInbound(parsed.value, ASSUMED_VERSION);
      this.#parts.onReceived();
      if (isJSONRPCRequest(message)) this.#underWay.add(message.id);
      else if ('method' in message && message.method === 'notifications/cancelled') this.#cancelled(message.params);
      const watching = this.#parts.listens.take(message);
      if (watching === undefined) this.onmessage?.(message);
      else void watching.then((narrowed) => narrowed && this.onmessage?.(narrowed));
    } catch (thrown) {
      this.#refuse(toAppError(thrown));
    }
  }

  /** JSON-RPC 2.0, section 5: the id of a message that cannot be read is null. */
  #refuse(error: AppError): void {
    const { rpcCode: code, advice: message } = error;
    this.#parts.output.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message, data: { code: error.code } } })}\n`);
  }

  readonly #noMore = (): void => {
    if (this.#inputEnded) return;
    this.#inputEnded = true;
    if (this.#underWay.size === 0) void this.close();
    else setTimeout(() => void this.close(), this.#parts.lastAnswersMs);
  };

  readonly #fail = (error: Error): void => {
    this.onerror?.(error);
    void this.close();
  };

  /** A cancelled request gets no answer. */
  #cancelled(params: Readonly<Record<string, unknown>> | undefined): void {
    const id = params?.['requestId'];
    if (typeof id !== 'string' && typeof id !== 'number') return;
    this.#parts.listens.cancel(id);
    this.#answered(id);
  }

  #answered(id: RequestId): void {
    this.#underWay.delete(id);
    if (this.#inputEnded && this.#underWay.size === 0) void this.close();
  }

  #write(message: JSONRPCMessage): void {
    this.#parts.output.write(`${JSON.stringify(message)}\n`);
    this.#parts.onSent();
  }
}
