/**
 * `session.webRequest`: of its hooks, the two that change what a page gets. The rest is left out, so that an app that
 * relies on them fails by name.
 */

export type HeaderMap = Record<string, string[]>;

interface HeadersDetails {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
  readonly statusCode: number;
  readonly responseHeaders: HeaderMap;
}

interface RequestDetails {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
}

export type HeadersHook = (
  details: HeadersDetails,
  answer: (response: { cancel?: boolean; responseHeaders?: Record<string, string | string[]> }) => void,
) => void;

export type RequestHook = (details: RequestDetails, answer: (response: { cancel?: boolean }) => void) => void;

export interface WebRequestHooks {
  headersReceived?: HeadersHook | null;
  beforeRequest?: RequestHook | null;
}

export class WebRequest {
  readonly #hooks: WebRequestHooks;

  constructor(hooks: WebRequestHooks) {
    this.#hooks = hooks;
  }

  onHeadersReceived(filterOrListener: object | HeadersHook | null, listener?: HeadersHook | null): void {
    this.#hooks.headersReceived = isHook<HeadersHook>(filterOrListener) ? filterOrListener : (listener ?? null);
  }

  onBeforeRequest(filterOrListener: object | RequestHook | null, listener?: RequestHook | null): void {
    this.#hooks.beforeRequest = isHook<RequestHook>(filterOrListener) ? filterOrListener : (listener ?? null);
  }
}

function isHook<T extends (...args: never[]) => unknown>(value: object | T | null): value is T {
  return typeof value === 'function';
}
