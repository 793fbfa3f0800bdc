/**
 * Passes requests on to the instance that owns what they are about, and its responses back as they come, event streams
 * included. The client's own back-pressure reaches the owner; where the owner dies or Redis goes, the response is cut, and a
 * client that resumes goes on from where it was.
 */
import type { ServerResponse } from 'node:http';
import { AppError } from '../errors.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { Bus } from './bus.ts';
import { partSchema, type ForwardedRequest, type ResponsePart } from './forwarded.ts';
import type { Peers } from './peers.ts';

const LOOK_MS = 2_000;

interface Call {
  readonly to: string;
  readonly response: ServerResponse;
  readonly done: PromiseWithResolvers<void>;
  /** Number of the part that comes next. */
  next: number;
  /** Bytes of the response that the client's connection has not taken, so that the owner has not been told of them. */
  owed: number;
}

interface ForwarderParts {
  readonly link: RedisLink;
  readonly bus: Bus;
  readonly peers: Peers;
}

export class Forwarder {
  readonly #parts: ForwarderParts;
  readonly #calls = new Map<string, Call>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopWatching: () => void;
  #count = 0;

  constructor(parts: ForwarderParts) {
    this.#parts = parts;
    parts.bus.serve('response', (body) => this.#take(partSchema.parse(body)));
    this.#timer = setInterval(() => void this.#cutDead(), LOOK_MS);
    this.#timer.unref();
    // What was said meanwhile is lost.
    this.#stopWatching = parts.link.onChange((isUp) => {
      if (!isUp) for (const id of this.#calls.keys()) this.#cut(id);
    });
  }

  /** Requests that were passed on since the start. */
  get count(): number {
    return this.#count;
  }

  /**
   * Resolves with whether the owner lives; then the response is complete. Rejects with `cluster-unavailable`, where nothing has
   * been answered yet.
   */
  async forward(to: string, request: Omit<ForwardedRequest, 'id'>, response: ServerResponse): Promise<boolean> {
    const { bus, peers } = this.#parts;
    if (!(await peers.alive([to])).has(to)) return false;
    this.#count += 1;
    const id = `${bus.instance}.${this.#count}`;
    const call = { to, response, done: Promise.withResolvers<void>(), next: 0, owed: 0 };
    // It may be cut while the request is still being sent, when nobody waits for it: that must not end the process.
    call.done.promise.catch(() => {});
    this.#calls.set(id, call);
    response.once('close', () => this.#left(id));
    try {
      await bus.post(to, 'request', { ...request, id });
      await call.done.promise;
      return true;
    } finally {
      this.#calls.delete(id);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopWatching();
    for (const id of this.#calls.keys()) this.#cut(id);
  }

  #take(part: ResponsePart): void {
    const call = this.#calls.get(part.id);
    if (call === undefined) return;
    if (part.number !== call.next || part.kind === 'cut') {
      this.#cut(part.id);
      return;
    }
    call.next += 1;
    const { response, done } = call;
    if (part.kind === 'head') {
      response.writeHead(part.status, part.headers);
      response.flushHeaders();
    } else if (part.kind === 'data') this.#write(part.id, call, Buffer.from(part.data, 'base64'));
    else {
      this.#calls.delete(part.id);
      response.end();
      done.resolve();
    }
  }

  #write(id: string, call: Call, bytes: Buffer): void {
    call.owed += bytes.length;
    if (call.response.write(bytes)) this.#passedOn(id, call);
    // Once for all that come until then.
    else if (call.owed === bytes.length) call.response.once('drain', () => this.#passedOn(id, call));
  }

  #passedOn(id: string, call: Call): void {
    const bytes = call.owed;
    call.owed = 0;
    if (bytes > 0) this.#parts.bus.post(call.to, 'credit', { id, bytes }).catch(() => {});
  }

  /** The client has left before the end. */
  #left(id: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.#calls.delete(id);
    call.done.resolve();
    this.#parts.bus.post(call.to, 'abort', { id }).catch(() => {});
  }

  #cut(id: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.#calls.delete(id);
    if (!call.response.headersSent) call.done.reject(new AppError('cluster-unavailable', 'The instance that was asked has not answered.'));
    else {
      call.response.destroy();
      call.done.resolve();
    }
  }

  async #cutDead(): Promise<void> {
    const owners = new Set([...this.#calls.values()].map(({ to }) => to));
    if (owners.size === 0) return;
    const alive = await this.#parts.peers.alive([...owners]).catch(() => owners);
    // Calls that were made meanwhile are to others, perhaps, of whom nobody has asked.
    for (const [id, { to }] of this.#calls) if (owners.has(to) && !alive.has(to)) this.#cut(id);
  }
}
