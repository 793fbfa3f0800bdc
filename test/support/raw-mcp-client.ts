/**
 * A client that speaks the documented protocol by hand: it opens the event stream, posts JSON, and keeps whatever comes,
 * without any MCP library between it and the wire.
 */
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface RawEvent {
  readonly event: string;
  readonly data: string;
}

export interface JsonRpc {
  readonly jsonrpc: string;
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

const WAIT_MS = 30_000;

export class RawMcpClient {
  readonly response: IncomingMessage;
  readonly events: RawEvent[] = [];
  /** JSON-RPC messages received so far. */
  readonly messages: JsonRpc[] = [];
  readonly #origin: string;
  readonly #changed = new Set<() => void>();
  #rest = '';
  readonly #keepsAlive: boolean;
  #nextId = 1;
  ended = false;

  private constructor(origin: string, response: IncomingMessage, keepsAlive: boolean) {
    this.#origin = origin;
    this.#keepsAlive = keepsAlive;
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.on('close', () => {
      this.ended = true;
      this.#notify();
    });
    response.on('error', () => undefined);
  }

  static open(
    origin: string,
    // With `keepsAlive: false` each POST has a connection of its own, and none is left over.
    {
      path = '/mqttx/sse',
      headers = {},
      keepsAlive = true,
    }: { path?: string; headers?: Record<string, string>; keepsAlive?: boolean } = {},
  ): Promise<RawMcpClient> {
    return new Promise((resolve, reject) => {
      const outgoing = request(`${origin}${path}`, { agent: false, headers: { Accept: 'text/event-stream', ...headers } });
      outgoing.on('response', (response) => resolve(new RawMcpClient(origin, response, keepsAlive)));
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** Path of the message endpoint, as announced. */
  async endpoint(): Promise<string> {
    const { data } = await this.waitFor(({ event }) => event === 'endpoint');
    return data;
  }

  /** The first event that fits, of those that came or will come. */
  async waitFor(fits: (event: RawEvent) => boolean): Promise<RawEvent> {
    return this.#until(() => this.events.find(fits));
  }

  async waitForMessage(fits: (message: JsonRpc) => boolean): Promise<JsonRpc> {
    return this.#until(() => this.messages.find(fits));
  }

  async waitForEnd(): Promise<void> {
    await this.#until(() => this.ended || undefined);
  }

  async post(body: string | object, headers: Record<string, string> = { 'Content-Type': 'application/json' }): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const own = this.#keepsAlive ? headers : { ...headers, Connection: 'close' };
    return fetch(`${this.#origin}${await this.endpoint()}`, { method: 'POST', headers: own, body: text });
  }

  /** Posts a request and waits for its answer. */
  async request(method: string, params?: Record<string, unknown>): Promise<JsonRpc> {
    const id = this.#nextId;
    this.#nextId += 1;
    const response = await this.post({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) });
    if (response.status !== 202) throw new Error(`POST was answered with ${response.status}: ${await response.text()}`);
    return this.waitForMessage((message) => message.id === id && message.method === undefined);
  }

  async callTool(name: string, toolArguments: Record<string, unknown> = {}): Promise<ToolResult> {
    const { result, error } = await this.request('tools/call', { name, arguments: toolArguments });
    if (result === undefined) throw new Error(`The tool call failed: ${error?.code} ${error?.message}`);
    return toToolResult(result);
  }

  /** Goes away without a word. */
  destroy(): void {
    this.response.destroy();
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.split(/: ?(.*)/s));
      const value = (name: string): string => fields.find(([field]) => field === name)?.[1] ?? '';
      const event = { event: value('event'), data: value('data') };
      this.events.push(event);
      if (event.event === 'message') this.messages.push(JSON.parse(event.data));
    }
    this.#notify();
  }

  #notify(): void {
    for (const check of this.#changed) check();
  }

  async #until<T>(found: () => T | undefined): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const check = (): void => {
      const value = found();
      if (value !== undefined) resolve(value);
      else if (this.ended) reject(new Error(`The stream ended before anything fitting came. ${this.#last()}`));
    };
    this.#changed.add(check);
    check();
    const abort = new AbortController();
    try {
      return await Promise.race([promise, delay(WAIT_MS, undefined, { signal: abort.signal }).then(() => this.#giveUp())]);
    } finally {
      abort.abort();
      this.#changed.delete(check);
    }
  }

  #giveUp(): never {
    throw new Error(`Nothing fitting came within ${WAIT_MS} ms. ${this.#last()}`);
  }

  #last(): string {
    return `The last events: ${JSON.stringify(this.events.slice(-5))}`;
  }
}

export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
  readonly structured: Record<string, unknown>;
}

export function toToolResult(result: Record<string, unknown>): ToolResult {
  const { content, isError = false, structuredContent = {} } = result;
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  const text = typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : '';
  return { text, isError: isError === true, structured: Object.fromEntries(Object.entries(structuredContent ?? {})) };
}
