/**
 * One client's session: its MCP server, its broker connections, and what is told of it. It lives as long as its transport
 * and gives everything back when that closes.
 */
import { randomBytes } from 'node:crypto';
import type { JSONRPCMessage, McpServer, Transport } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { HubMessage } from '../hub/message.ts';
import { messageToJson, withIdentifiers } from '../mqtt/message-json.ts';
import { isExpired, type Principal } from '../security/principal.ts';
import type { TopicWatches } from './resources/topic-watches.ts';
import type { MqttScope } from './scope.ts';

/** Severities of MCP's logging utility (RFC 5424), the least first. */
const LOG_LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

const levelParams = z.object({ level: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }) });

/** What a session needs of its transport beside the SDK's interface. */
export interface SessionTransport extends Transport {
  /** Sends a notification unless the client is too slow to read; tells whether it was sent. */
  push(notification: JSONRPCMessage): boolean;
}

export interface ClientInfo {
  readonly name: string;
  readonly version: string;
}

interface SessionParts {
  readonly id: string;
  readonly transportKind: 'http-sse' | 'streamable-http' | 'stdio';
  readonly transport: SessionTransport;
  readonly principal: Principal;
  /** Remote address and port; null for stdio. */
  readonly address: string | null;
  readonly now: () => number;
  readonly createScope: (session: McpSession) => MqttScope;
  readonly createWatches: (session: McpSession) => TopicWatches;
  readonly createServer: (session: McpSession, era: Era) => McpServer;
}

/** `legacy`: `initialize` and a session, up to 2025-11-25. `modern`: every request speaks for itself, from 2026-07-28. */
export type Era = 'legacy' | 'modern';

/** 256 random bits in URL-safe letters. */
export function createSessionId(): string {
  return randomBytes(32).toString('base64url');
}

export class McpSession {
  readonly id: string;
  readonly transportKind: SessionParts['transportKind'];
  readonly address: string | null;
  readonly since: number;
  readonly scope: MqttScope;
  /** The resources whose changes the client is told of. */
  readonly watches: TopicWatches;
  readonly server: McpServer;
  readonly #createServer: SessionParts['createServer'];
  readonly #transport: SessionTransport;
  readonly #now: () => number;
  readonly #onClosed = new Set<() => void>();
  #principal: Principal;
  #closing: Promise<void> | undefined;
  #lastActivityAt: number;
  #messagesIn = 0;
  #messagesOut = 0;
  #dropped = 0;
  #client: ClientInfo | undefined;
  #protocolVersion: string | null = null;
  /** Set while pushes are being dropped, so that the client is told once it reads again. */
  #untold = 0;
  #minLevel: LogLevel = 'debug';
  #era: Era = 'legacy';
  #serving: McpServer['server'];

  constructor(parts: SessionParts) {
    this.id = parts.id;
    this.transportKind = parts.transportKind;
    this.#principal = parts.principal;
    this.address = parts.address;
    this.#transport = parts.transport;
    this.#now = parts.now;
    this.since = this.#lastActivityAt = parts.now();
    this.scope = parts.createScope(this);
    this.watches = parts.createWatches(this);
    this.#createServer = parts.createServer;
    this.server = parts.createServer(this, 'legacy');
    this.#serving = this.server.server;
    this.server.server.onclose = () => void this.close();
    // With a schema of our own, a level that does not exist is answered with -32602; with the SDK's, it would be -32603.
    this.server.server.setRequestHandler('logging/setLevel', { params: levelParams }, ({ level }) => {
      this.#minLevel = level;
      return {};
    });
  }

  /** Whom the session speaks for, as the token stood that came last. */
  get principal(): Principal {
    return this.#principal;
  }

  /** What the client said of itself. */
  get client(): ClientInfo | undefined {
    // oxlint-disable-next-line typescript/no-deprecated -- sessions are initialized in the eras for which it is not
    return this.#client ?? this.#serving.getClientVersion();
  }

