/** The addresses under which people and clients reach the sidecar. Pure. */
import type { Config } from './config/schema.ts';

export interface SidecarUrls {
  readonly port: number;
  readonly mcp: string;
  readonly health: string;
  readonly dashboard: string;
}

export function createUrls({ server }: Pick<Config, 'server'>, port: number): SidecarUrls {
  const scheme = server.tls === undefined ? 'http' : 'https';
  const base = server.publicUrl?.replace(/\/+$/, '') ?? `${scheme}://${hostForPeople(server.host)}:${port}`;
  return { port, mcp: `${base}${server.basePath}/sse`, health: `${base}/health/live`, dashboard: `${base}/` };
}

/** What the message endpoint is announced as: a path, which every client resolves, unless a proxy strips a prefix. */
export function messageEndpoint({ server }: Pick<Config, 'server'>): string {
  const prefix = server.publicUrl === undefined ? '' : new URL(server.publicUrl).pathname.replace(/\/+$/, '');
  return `${prefix}${server.basePath}/message`;
}

/** Addresses that mean every interface, or loopback, are reached as localhost from here. */
function hostForPeople(host: string): string {
  if (['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', '[::]', '[::1]'].includes(host)) return 'localhost';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
