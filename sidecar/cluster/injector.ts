/**
 * Serves what other instances pass on: each request is put to the routes of this one over a connection inside the process, so
 * that nothing is done twice and nobody on the network can come this way. The response goes back in parts, no faster than the
 * client at the other end takes it.
 */
import { createServer, request, type ClientRequest, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { Authenticated } from '../security/authenticate.ts';
import type { Bus } from './bus.ts';
import {
  creditSchema,
  forwardedRequestSchema,
  idSchema,
  responseHeaders,
  WINDOW_BYTES,
  type ForwardedRequest,
  type ResponsePart,
} from './forwarded.ts';
import { openInjectedConnection } from './injected-socket.ts';
import type { Peers } from './peers.ts';

const LOOK_MS = 2_000;
/** Bytes of one part. */
const PART_BYTES = 48 * 1024;

interface Served {
  readonly from: string;
  readonly request: ClientRequest;
  response: IncomingMessage | undefined;
  /** Bytes that are on their way. */
  unconfirmed: number;
}

type Unsent<Part> = Part extends ResponsePart ? Omit<Part, 'id' | 'number'> : never;

interface InjectorParts {
  readonly link: RedisLink;
  readonly bus: Bus;
  readonly peers: Peers;
}

export class Injector {
  readonly #parts: InjectorParts;
  readonly #served = new Map<string, Served>();
  readonly #callers = new WeakMap<Duplex, { readonly caller: Authenticated | undefined }>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopWatching: () => void;
  #server: Server | undefined;

  constructor(parts: InjectorParts) {
    this.#parts = parts;
    const { bus, link } = parts;
    bus.serve('request', (body, from) => this.#open(forwardedRequestSchema.parse(body), from));
    bus.serve('credit', (body) => {
      const { id, bytes } = creditSchema.parse(body);
      this.#confirmed(id, bytes);
    });
    bus.serve('abort', (body) => this.#drop(idSchema.parse(body).id));
    this.#timer = setInterval(() => void this.#dropDead(), LOOK_MS);
    this.#timer.unref();
    this.#stopWatching = link.onChange((isUp) => {
      if (!isUp) for (const id of this.#served.keys()) this.#drop(id);
    });
  }

  /** Serves with these routes from now on; what is passed on before that is refused. */
  serve(routes: RequestListener): void {
    this.#server = createServer(routes);
  }

  /** Whether another instance has passed the request on, and who calls if that was decided there. */
  callerOf({ socket }: IncomingMessage): { readonly caller: Authenticated | undefined } | undefined {
    return this.#callers.get(socket);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopWatching();
    for (const id of this.#served.keys()) this.#drop(id);
  }

  #open({ id, method, target, headers, body, address, caller }: ForwardedRequest, from: string): void {
    const { client, server } = openInjectedConnection(address);
    this.#callers.set(server, { caller });
    const bytes = Buffer.from(body, 'base64');
    const sent = request({
      createConnection: () => client,
      method,
      path: target,
      headers: { ...headers, host: 'localhost', connection: 'close', ...(bytes.length > 0 ? { 'content-length': bytes.length } : {}) },
    });
    const served: Served = { from, request: sent, response: undefined, unconfirmed: 0 };
    this.#served.set(id, served);
    let number = 0;
    const tell = (part: Unsent<ResponsePart>): void => {
      this.#parts.bus.post(from, 'response', { ...part, id, number }).catch(() => this.#drop(id));
      number += 1;
    };
    const cut = (): void => {
      if (this.#served.delete(id)) tell({ kind: 'cut' });
    };
    sent.on('error', cut);
    sent.on('response', (response) => {
      served.response = response;
      tell({ kind: 'head', status: response.statusCode ?? 500, headers: responseHeaders(response.headers) });
      response.on('data', (chunk: Buffer) => {
        for (let at = 0; at < chunk.length; at += PART_BYTES) {
          tell({ kind: 'data', data: chunk.subarray(at, at + PART_BYTES).toString('base64') });
        }
        served.unconfirmed += chunk.length;
        if (served.unconfirmed > WINDOW_BYTES) response.pause();
      });
      response.on('end', () => {
        if (this.#served.delete(id)) tell({ kind: 'end' });
      });
      response.on('error', cut);
      response.on('close', cut);
    });
    if (this.#server === undefined) client.destroy();
    else this.#server.emit('connection', server);
    sent.end(bytes);
  }

  #confirmed(id: string, bytes: number): void {
    const served = this.#served.get(id);
    if (served === undefined) return;
    served.unconfirmed -= bytes;
    if (served.unconfirmed <= WINDOW_BYTES) served.response?.resume();
  }

  /** Nobody reads the response any more. */
  #drop(id: string): void {
    const served = this.#served.get(id);
    this.#served.delete(id);
    served?.request.destroy();
  }

  async #dropDead(): Promise<void> {
    const receivers = new Set([...this.#served.values()].map(({ from }) => from));
    if (receivers.size === 0) return;
    const alive = await this.#parts.peers.alive([...receivers]).catch(() => receivers);
    // What came meanwhile is from others, perhaps, of whom nobody has asked.
    for (const [id, { from }] of this.#served) if (receivers.has(from) && !alive.has(from)) this.#drop(id);
  }
}
