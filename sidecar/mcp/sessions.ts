/**
 * All sessions of the process: the limit on their number, the watch for clients that went away without a word, and the end
 * of all of them.
 */
import { AppError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { McpSession } from './session.ts';

/** How long a client may take to answer the ping that asks whether it is still there. */
const PING_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

interface SessionsParts {
  readonly maxSessions: number;
  /** A session from which nothing was heard for so long is asked by a ping, and ends if it does not answer. */
  readonly idleMs: number;
  readonly log: Log;
  readonly now: () => number;
}

export class McpSessions {
  readonly #parts: SessionsParts;
  readonly #sessions = new Map<string, McpSession>();
  readonly #listeners = new Set<(id: string) => void>();
  readonly #reaper: NodeJS.Timeout;
  readonly #asked = new Set<McpSession>();

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    this.#reaper = setInterval(() => this.#askIdle(), Math.max(50, Math.min(parts.idleMs / 4, 60_000)));
    this.#reaper.unref();
  }

  get size(): number {
    return this.#sessions.size;
  }

  get all(): Iterable<McpSession> {
    return this.#sessions.values();
  }

  get(id: string): McpSession | undefined {
    return this.#sessions.get(id);
  }

  /** Calls the listener with the id of each session that begins, changes or ends. */
  onChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  /** @throws AppError `too-many-requests` when no further session may be opened */
  assertRoom(): void {
    const { maxSessions } = this.#parts;
    if (this.#sessions.size < maxSessions) return;
    throw new AppError('too-many-requests', `${maxSessions} sessions are open, which is the limit (limits.sessions).`, {
      hint: `Try again in ${RETRY_AFTER_SECONDS} s, or raise limits.sessions.`,
    });
  }

  add(session: McpSession): void {
    const log = this.#parts.log.scope('mcp', { session: session.id.slice(0, 8) });
    this.#sessions.set(session.id, session);
    session.onClosed(() => {
      this.#sessions.delete(session.id);
      log.info('Session ended', { transport: session.transportKind, messagesIn: session.messagesIn, messagesOut: session.messagesOut });
      this.changed(session.id);
    });
    log.info('Session opened', { transport: session.transportKind, address: session.address ?? 'stdio', principal: session.principal.id });
    this.changed(session.id);
  }

  async closeAll(): Promise<void> {
    clearInterval(this.#reaper);
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
  }

  #askIdle(): void {
    const idleSince = this.#parts.now() - this.#parts.idleMs;
    for (const session of this.#sessions.values()) {
      // A stdio session lasts as long as the process that its client started.
      if (session.transportKind === 'stdio') continue;
      if (session.lastActivityAt <= idleSince && !this.#asked.has(session)) void this.#ask(session);
    }
  }

  /** The answer itself counts as activity; only silence ends the session. */
  async #ask(session: McpSession): Promise<void> {
    this.#asked.add(session);
    try {
      await session.server.server.request({ method: 'ping' }, { timeout: Math.min(PING_TIMEOUT_MS, this.#parts.idleMs) });
    } catch {
      this.#parts.log.scope('mcp').info('Session ended: nothing was heard from its client', { session: session.id.slice(0, 8) });
      await session.close();
    } finally {
      this.#asked.delete(session);
    }
  }
}
