/**
 * How instances talk to each other: over Redis alone, so that none has to be reachable from another (NAT, containers). Calls
 * that are answered, messages that are not, and news for all. Pub/sub keeps nothing: what does not arrive is told to the
 * sender where nobody listens, and times out else.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { Log } from '../observe/log.ts';
import { everybodyChannel, instanceChannel } from './keys.ts';
import type { Peers } from './peers.ts';
import { receiveError, sharedErrorSchema, shareError } from './shared-error.ts';

/** A broker may take 15 seconds to answer. */
const ANSWER_TIMEOUT_MS = 20_000;
/** How often it is looked whether those live who are to answer. */
const LOOK_MS = 1_000;
/** How long what is being answered may take when the instance stops. */
const LAST_ANSWERS_MS = 2_000;

const frameSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), from: z.string(), id: z.int(), method: z.string(), body: z.unknown() }),
  z.object({ kind: z.literal('post'), from: z.string(), method: z.string(), body: z.unknown() }),
  z.object({ kind: z.literal('answer'), id: z.int(), body: z.unknown() }),
  z.object({ kind: z.literal('refusal'), id: z.int(), error: sharedErrorSchema }),
]);

type Frame = z.input<typeof frameSchema>;

interface Pending extends PromiseWithResolvers<unknown> {
  readonly to: string;
  readonly timer: NodeJS.Timeout;
}

export type Serve = (body: unknown, from: string) => unknown;

interface BusParts {
  readonly link: RedisLink;
  readonly instance: string;
  readonly peers: Peers;
  readonly log: Pick<Log, 'warn'>;
}

export class Bus {
  readonly instance: string;
  readonly #parts: BusParts;
  readonly #redis: Redis;
  readonly #served = new Map<string, Serve>();
  readonly #pending = new Map<number, Pending>();
  readonly #answering = new Set<Promise<void>>();
  readonly #ready: Promise<unknown>;
  readonly #timer: NodeJS.Timeout;
  #calls = 0;

  constructor(parts: BusParts) {
    this.#parts = parts;
    this.instance = parts.instance;
    this.#redis = parts.link.open({ maxRetriesPerRequest: null });
    this.#redis.on('message', (_channel, text: string) => this.#received(text));
    this.#redis.on('close', () => this.#lost());
    this.#timer = setInterval(() => void this.#refuseDead(), LOOK_MS);
    this.#timer.unref();
    // It subscribes again by itself after each reconnect.
    this.#ready = this.#redis.subscribe(instanceChannel(this.instance), everybodyChannel).catch(() => {});
  }

  /** Resolves once others can speak to this instance. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Answers calls of this method, and takes posts and news. What it throws is the caller's answer. */
  serve(method: string, serve: Serve): void {
    this.#served.set(method, serve);
  }

  /** Rejects with the other's refusal, or with `instance-gone`, or with `cluster-unavailable` when Redis is away or no answer comes. */
  async call(to: string, method: string, body: unknown, timeoutMs = ANSWER_TIMEOUT_MS): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    const timer = setTimeout(() => this.#refuse(id, unanswered(method)), timeoutMs);
    const pending = { ...Promise.withResolvers<unknown>(), to, timer };
    this.#pending.set(id, pending);
    // It may be refused before anybody waits for it.
    pending.promise.catch(() => {});
    try {
      await this.#send(instanceChannel(to), { kind: 'call', from: this.instance, id, method, body });
    } catch (error) {
      this.#refuse(id, error);
    }
    return pending.promise;
  }

  /** Says something that needs no answer. Rejects with `instance-gone` where nobody listens, or with `cluster-unavailable`. */
  async post(to: string, method: string, body: unknown): Promise<void> {
    await this.#send(instanceChannel(to), { kind: 'post', from: this.instance, method, body });
  }

  /** Tells all instances, this one included; those that miss it look for themselves in time. */
  news(method: string, body: unknown): void {
    this.#send(everybodyChannel, { kind: 'post', from: this.instance, method, body }).catch(() => {});
  }

  /** Listens to nobody any more; whoever asks is told so at once. Resolves when what was asked before is answered. */
  async leave(): Promise<void> {
    const left = this.#redis.unsubscribe().catch(() => {});
    const answered = left.then(() => Promise.allSettled(this.#answering));
    await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, LAST_ANSWERS_MS).unref())]);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#lost();
    this.#redis.disconnect();
  }

  async #send(channel: string, frame: Frame): Promise<void> {
    const listeners = await this.#parts.link.command('PUBLISH', channel, JSON.stringify(frame));
    if (listeners === 0) throw new AppError('instance-gone');
  }

  #received(text: string): void {
    let frame: z.output<typeof frameSchema>;
    try {
      frame = frameSchema.parse(JSON.parse(text));
    } catch (error) {
      this.#parts.log.warn('Another instance sent what this one does not understand', { error });
      return;
    }
    switch (frame.kind) {
      case 'answer':
        this.#settle(frame.id)?.resolve(frame.body);
        return;
      case 'refusal':
        this.#refuse(frame.id, receiveError(frame.error));
        return;
      case 'call':
        this.#track(this.#answer(frame.from, frame.id, frame.method, frame.body));
        return;
      case 'post':
        this.#take(frame.from, frame.method, frame.body);
    }
  }

  #track(answering: Promise<void>): void {
    this.#answering.add(answering);
    void answering.finally(() => this.#answering.delete(answering));
  }

  async #answer(from: string, id: number, method: string, body: unknown): Promise<void> {
    let answer: Frame;
    try {
      const serve = this.#served.get(method);
      if (serve === undefined) throw new AppError('cluster-unavailable', `This instance does not know "${method}".`);
      answer = { kind: 'answer', id, body: (await serve(body, from)) ?? null };
    } catch (error) {
      answer = { kind: 'refusal', id, error: shareError(error) };
    }
    await this.#send(instanceChannel(from), answer).catch(() => {});
  }

  #take(from: string, method: string, body: unknown): void {
    try {
      this.#served.get(method)?.(body, from);
    } catch (error) {
      this.#parts.log.warn('A message of another instance could not be taken', { method, error });
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    clearTimeout(pending?.timer);
    this.#pending.delete(id);
    return pending;
  }

  #refuse(id: number, error: unknown): void {
    this.#settle(id)?.reject(error instanceof Error ? error : new AppError('cluster-unavailable'));
  }

  /** Whoever dies does not say so. */
  async #refuseDead(): Promise<void> {
    const asked = new Set([...this.#pending.values()].map(({ to }) => to));
    if (asked.size === 0) return;
    const alive = await this.#parts.peers.alive([...asked]).catch(() => asked);
    // Calls that were made meanwhile are to others, perhaps, of whom nobody has asked.
    for (const [id, { to }] of this.#pending) if (asked.has(to) && !alive.has(to)) this.#refuse(id, new AppError('instance-gone'));
  }

  /** What was answered meanwhile is lost. */
  #lost(): void {
    for (const id of this.#pending.keys()) this.#refuse(id, new AppError('cluster-unavailable', 'The connection to Redis was lost.'));
  }
}

function unanswered(method: string): AppError {
  return new AppError('cluster-unavailable', `Another instance did not answer "${method}" in time.`);
}
