/**
 * What stands in a client's settings for the sidecar: addresses, entries, and whether an entry that stands there already is ours.
 * Pure; the shapes come from the definitions.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Transport } from './schemas.ts';
import type { ClientDefinition, ConfigurationRequest, JsonObject, Launch, ServerAddress, UrlShape } from './types.ts';

/** Loopback, as a client may have it in its file: the same sidecar answers under all of them. */
const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** An entry as it stands in a file. */
export type FoundEntry = Readonly<Record<string, unknown>>;

const endpointPaths = { sse: '/sse', http: '/mcp' } as const;

type UrlTransport = keyof typeof endpointPaths;

/** The address of the MCP endpoint, as it is written into settings and shown for copying. */
export function endpointUrl(address: ServerAddress, transport: UrlTransport, credentials: UrlShape['credentials']): string {
  const url = `${address.scheme ?? 'http'}://localhost:${address.port}${address.basePath}${endpointPaths[transport]}`;
  return credentials === 'query' && address.token !== undefined ? `${url}?token=${encodeURIComponent(address.token)}` : url;
}

/** The transport that is written: the first of the request's that the client knows; undefined where only a command would do and none is known. */
export function chooseTransport(definition: ClientDefinition, request: ConfigurationRequest): Transport | undefined {
  return request.transports.find((transport) => knownTransports(definition, request).includes(transport));
}

/** The entry for a transport that the client knows. */
export function buildEntry(definition: ClientDefinition, transport: Transport, request: ConfigurationRequest): JsonObject {
  if (transport === 'stdio') return { ...definition.shapes.stdio?.fields, ...commandFields(request.launch) };
  const shape = definition.shapes[transport];
  if (shape === undefined) throw new TypeError(`${definition.name} knows no ${transport}`);
  const { token } = request.address;
  const headers = token !== undefined && shape.credentials === 'header' ? { headers: { Authorization: `Bearer ${token}` } } : {};
  return { ...shape.fields, [shape.urlKey]: endpointUrl(request.address, transport, shape.credentials), ...headers };
}

function commandFields(launch: Launch | undefined): JsonObject {
  if (launch === undefined) return {};
  return { command: launch.command, args: launch.args, ...(launch.env === undefined ? {} : { env: launch.env }) };
}

/** The transport by which an entry reaches this very sidecar; undefined if it does not. */
export function reachesUs(entry: FoundEntry, definition: ClientDefinition, request: ConfigurationRequest): Transport | undefined {
  return knownTransports(definition, request).find((transport) => {
    const wanted = buildEntry(definition, transport, request);
    if (transport === 'stdio') return entry['command'] === wanted['command'] && isDeepStrictEqual(entry['args'] ?? [], wanted['args']);
    const shape = definition.shapes[transport];
    return shape !== undefined && fieldsFit(entry, shape.fields) && sameEndpoint(entry[shape.urlKey], wanted[shape.urlKey]);
  });
}

/** Whether an entry points to a sidecar of this kind on this machine, be it on another port. */
export function looksLikeOurs(entry: FoundEntry, definition: ClientDefinition, request: ConfigurationRequest): boolean {
  if (typeof entry['command'] === 'string') return request.launch !== undefined && entry['command'] === request.launch.command;
  return Object.values(definition.shapes).some((shape) => {
    const url = shape !== undefined && 'urlKey' in shape ? parseUrl(entry[shape.urlKey]) : undefined;
    if (url === undefined || !loopbackHosts.includes(url.hostname)) return false;
    return Object.values(endpointPaths).some((path) => trimSlash(url.pathname) === request.address.basePath + path);
  });
}

/** Whether what stands there does what is wanted: the token's place in a URL counts, the way loopback is written does not. */
export function sameEndpoint(found: unknown, wanted: unknown): boolean {
  const [a, b] = [parseUrl(found), parseUrl(wanted)];
  if (a === undefined || b === undefined) return false;
  const host = a.hostname === b.hostname || (loopbackHosts.includes(a.hostname) && loopbackHosts.includes(b.hostname));
  return host && a.protocol === b.protocol && a.port === b.port && trimSlash(a.pathname) === trimSlash(b.pathname) && a.search === b.search;
}

function knownTransports(definition: ClientDefinition, request: ConfigurationRequest): Transport[] {
  const known: readonly Transport[] = ['sse', 'http', 'stdio'];
  return known.filter((transport) => definition.shapes[transport] !== undefined && (transport !== 'stdio' || request.launch !== undefined));
}

/** A field that is absent counts as fitting: clients tell the transport by the URL then. */
function fieldsFit(entry: FoundEntry, fields: JsonObject): boolean {
  return Object.entries(fields).every(([key, value]) => entry[key] === undefined || entry[key] === value);
}

function parseUrl(value: unknown): URL | undefined {
  return typeof value === 'string' ? (URL.parse(value) ?? undefined) : undefined;
}

function trimSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
