/**
 * Decides from `Host` and `Origin` whether a request may pass, and whether the page that sent it may read the answer. It keeps
 * web pages from reaching a server on the same machine, also by DNS rebinding: a page cannot choose the `Host` it sends. Pure;
 * the middleware is host-origin-guard.ts.
 */
import { AppError } from '../errors.ts';
import { normalHost, parseAuthority, parseOrigin } from './host-header.ts';
import { isLoopbackHost } from './loopback.ts';

export interface GuardSettings {
  /** What the server listens on. */
  readonly host: string;
  readonly publicUrl?: string | undefined;
  readonly allowedHosts: readonly string[];
  /** Origins, or `*`. */
  readonly allowedOrigins: readonly string[];
}

export interface GuardRequest {
  /** The values of every `Host` and `Origin` line. */
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  /** The request target, as it stood in the first line. */
  readonly target: string;
}

export type GuardDecision =
  | { readonly ok: true; /** The origin that may read the answer. */ readonly reader?: string }
  | { readonly ok: false; readonly error: AppError };

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Throws `invalid-configuration` for an allowed host that is none. */
export function createGuard({ host, publicUrl, allowedHosts, allowedOrigins }: GuardSettings): (request: GuardRequest) => GuardDecision {
  const onLoopback = isLoopbackHost(host);
  const publicHost = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  const configured = [...allowedHosts, ...publicHost, ...(onLoopback ? [unbracketed(host)] : [])];
  const hosts = new Set([...loopbackHosts, ...configured.map(configuredHost)]);
  // Elsewhere the server cannot know its own names, and is guarded by authentication.
  const checksHosts = onLoopback || allowedHosts.length > 0;
  const listed = new Set(allowedOrigins.map((origin) => normalOrigin(origin) ?? origin.toLowerCase()));
  const publicOrigin = publicUrl === undefined ? undefined : normalOrigin(new URL(publicUrl).origin);

  function hostProblem({ hosts: given, target }: GuardRequest): string | undefined {
    const [first, ...others] = given;
    if (others.length > 0) return 'The request has more than one Host.';
    if (!checksHosts) return undefined;
    if (first === undefined) return 'The request has no Host.';
    // RFC 9112, section 3.2.2: a host in the request target counts before the header.
    const inTarget = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1];
    const refused = [first, inTarget].find((name) => name !== undefined && !hosts.has(parseAuthority(name)?.host ?? ''));
    return refused === undefined ? undefined : `The host "${shown(refused)}" is not one of this server's.`;
  }

  function isListed(origin: string): boolean {
    if (listed.has('*') || listed.has(origin.toLowerCase())) return true;
    const parsed = parseOrigin(origin);
    if (parsed === undefined) return false;
    return listed.has(normalOrigin(origin) ?? '') || (isWeb(parsed.scheme) && loopbackHosts.includes(parsed.host));
  }

  /** A page of this server's own, under one of its names. */
  function isOwn(origin: string, hostHeader: string): boolean {
    const page = parseOrigin(origin);
    const server = page && parseOrigin(`${page.scheme}://${hostHeader}`);
    if (page === undefined || server === undefined || !isWeb(page.scheme)) return false;
    return normalOrigin(origin) === publicOrigin || (page.host === server.host && page.port === server.port);
  }

  return (request) => {
    const problem = hostProblem(request);
    if (problem !== undefined) return { ok: false, error: new AppError('host-not-allowed', problem) };
    const [origin, ...others] = request.origins;
    if (origin === undefined) return { ok: true };
    // A sandboxed frame, a file, a redirect over origins: it could be anybody's (RFC 6454, section 7.3).
    const isNobody = others.length > 0 || origin.trim().toLowerCase() === 'null';
    if (!isNobody && isListed(origin)) return { ok: true, reader: origin };
    if (!isNobody && (!onLoopback || isOwn(origin, request.hosts[0] ?? ''))) return { ok: true };
    return { ok: false, error: new AppError('origin-not-allowed', `Pages of the origin "${shown(origin)}" may not use this server.`) };
  };
}

function configuredHost(host: string): string {
  const normal = normalHost(unbracketed(host));
  if (normal === undefined)
    throw new AppError('invalid-configuration', `"${host}" in server.allowedHosts is no host name and no IP address.`);
  return normal;
}

function normalOrigin(text: string): string | undefined {
  const origin = parseOrigin(text);
  return origin && `${origin.scheme}://${origin.host}${origin.port === '' ? '' : `:${origin.port}`}`;
}

function isWeb(scheme: string): boolean {
  return scheme === 'http' || scheme === 'https';
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function shown(text: string): string {
  return text.slice(0, 120);
}
