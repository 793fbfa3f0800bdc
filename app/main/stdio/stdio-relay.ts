/**
 * One client on standard input and output, and its session on the sidecar: every message goes through as it is. The session is
 * opened with the client's own `initialize`, and opened again with the same one when the sidecar was restarted, so that the client
 * need not be. A request whose answer was lost is answered with an error: it may have been done, so it is not repeated.
 */
import {
  isInitializeRequest,
  isJSONRPCRequest,
  isJSONRPCResponse,
  SdkHttpError,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
  type StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { z } from 'zod';
import { AppError } from '../../../sidecar/errors.ts';

type Server = StreamableHTTPClientTransport;

interface RelayParts {
  readonly client: Transport;
  /** Opens the way to the sidecar that runs now, not started yet. @throws AppError when there is none */
  readonly connect: () => Promise<Server>;
  /** For the client's own log: standard error. */
  readonly onTrouble: (line: string) => void;
}

/** How long requests that were under way when the client closed its end may still take. */
const LAST_ANSWERS_MS = 2000;
/** How long the sidecar may take to open a session anew. */
const REPLAY_MS = 10_000;
/** JSON-RPC's "internal error". */
const INTERNAL_ERROR = -32_603;

const initializeResult = z.object({ protocolVersion: z.string() });

export class StdioRelay {
  readonly #parts: RelayParts;
  /** What the client waits for, and whether the sidecar has it: until then its own sending tells what becomes of it. */
  readonly #waiting = new Map<RequestId, 'sending' | 'sent'>();
  /** Requests of our own. */
  readonly #own = new Map<RequestId, () => void>();
  /** Messages on their way. */
  readonly #sending = new Set<Promise<void>>();
  #server: Promise<Server> | undefined;
  #initialize: JSONRPCRequest | undefined;
  #lastId = 0;
  #onIdle: (() => void) | undefined;

  constructor(parts: RelayParts) {
    this.#parts = parts;
  }

  /** Resolves once the client has closed its end and everything is given back. */
  async run(): Promise<void> {
    const { client } = this.#parts;
    const closed = Promise.withResolvers<void>();
    client.onmessage = (message) => void this.#forward(message);
    client.onerror = (error) => this.#parts.onTrouble(`A message of the client was not understood: ${error.message}`);
    client.onclose = () => closed.resolve();
    await client.start();
    await closed.promise;
    await this.#end();
  }

  async #forward(message: JSONRPCMessage): Promise<void> {
    if (isJSONRPCRequest(message)) this.#waiting.set(message.id, 'sending');
    try {
      await this.#send(message);
      if (isJSONRPCRequest(message) && this.#waiting.has(message.id)) this.#waiting.set(message.id, 'sent');
    } catch (error) {
      this.#refuse(isJSONRPCRequest(message) ? [message.id] : [], error);
    }
  }

  async #send(message: JSONRPCMessage): Promise<void> {
    if (isInitializeRequest(message) && isJSONRPCRequest(message)) {
      this.#initialize = message;
      this.#drop(this.#server);
      this.#server = this.#connect();
    }
    const server = this.#reach();
    try {
      await this.#hand(await server, message);
    } catch (error) {
      if (isRefusal(error)) throw error;
      this.#drop(server);
      if (!reachedNobody(error)) throw error;
      await this.#hand(await this.#reach(), message);
    }
  }

  async #hand(server: Server, message: JSONRPCMessage): Promise<void> {
    const sending = server.send(message);
    this.#sending.add(sending);
    try {
      await sending;
    } finally {
      this.#sending.delete(sending);
    }
  }

  #reach(): Promise<Server> {
    this.#server ??= this.#connect().then((server) => this.#replay(server));
    return this.#server;
  }

  async #connect(): Promise<Server> {
    const server = await this.#parts.connect();
    server.onmessage = (message) => this.#receive(server, message);
    server.onerror = () => void this.#check(server);
    await server.start();
    return server;
  }

  /** Opens the session anew as the client did; clients of the revision without sessions never did. */
  async #replay(server: Server): Promise<Server> {
    if (this.#initialize === undefined) return server;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const patience = setTimeout(() => reject(lost()), REPLAY_MS);
    await server.send({ ...this.#initialize, id: this.#ownId(resolve) });
    await promise;
    clearTimeout(patience);
    await server.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return server;
  }

  #receive(server: Server, message: JSONRPCMessage): void {
    if (isJSONRPCResponse(message) && message.id !== undefined) {
      const { id } = message;
      const own = this.#own.get(id);
      if (own !== undefined || id === this.#initialize?.id) {
        const result = 'result' in message ? initializeResult.safeParse(message.result) : undefined;
        if (result?.success === true) server.setProtocolVersion(result.data.protocolVersion);
      }
      this.#own.delete(id);
      own?.();
      if (own !== undefined) return;
      this.#settle(id);
    }
    this.#tell(message);
  }

  /** Something broke between here and the sidecar. Streams come back by themselves as long as the session is still there. */
  async #check(server: Server): Promise<void> {
    const known = this.#server;
    if (known === undefined || (await known.catch(() => undefined)) !== server) return;
    const mayBeLost = [...this.#waiting].filter(([, stage]) => stage === 'sent').map(([id]) => id);
    try {
      await server.send({ jsonrpc: '2.0', method: 'ping', id: this.#ownId(() => undefined) });
    } catch {
      this.#drop(known);
      if (mayBeLost.length > 0) this.#refuse(mayBeLost, lost());
    }
  }

  /** Closed, since its streams would try to come back; but what is on its way tells by itself what becomes of it. */
  #drop(server: Promise<Server> | undefined): void {
    if (this.#server === server) this.#server = undefined;
    void Promise.allSettled(this.#sending)
      .then(() => server)
      .then((opened) => opened?.close())
      .catch(() => undefined);
  }

  #refuse(ids: readonly RequestId[], error: unknown): void {
    const message = describe(error);
    this.#parts.onTrouble(message);
    for (const id of ids) {
      // It may have been answered meanwhile.
      if (!this.#waiting.has(id)) continue;
      this.#settle(id);
      this.#tell({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message } });
    }
  }

  #settle(id: RequestId): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#onIdle?.();
  }

  /** A client that has closed its end hears nothing more. */
  #tell(message: JSONRPCMessage): void {
    this.#parts.client.send(message).catch(() => undefined);
  }

  #ownId(answered: () => void): string {
    this.#lastId += 1;
    const id = `relay-${this.#lastId}`;
    this.#own.set(id, answered);
    return id;
  }

  async #end(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    const patience = setTimeout(resolve, LAST_ANSWERS_MS);
    if (this.#waiting.size > 0) await promise;
    clearTimeout(patience);
    const server = await this.#server?.catch(() => undefined);
    await server?.terminateSession().catch(() => undefined);
    await server?.close();
  }
}

function lost(): AppError {
  return new AppError('sidecar-not-running', 'The connection to MQTTX SSE Server was lost before it answered.', {
    hint: 'It may have been done all the same; look before you try again.',
  });
}

/** What the sidecar refused tells why; anything else is a connection that broke. */
function describe(error: unknown): string {
  if (error instanceof SdkHttpError) return error.message;
  const { message, hint } = error instanceof AppError ? error : lost();
  return `${message} ${hint}`;
}

/** The sidecar answered, and not that it knows no such session. */
function isRefusal(error: unknown): boolean {
  return error instanceof SdkHttpError && error.status !== 404;
}

/** No session of that name, or nobody listens: nothing can have been done with the message. */
function reachedNobody(error: unknown): boolean {
  if (error instanceof SdkHttpError) return error.status === 404;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
