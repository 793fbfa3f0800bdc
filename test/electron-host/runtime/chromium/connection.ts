/**
 * The DevTools protocol over Chromium's debugging pipe: commands with their answers, and events by session. Used by
 * the window side of the host; Playwright speaks to the same Chromium over its own web socket. Knows no Electron.
 */
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { z } from 'zod';
import { envelope } from './protocol.ts';

interface Pending {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Commands and events of one target, or of the browser itself when `sessionId` is absent. */
export class CdpSession {
  readonly #connection: CdpConnection;
  readonly #sessionId: string | undefined;
  readonly #events = new EventEmitter().setMaxListeners(0);

  constructor(connection: CdpConnection, sessionId: string | undefined) {
    this.#connection = connection;
    this.#sessionId = sessionId;
  }

  /** Sends a command whose answer matters. Rejects with Chromium's own message. */
  async ask<S extends z.ZodType>(method: string, params: object, schema: S): Promise<z.output<S>> {
    return schema.parse(await this.send(method, params));
  }

  send(method: string, params: object = {}): Promise<unknown> {
    return this.#connection.send(method, params, this.#sessionId);
  }

  /** Sends a command whose failure means no more than that its page has gone meanwhile. */
  tell(method: string, params: object = {}): void {
    this.send(method, params).catch(() => {});
  }

  listen<S extends z.ZodType>(method: string, schema: S, listener: (params: z.output<S>) => void): void {
    this.#events.on(method, (params: unknown) => listener(schema.parse(params)));
  }

  /** Resolves with the next event of that name. */
  next(method: string): Promise<void> {
    return new Promise((resolve) => this.#events.once(method, () => resolve()));
  }

  /** Hands in an event that arrived for this session. */
  deliver(method: string, params: unknown): void {
    this.#events.emit(method, params);
  }
}

export class CdpConnection {
  readonly browser = new CdpSession(this, undefined);
  readonly #sessions = new Map<string, CdpSession>();
  readonly #pending = new Map<number, Pending>();
  readonly #output: Writable;
  #lastId = 0;
  #parts: Buffer[] = [];

  /** @param input what Chromium writes, @param output what it reads: JSON texts, each ended by a NUL byte */
  constructor(input: Readable, output: Writable) {
    this.#output = output;
    input.on('data', (chunk: Buffer) => this.#read(chunk));
    // Both ends break when Chromium ends; its exit is reported by whoever started it.
    input.on('error', () => {});
    output.on('error', () => {});
  }

  session(sessionId: string): CdpSession {
    const session = new CdpSession(this, sessionId);
    this.#sessions.set(sessionId, session);
    return session;
  }

  send(method: string, params: object, sessionId: string | undefined): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject });
      this.#output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#parts, rest.subarray(0, end)]).toString();
      this.#parts = [];
      rest = rest.subarray(end + 1);
      this.#receive(text);
    }
    if (rest.length > 0) this.#parts.push(rest);
  }

  #receive(text: string): void {
    const message = envelope.parse(JSON.parse(text));
    if (message.id !== undefined) {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.error) pending?.reject(new Error(`${pending.method}: ${message.error.message}`));
      else pending?.resolve(message.result);
    } else if (message.method !== undefined) {
      const session = message.sessionId === undefined ? this.browser : this.#sessions.get(message.sessionId);
      session?.deliver(message.method, message.params);
    }
  }
}
