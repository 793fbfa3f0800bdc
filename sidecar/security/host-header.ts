/**
 * Reads `Host` and `Origin` strictly, for the guard: what is not exactly a host with an optional port is nothing at all, so that
 * no trick of spelling (user information, percent signs, other number forms) can mean one host here and another elsewhere. Pure.
 */
import { isIPv6, SocketAddress } from 'node:net';

interface Authority {
  /** Lower case; an IPv6 address in its shortest form, in brackets. */
  readonly host: string;
  /** Empty if none was given. */
  readonly port: string;
}

interface Origin extends Authority {
  readonly scheme: string;
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** `uri-host [ ":" port ]` (RFC 9110, section 7.2), without the percent-encoded names that DNS does not know. */
export function parseAuthority(text: string): Authority | undefined {
  const [, ipv6, name, port = ''] = /^(?:\[([\da-f:.]+)\]|([\w-]+(?:\.[\w-]+)*))(?::(\d{0,5}))?$/i.exec(text) ?? [];
  if (Number(port) > 65_535) return undefined;
  if (name !== undefined) return { host: name.toLowerCase(), port };
  if (ipv6 === undefined || !isIPv6(ipv6)) return undefined;
  return { host: `[${shortIPv6(ipv6)}]`, port };
}

/** A serialized origin (RFC 6454, section 6.2), its port left out where it is the scheme's own. */
export function parseOrigin(text: string): Origin | undefined {
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  const authority = parseAuthority(rest);
  if (authority === undefined) return undefined;
  const { host, port } = authority;
  const lower = scheme.toLowerCase();
  return { scheme: lower, host, port: port === defaultPorts[lower] ? '' : port };
}

/** The host as `parseAuthority` writes it, of a name or an address without brackets. */
export function normalHost(host: string): string | undefined {
  return parseAuthority(isIPv6(host) ? `[${host}]` : host)?.host;
}

function shortIPv6(address: string): string {
  return new SocketAddress({ address, family: 'ipv6' }).address;
}
