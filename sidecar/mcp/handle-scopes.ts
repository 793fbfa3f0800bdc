/**
 * What callers without a session have: a connection that `mqttConnect` opened is a handle, an unguessable id that its caller
 * passes as `connection`; each handle has a scope of its own, with its subscriptions and read cursors. A handle is known to
 * its principal alone and ends when it has not been used for a while. Naming a profile gives a scope likewise.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Channel } from '../hub/channel.ts';
import type { Log } from '../observe/log.ts';
import type { Principal } from '../security/principal.ts';
import type { MqttScope } from './scope.ts';
import type { ClientInfo } from './session.ts';

interface HandleScopesParts {
  /** How long a handle may go unused. */
  readonly idleMs: number;
  readonly maxHandles: number;
  readonly createScope: (holder: HandleHolder) => MqttScope;
  readonly log: Log;
  readonly now: () => number;
}

/** Looks to the dashboard like a session. */
export class HandleHolder {
  readonly id = `handle-${randomBytes(16).toString('base64url')}`;
  readonly transportKind = 'stateless';
  readonly protocolVersion = '2026-07-28';
  readonly address = null;
  readonly since: number;
  readonly scope: MqttScope;
  readonly dropped = 0;
  principal: Principal;
  client: ClientInfo | undefined;
  lastActivityAt: number;
  messagesIn = 0;
  messagesOut = 0;
  /** Calls under way. */
  calls = 0;

  constructor(principal: Principal, now: number, createScope: HandleScopesParts['createScope']) {
    this.principal = principal;
    this.since = this.lastActivityAt = now;
    this.scope = createScope(this);
  }
}

export interface HandleCaller {
  readonly principal: Principal;
  readonly client: ClientInfo | undefined;
}

/** Models write `null` for what they leave out. */
const connectionSchema = z.object({ connection: z.coerce.string().nullish() });

export class HandleScopes {
  readonly #parts: HandleScopesParts;
  readonly #holders = new Set<HandleHolder>();
  /** By principal and reference: the id of a connection, or the name of a profile. */
  readonly #byReference = new Map<string, HandleHolder>();
  readonly #listeners = new Set<(id: string) => void>();
  readonly #reaper: NodeJS.Timeout;

  constructor(parts: HandleScopesParts) {
    this.#parts = parts;
    this.#reaper = setInterval(() => this.#endIdle(), Math.max(50, Math.min(parts.idleMs / 4, 60_000)));
    this.#reaper.unref();
  }

  /** Those that hold a connection. */
  get all(): HandleHolder[] {
    return [...this.#holders].filter(({ scope }) => scope.connections.length > 0);
  }

  get(id: string): HandleHolder | undefined {
    return [...this.#holders].find((holder) => holder.id === id);
  }

  /**
   * The connections that the principal may be told of. Where callers are not told apart, whoever does not know a handle must not
   * learn it from a list.
   */
  listedFor({ id, kind }: Principal): Channel[] {
    if (kind === 'anonymous' || kind === 'token') return [];
    const mine = this.all.filter(({ principal }) => principal.id === id);
    return mine.flatMap(({ scope }) => scope.connections.map(({ channel }) => channel));
  }

  /** What the administrator ends. */
  closable(id: string): { close(): Promise<void> } | undefined {
    const holder = this.get(id);
    return holder === undefined ? undefined : { close: () => this.end(holder) };
  }

  /** Calls the listener with the id of each handle that is used or ends. */
  onChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Does a tool's work on the scope that its arguments name, or on a new one.
   * Rejects as the work does, and with `limit-reached` when there are too many handles.
   */
  async use<T>(caller: HandleCaller, rawArguments: unknown, work: (scope: MqttScope) => Promise<T>): Promise<T> {
    const reference = connectionSchema.safeParse(rawArguments).data?.connection ?? undefined;
    const holder = (reference === undefined ? undefined : this.#known(caller, reference)) ?? this.#open(caller, reference);
    holder.principal = caller.principal;
    holder.client = caller.client;
    holder.calls += 1;
    holder.messagesIn += 1;
    try {
      return await work(holder.scope);
    } catch (error) {
      throw reference === undefined && error instanceof AppError && error.code === 'no-connection' ? unnamed() : error;
    } finally {
      holder.calls -= 1;
      holder.messagesOut += 1;
      holder.lastActivityAt = this.#parts.now();
      await this.#settle(holder);
    }
  }

  /** Ends the handle and closes its connection; never rejects. */
  async end(holder: HandleHolder): Promise<void> {
    this.#holders.delete(holder);
    for (const [key, known] of this.#byReference) {
      if (known === holder) this.#byReference.delete(key);
    }
    await holder.scope.close();
    this.#changed(holder);
  }

  async closeAll(): Promise<void> {
    clearInterval(this.#reaper);
    await Promise.all([...this.#holders].map((holder) => this.end(holder)));
  }

  #known({ principal }: HandleCaller, reference: string): HandleHolder | undefined {
    return this.#byReference.get(keyOf(principal, reference));
  }

  /** Known under its reference at once, so that calls that come together share it. */
  #open({ principal }: HandleCaller, reference: string | undefined): HandleHolder {
    const { maxHandles, createScope, now } = this.#parts;
    if (this.#holders.size >= maxHandles) {
      throw new AppError('limit-reached', `${maxHandles} connections without a session are open, which is the limit (limits.sessions).`, {
        hint: 'Close what is no longer needed with mqttDisconnect, or try again later.',
      });
    }
    const holder = new HandleHolder(principal, now(), createScope);
    this.#holders.add(holder);
    if (reference !== undefined) this.#byReference.set(keyOf(principal, reference), holder);
    return holder;
  }

  /** What the call opened is known from now on; a scope that holds nothing ends. */
  async #settle(holder: HandleHolder): Promise<void> {
    const { connections } = holder.scope;
    if (connections.length === 0) {
      if (holder.calls === 0) await this.end(holder);
      return;
    }
    for (const { channel } of connections) {
      const key = keyOf(holder.principal, channel.id);
      if (!this.#byReference.has(key)) this.#byReference.set(key, holder);
    }
    // The shared connection of a profile that this principal had named before: that scope goes on.
    const isKnown = [...this.#byReference.values()].includes(holder);
    if (!isKnown && holder.calls === 0) await this.end(holder);
    else this.#changed(holder);
  }

  #endIdle(): void {
    const idleSince = this.#parts.now() - this.#parts.idleMs;
    for (const holder of this.#holders) {
      if (holder.calls > 0 || holder.lastActivityAt > idleSince) continue;
      this.#parts.log.info('Connection without a session ended: it was not used any more', { principal: holder.principal.id });
      void this.end(holder);
    }
  }

  #changed({ id }: HandleHolder): void {
    for (const listener of this.#listeners) listener(id);
  }
}

/** Ids of principals hold no control characters. */
function keyOf({ id }: Principal, reference: string): string {
  return `${id}\0${reference}`;
}

function unnamed(): AppError {
  return new AppError('no-connection', 'The call names no connection.', {
    hint: 'Pass as "connection" the id that mqttConnect returned, or the name of a profile; call mqttConnect first if there is neither.',
  });
}
