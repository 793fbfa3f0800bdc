/**
 * What happens between a page's request and its answer: the app's `will-navigate`, its handlers of custom schemes, and
 * its hooks of `session.webRequest`. One gate a page.
 */
import type { Header, PausedRequest } from '../chromium/protocol.ts';
import type { ChromiumPage } from '../chromium/page.ts';
import type { Schemes } from '../host/schemes.ts';
import type { HeaderMap, WebRequestHooks } from './web-request.ts';

interface GateParts {
  readonly schemes: Schemes;
  readonly hooks: WebRequestHooks;
  readonly page: ChromiumPage;
  /** Asks the app about a navigation that the page began. @returns false when it was prevented */
  readonly mayNavigate: (url: string, isMainFrame: boolean) => boolean;
}

export class RequestGate {
  readonly #parts: GateParts;
  #own: string | undefined;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** Announces a navigation that the app began: those are not asked about. */
  expect(wireUrl: string | undefined): void {
    this.#own = wireUrl?.replace(/#.*$/s, '');
  }

  async pass(paused: PausedRequest): Promise<void> {
    if (paused.responseStatusCode !== undefined || paused.responseErrorReason !== undefined) await this.#passResponse(paused);
    else await this.#passRequest(paused);
  }

  async #passRequest(paused: PausedRequest): Promise<void> {
    const { schemes, page } = this.#parts;
    const url = schemes.fromWire(paused.request.url);
    const fail = (errorReason: string): void => page.answer('failRequest', { requestId: paused.requestId, errorReason });
    if (!this.#mayNavigate(paused, url)) return fail('Aborted');
    // Chromium looks for an icon for its tab; Electron's windows have none and do not ask the app.
    if (paused.resourceType === 'Other' && new URL(url).pathname === '/favicon.ico') return fail('Aborted');
    if (await this.#isCancelled(paused, url)) return fail('BlockedByClient');
    if (url === paused.request.url) return page.answer('continueRequest', { requestId: paused.requestId });
    const isFetch = paused.resourceType === 'Fetch' || paused.resourceType === 'XHR';
    const handler = schemes.handlerFor(url);
    if (!handler || (isFetch && !schemes.allowsFetch(url))) return fail('NameNotResolved');
    const response = await answerOf(() => handler(toRequest(url, paused)));
    const headers: HeaderMap = {};
    response.headers.forEach((value, name) => (headers[name] = [...(headers[name] ?? []), value]));
    page.answer('fulfillRequest', {
      requestId: paused.requestId,
      responseCode: response.status,
      responseHeaders: flatten(await this.#withHook(paused, url, response.status, headers)),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }

  async #passResponse(paused: PausedRequest): Promise<void> {
    const { page, schemes, hooks } = this.#parts;
    const { requestId, responseStatusCode } = paused;
    if (responseStatusCode === undefined || !hooks.headersReceived) return page.answer('continueRequest', { requestId });
    const headers: HeaderMap = {};
    for (const { name, value } of paused.responseHeaders ?? []) headers[name] = [...(headers[name] ?? []), value];
    const changed = await this.#withHook(paused, schemes.fromWire(paused.request.url), responseStatusCode, headers);
    page.answer('continueResponse', { requestId, responseCode: responseStatusCode, responseHeaders: flatten(changed) });
  }

  #mayNavigate(paused: PausedRequest, url: string): boolean {
    if (paused.resourceType !== 'Document') return true;
    const isMainFrame = paused.frameId === this.#parts.page.mainFrameId;
    if (isMainFrame && paused.request.url.replace(/#.*$/s, '') === this.#own) return true;
    return this.#parts.mayNavigate(url, isMainFrame);
  }

  #isCancelled(paused: PausedRequest, url: string): Promise<boolean> {
    const hook = this.#parts.hooks.beforeRequest;
    if (!hook) return Promise.resolve(false);
    const { method } = paused.request;
    return new Promise((resolve) => hook({ url, method, resourceType: kindOf(paused) }, ({ cancel }) => resolve(cancel === true)));
  }

  #withHook(
    paused: PausedRequest,
    url: string,
    statusCode: number,
    responseHeaders: HeaderMap,
  ): Promise<Record<string, string | string[]>> {
    const hook = this.#parts.hooks.headersReceived;
    if (!hook) return Promise.resolve(responseHeaders);
    const details = { url, statusCode, responseHeaders, method: paused.request.method, resourceType: kindOf(paused) };
    return new Promise((resolve) => hook(details, (answer) => resolve(answer.responseHeaders ?? responseHeaders)));
  }
}

/** A handler that throws makes the request fail; the page sees a status of 500 instead of Electron's network error. */
async function answerOf(handler: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await handler();
  } catch (error) {
    console.error(error);
    return new Response(String(error), { status: 500 });
  }
}

function toRequest(url: string, { request }: PausedRequest): Request {
  const { method, headers, postData } = request;
  return new Request(url, { method, headers, ...(postData !== undefined && { body: postData }) });
}

function kindOf({ resourceType }: PausedRequest): string {
  return resourceType === 'Document' ? 'mainFrame' : resourceType.toLowerCase();
}

function flatten(headers: Record<string, string | string[]>): Header[] {
  return Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
}