  get protocolVersion(): string | null {
    // oxlint-disable-next-line typescript/no-deprecated -- as above
    return this.#protocolVersion ?? this.#serving.getNegotiatedProtocolVersion() ?? null;
  }

  get lastActivityAt(): number {
    return this.#lastActivityAt;
  }

  get messagesIn(): number {
    return this.#messagesIn;
  }

  get messagesOut(): number {
    return this.#messagesOut;
  }

  /** Notifications that the client was too slow to get. */
  get dropped(): number {
    return this.#dropped;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  onClosed(listener: () => void): void {
    this.#onClosed.add(listener);
  }

  /** Notes a message from the client. */
  received(): void {
    this.#messagesIn += 1;
    this.#lastActivityAt = this.#now();
  }

  /** Notes a sign of life that is no message. */
  heard(): void {
    this.#lastActivityAt = this.#now();
  }

  /** Notes a message to the client. */
  sent(): void {
    this.#messagesOut += 1;
  }

  /** Notes notifications that the transport took and could not send after all; it has told the client itself. */
  lost(count: number): void {
    this.#dropped += count;
  }

  /**
   * The server for the era that the client of a stdio connection opened with. A probe may ask for the modern one first and fall
   * back then; the session ends with its connection and not with a server that was tried.
   */
  serve(era: Era): McpServer {
    this.#era = era;
    const server = era === 'legacy' ? this.server : this.#createServer(this, 'modern');
    this.#serving = server.server;
    return server;
  }

  /**
   * A further token of the same principal: from now on it decides what the session may do and how long. Whoever calls this has
   * checked that the principal is the same.
   */
  renew(principal: Principal): void {
    if (principal === this.#principal) return;
    this.#principal = principal;
    void this.scope.dropForbidden();
  }

  initialized(client: ClientInfo, protocolVersion: string): void {
    this.#client = client;
    this.#protocolVersion = protocolVersion;
  }

  /** Pushes a message of a subscription; `topic` and `payload` stand at the top as well, for clients of the original server. */
  pushMessage(message: HubMessage): void {
    // 2026-07-28 knows no notification that nobody asked for.
    if (this.#closing !== undefined || this.#era === 'modern' || isBelow('info', this.#minLevel)) return;
    // Nothing reaches a client whose token has run out; what it misses is counted, and told once it comes with another.
    if (isExpired(this.#principal, this.#now())) {
      this.#dropped += 1;
      this.#untold += 1;
      return;
    }
    const data = { connection: message.connection, ...withIdentifiers(messageToJson(message), this.scope.identifiersOf(message)) };
    const { topic, payload } = data;
    if (this.#untold > 0) this.#tellDropped();
    const pushed = this.#transport.push({
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: { level: 'info', logger: 'mqtt', data, topic, payload },
    });
    if (pushed) return;
    this.#dropped += 1;
    this.#untold += 1;
  }

  /** Tells the client that a resource has changed; whether that went out. */
  notifyUpdated(uri: string): boolean {
    if (this.#closing !== undefined || isExpired(this.#principal, this.#now())) return false;
    if (this.#era === 'legacy') {
      return this.#transport.push({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } });
    }
    // Past the SDK's entry, which sends it on to the requests that listen to it.
    void this.#serving.sendResourceUpdated({ uri }).catch(() => {});
    return true;
  }

  /** Ends the session and gives back what it holds; calling it again waits for the same end. */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      // Set before anything ends: the end of the server calls back here.
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#closing = promise;
      void this.#release().then(resolve);
    }
    return this.#closing;
  }

  async #release(): Promise<void> {
    await Promise.allSettled([this.server.close(), this.watches.close()]);
    await this.scope.close();
    for (const listener of this.#onClosed) listener();
  }

  #tellDropped(): void {
    const dropped = this.#untold;
    const told = this.#transport.push({
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: {
        level: 'warning',
        logger: 'mqtt',
        data: { reason: 'slow-consumer', dropped, hint: 'mqttReadMessages returns what is still held.' },
      },
    });
    if (told) this.#untold = 0;
  }
}

function isBelow(level: LogLevel, minimum: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(minimum);
}
