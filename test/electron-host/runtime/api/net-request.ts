/**
 * `net.request`'s ClientRequest over Node's http modules: method, headers, body, redirects by event, response.
 */
import { EventEmitter } from 'node:events';
import http, { type ClientRequest as NodeRequest, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';

interface RequestOptions {
  readonly url?: string;
  readonly method?: string;
  readonly protocol?: string;
  readonly hostname?: string;
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
}

export type RequestTarget = string | RequestOptions;

export class ClientRequest extends EventEmitter {
  readonly #request: NodeRequest;

  constructor(target: RequestTarget) {
    super();
    const options = typeof target === 'string' ? { url: target } : target;
    const url = toUrl(options);
    const { request } = url.protocol === 'https:' ? https : http;
    this.#request = request(url, { method: options.method ?? 'GET', ...(options.headers && { headers: options.headers }) });
    this.#request.on('response', (response) => {
      const { statusCode = 0, headers } = response;
      const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
      if (!isRedirect) this.emit('response', response);
      else this.emit('redirect', statusCode, 'GET', new URL(headers.location ?? '', url).href, headers);
    });
    for (const name of ['error', 'finish', 'close']) this.#request.on(name, (...args: unknown[]) => this.emit(name, ...args));
  }

  setHeader(name: string, value: string): void {
    this.#request.setHeader(name, value);
  }

  getHeader(name: string): string {
    return String(this.#request.getHeader(name) ?? '');
  }

  removeHeader(name: string): void {
    this.#request.removeHeader(name);
  }

  write(chunk: string | Buffer): void {
    this.#request.write(chunk);
  }

  end(chunk?: string | Buffer): this {
    this.#request.end(chunk);
    return this;
  }

  abort(): void {
    this.#request.destroy();
    this.emit('abort');
  }

  /** Whoever listens to `redirect` makes the next request itself, as updaters do. */
  followRedirect(): void {}
}

function toUrl({ url, protocol = 'http:', hostname, host = 'localhost', port, path = '/' }: RequestOptions): URL {
  if (url !== undefined) return new URL(url);
  return new URL(`${protocol}//${hostname ?? host}${port ? `:${port}` : ''}${path}`);
}
