/**
 * Custom schemes: what `protocol` registered, and how their URLs travel. Chromium refuses to navigate to a scheme it
 * does not know, so `app://host/path` travels as `https://host.app.electron-host.invalid/path` (RFC 2606: `.invalid`
 * never resolves) and is answered by the app's handler. The mapping is undone before the app sees a URL.
 */
import type { CustomScheme, Privileges } from 'electron';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

const DOMAIN = 'electron-host.invalid';

/** What Chromium must be told to intercept. */
export const WIRE_PATTERN = `https://*.${DOMAIN}/*`;

export class Schemes {
  readonly #privileges = new Map<string, Privileges>();
  readonly #handlers = new Map<string, SchemeHandler>();

  register({ scheme, privileges = {} }: CustomScheme): void {
    this.#privileges.set(scheme, privileges);
  }

  /** @throws Error when the scheme has a handler already */
  handle(scheme: string, handler: SchemeHandler): void {
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    this.#handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    this.#handlers.delete(scheme);
  }

  handlerFor(url: string): SchemeHandler | undefined {
    return this.#handlers.get(schemeOf(url));
  }

  isHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  /** True when pages may `fetch()` URLs of that scheme, which Electron allows by privilege only. */
  allowsFetch(url: string): boolean {
    return this.#privileges.get(schemeOf(url))?.supportFetchAPI === true;
  }

  /** The URL as Chromium gets it. @throws Error for a handled scheme that could not be a page's in Electron either */
  toWire(url: string): string {
    const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
    const privileges = this.#privileges.get(scheme);
    if (!privileges && !this.#handlers.has(scheme)) return url;
    if (!privileges?.standard || !privileges.secure) {
      throw new Error(`The test host shows pages of standard and secure schemes only; register ${scheme}: with these privileges.`);
    }
    return `https://${host}.${scheme}.${DOMAIN}${rest}`;
  }

  /** The URL as the app gets it. */
  fromWire(url: string): string {
    return url.replace(/^https:\/\/([^/?#]*)\.([a-z0-9+-]+)\.electron-host\.invalid/i, '$2://$1');
  }

  /** The origin of a page, as `WebFrameMain.origin` has it. */
  originOf(url: string): string {
    const [origin, scheme = ''] = /^([a-z][a-z0-9+.-]*):\/\/[^/?#]*/i.exec(url) ?? [];
    if (origin !== undefined && this.#privileges.get(scheme)?.standard) return origin;
    return URL.canParse(url) ? new URL(url).origin : 'null';
  }
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':')).toLowerCase();
}
