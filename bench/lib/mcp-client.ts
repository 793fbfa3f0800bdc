/**
 * A client of MCP over HTTP+SSE as the revision of 2024-11-05 has it: an event stream for what comes and a connection for what
 * goes. Written for measuring: an SDK's own work would be counted as the sidecar's.
 */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { LoadClient, LoadClientParts } from './load-client.ts';
import { PostConnection } from './post-connection.ts';

interface McpTarget {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly brokerPort: number;
}

/** Opens a session, initializes it, connects it to the broker and subscribes. */
export async function openMcpClient({ origin, brokerPort }: McpTarget, parts: LoadClientParts): Promise<LoadClient> {
  const session = await McpLoadSession.open(origin, parts.onMessage);
  await session.initialize();
  await session.callTool('mqttConnect', { host: '127.0.0.1', port: brokerPort, clientId: parts.clientId });
  await session.callTool('mqttSubscribe', { topic: parts.filter, qos: 0 });
  return {
    publish: (topic, payload) => session.callTool('mqttPublish', { topic, payload, qos: 1 }),
    close: () => session.close(),
  };
}

const messageSchema = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.object({ payload: z.string().optional() }).optional(),
  result: z.object({ isError: z.boolean().optional() }).optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});

type Message = z.output<typeof messageSchema>;

export class McpLoadSession {
  readonly #stream: IncomingMessage;
  readonly #outbound: PostConnection;
  readonly #onMessage: (payload: string) => void;
  readonly #endpoint = Promise.withResolvers<string>();
  readonly #pending = new Map<number, PromiseWithResolvers<void>>();
  #path = '';
  #rest = '';
  #nextId = 1;

  private constructor(origin: string, stream: IncomingMessage, onMessage: (payload: string) => void) {
    this.#stream = stream;
    this.#outbound = new PostConnection(origin, (reason) => this.#fail(reason));
    this.#onMessage = onMessage;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#take(text));
    stream.on('error', (error) => this.#fail(error));
    stream.on('close', () => this.#fail(new Error('The event stream ended.')));
  }

  static async open(origin: string, onMessage: (payload: string) => void): Promise<McpLoadSession> {
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${origin}/mqttx/sse`, { agent: false }).on('response', resolve).on('error', reject).end();
    });
    const session = new McpLoadSession(origin, stream, onMessage);
    session.#path = await session.#endpoint.promise;
    return session;
  }

  async initialize(): Promise<void> {
    await this.#call('initialize', { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'bench', version: '1' } });
    await this.#post({ method: 'notifications/initialized' });
  }

  /** Resolves with the arrival of the answer; rejects when it is an error, the tool's or the protocol's. */
  callTool(name: string, toolArguments: Record<string, unknown>): Promise<void> {
    return this.#call('tools/call', { name, arguments: toolArguments });
  }

  async close(): Promise<void> {
    this.#outbound.close();
    if (this.#stream.closed) return;
    const closed = once(this.#stream, 'close');
    this.#stream.destroy();
    await closed;
  }

  async #call(method: string, params: Record<string, unknown>): Promise<void> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = Promise.withResolvers<void>();
    this.#pending.set(id, answer);
    await this.#post({ id, method, params });
    await answer.promise;
  }

  #post(message: Record<string, unknown>): Promise<void> {
    return this.#outbound.post(this.#path, JSON.stringify({ jsonrpc: '2.0', ...message }));
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      if (event === 'endpoint') this.#endpoint.resolve(data);
      else if (event === 'message') this.#dispatch(messageSchema.parse(JSON.parse(data)));
    }
  }

  #dispatch({ id = 0, method, params, result, error }: Message): void {
    if (method === 'notifications/message') {
      if (params?.payload !== undefined) this.#onMessage(params.payload);
      return;
    }
    const answer = this.#pending.get(id);
    this.#pending.delete(id);
    if (error !== undefined) answer?.reject(new Error(`Error ${error.code}: ${error.message}`));
    else if (result?.isError === true) answer?.reject(new Error('A tool answered with an error.'));
    else answer?.resolve();
  }

  #fail(reason: Error): void {
    this.#endpoint.reject(reason);
    for (const answer of this.#pending.values()) answer.reject(reason);
    this.#pending.clear();
  }
}
