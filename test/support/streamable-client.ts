/** Streamable HTTP spoken by hand: sessions, streams that can be cut and resumed, and requests of the revision without sessions. */
import { request, type IncomingMessage } from 'node:http';
import type { JsonRpc } from './raw-mcp-client.ts';
import { until } from './polling.ts';

const ACCEPT = 'application/json, text/event-stream';

export interface PostAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The messages of a JSON body or of an event stream. */
  readonly messages: JsonRpc[];
}

export async function postMcp(origin: string, body: unknown, headers: Record<string, string> = {}): Promise<PostAnswer> {
  const response = await fetch(`${origin}/mqttx/mcp`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept': ACCEPT, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const data = isStream ? parseEvents(text).map((event) => event.data) : [text];
  const messages = data.filter((json) => json.startsWith('{')).map((json): JsonRpc => JSON.parse(json));
  return { status: response.status, headers: response.headers, text, messages };
}

/** Opens a session; gives the headers that name it. */
export async function initialize(
  origin: string,
  protocolVersion = '2025-11-25',
  headers: Record<string, string> = {},
): Promise<Record<string, string>> {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  const { headers: answered, messages } = await postMcp(origin, { jsonrpc: '2.0', id: 0, method: 'initialize', params }, headers);
  const version = messages[0]?.result?.['protocolVersion'];
  return { 'Mcp-Session-Id': answered.get('mcp-session-id') ?? '', 'MCP-Protocol-Version': String(version), ...headers };
}

export async function callTool(
  origin: string,
  session: Record<string, string>,
  name: string,
  toolArguments: object = {},
): Promise<Record<string, unknown>> {
  const { messages, text } = await postMcp(
    origin,
    { jsonrpc: '2.0', id: name, method: 'tools/call', params: { name, arguments: toolArguments } },
    session,
  );
  const result = messages.find(({ id }) => id === name)?.result;
  if (result === undefined) throw new Error(`The call was not answered: ${text}`);
  return result;
}

/** What every request of 2026-07-28 says of itself. */
export const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'modern-test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A request of 2026-07-28, complete in itself. */
export function postModern(
  origin: string,
  method: string,
  params: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<PostAnswer> {
  const _meta = MODERN_META;
  const named = params['name'] ?? params['uri'];
  const name = typeof named === 'string' ? { 'Mcp-Name': named } : {};
  const standard = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method, ...name };
  return postMcp(origin, { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }, { ...standard, ...headers });
}

export async function callModern(
  origin: string,
  name: string,
  toolArguments: object = {},
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const { messages, text } = await postModern(origin, 'tools/call', { name, arguments: toolArguments }, headers);
  const result = messages.at(-1)?.result;
  if (result === undefined) throw new Error(`The call was not answered: ${text}`);
  return result;
}

export interface SseEvent {
  readonly id: string;
  readonly data: string;
}

function parseEvents(text: string): SseEvent[] {
  return text.split('\n\n').map((block) => {
    const value = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
    return { id: value('id'), data: value('data') };
  });
}

/** The GET stream of a session, which a test may cut and open again. */
export class McpEventStream {
  readonly messages: JsonRpc[] = [];
  readonly #origin: string;
  readonly #session: Record<string, string>;
  #response: IncomingMessage | undefined;
  #rest = '';
  lastEventId = '';
  status = 0;
  ended = false;

  constructor(origin: string, session: Record<string, string>) {
    this.#origin = origin;
    this.#session = session;
  }

  async open(headers: Record<string, string> = {}): Promise<void> {
    const resume = this.lastEventId === '' ? {} : { 'Last-Event-ID': this.lastEventId };
    const outgoing = request(`${this.#origin}/mqttx/mcp`, {
      agent: false,
      headers: { Accept: 'text/event-stream', ...this.#session, ...resume, ...headers },
    });
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      outgoing.once('response', resolve).once('error', reject).end(),
    );
    this.#response = response;
    this.#rest = '';
    this.ended = false;
    this.status = response.statusCode ?? 0;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text, response));
    response.on('error', () => {});
    response.on('close', () => {
      if (this.#response === response) this.ended = true;
    });
  }

  /** Goes away in the middle of whatever comes. */
  cut(): void {
    const response = this.#response;
    this.#response = undefined;
    response?.destroy();
  }

  waitFor(what: string, holds: () => boolean): Promise<void> {
    return until(what, holds);
  }

  #take(text: string, from: IncomingMessage): void {
    if (this.#response !== from) return;
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const { id, data } of parseEvents(blocks.join('\n\n'))) {
      if (id !== '') this.lastEventId = id;
      if (data.startsWith('{')) this.messages.push(JSON.parse(data));
    }
  }
}

/** The stream of a `subscriptions/listen` request; resolves once it has acknowledged. */
export async function listenModern(
  origin: string,
  uris: readonly string[],
  headers: Record<string, string> = {},
): Promise<{ readonly messages: JsonRpc[]; honored: unknown; updated(): unknown[]; close(): void }> {
  const params = { notifications: { resourceSubscriptions: uris }, _meta: MODERN_META };
  const outgoing = request(`${origin}/mqttx/mcp`, {
    method: 'POST',
    agent: false,
    headers: {
      'Content-Type': 'application/json',
      'Accept': ACCEPT,
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': 'subscriptions/listen',
      ...headers,
    },
  });
  outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: 'listen', method: 'subscriptions/listen', params }));
  const response = await new Promise<IncomingMessage>((resolve, reject) => outgoing.once('response', resolve).once('error', reject));
  const messages: JsonRpc[] = [];
  let rest = '';
  response.setEncoding('utf8').on('error', () => {});
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const { data } of parseEvents(blocks.join('\n\n'))) if (data.startsWith('{')) messages.push(JSON.parse(data));
  });
  await until('the listener is acknowledged', () => messages.length > 0);
  return {
    messages,
    honored: messages[0]?.params?.['notifications'],
    updated: () => messages.filter(({ method }) => method === 'notifications/resources/updated').map(({ params: told }) => told?.['uri']),
    close: () => void response.destroy(),
  };
}
