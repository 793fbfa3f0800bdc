/**
 * RFC 9728: what this server tells about itself as a resource of OAuth 2, and where. From it an MCP client learns which
 * authorization server to ask for which scopes. Pure; the routes are http/protected-resource-routes.ts.
 */
import type { IncomingMessage } from 'node:http';
import { SCOPES } from './authorize.ts';

export const WELL_KNOWN = '/.well-known/oauth-protected-resource';

interface ResourceSettings {
  readonly server: { readonly basePath: string; readonly publicUrl?: string | undefined };
  readonly oauth2: { readonly issuer: string; readonly audience: string | readonly string[] };
}

export interface ProtectedResource {
  /** The metadata of what stands below that path; undefined if nothing there is protected by OAuth. */
  metadata(request: IncomingMessage, path: string): Record<string, unknown> | undefined;
  /** The address of the metadata of a path, for a challenge. */
  address(request: IncomingMessage, path: string): string;
}

export function createProtectedResource({ server, oauth2 }: ResourceSettings): ProtectedResource {
  const audiences = [oauth2.audience].flat();

  function metadata(request: IncomingMessage, path: string): Record<string, unknown> | undefined {
    if (path !== '' && path !== server.basePath && !path.startsWith(`${server.basePath}/`)) return undefined;
    const own = `${publicBase(request, server.publicUrl)}${path}`;
    return {
      // The identifier under which a token has to be asked for (RFC 8707), so that it names an audience that is accepted.
      resource: audiences.find((audience) => isPartOf(own, audience)) ?? own,
      authorization_servers: [oauth2.issuer],
      scopes_supported: SCOPES,
      bearer_methods_supported: ['header'],
      resource_name: 'MQTTX SSE Server',
    };
  }

  return {
    metadata,
    address: (request, path) => {
      const isKnown = metadata(request, path) !== undefined;
      return `${publicBase(request, server.publicUrl)}${WELL_KNOWN}${isKnown ? path : ''}`;
    },
  };
}

/** Where the client sees this server: as configured, else as it asked. */
function publicBase(request: IncomingMessage, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  return `${protocolOf(request)}://${request.headers.host ?? 'localhost'}`;
}

/** Express knows which proxies to trust about it. */
function protocolOf(request: IncomingMessage): string {
  if ('protocol' in request && typeof request.protocol === 'string') return request.protocol;
  return 'encrypted' in request.socket ? 'https' : 'http';
}

/** Clients take metadata for a resource only if what they asked for lies below it. */
function isPartOf(own: string, audience: string): boolean {
  const [whole, part] = [URL.parse(audience), URL.parse(own)];
  if (whole === null || part === null || whole.origin !== part.origin) return false;
  return `${part.pathname}/`.startsWith(`${whole.pathname.replace(/\/+$/, '')}/`);
}
