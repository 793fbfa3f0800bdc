/**
 * The patterns of `policy.brokers`: `host`, `*.domain`, an IP address or a CIDR block, each with or without `:port` (IPv6 in
 * brackets then). Read by the configuration, which refuses what is none, and by the guard that decides on addresses. Pure.
 */
import { BlockList, isIP } from 'node:net';

export type BrokerPattern =
  | { readonly kind: 'name'; readonly name: string; readonly port: number | undefined }
  /** Every name below the domain, not the domain itself. */
  | { readonly kind: 'domain'; readonly suffix: string; readonly port: number | undefined }
  | { readonly kind: 'block'; readonly addresses: BlockList; readonly port: number | undefined };

const LABEL = /^[a-z\d_]([a-z\d_-]*[a-z\d_])?$/i;

/** What is wrong with a pattern, in words that continue "… cannot be used: "; undefined when nothing is. */
export function brokerPatternProblem(text: string): string | undefined {
  const parsed = read(text);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** Patterns that are none are left out; the configuration has refused them. */
export function parseBrokerPatterns(texts: readonly string[]): BrokerPattern[] {
  return texts.map(read).filter((pattern) => typeof pattern !== 'string');
}

function read(text: string): BrokerPattern | string {
  if (text === '') return 'it is empty';
  const [, bracketed, bare, portText] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d+))?$/.exec(text) ?? [];
  // An IPv6 address or block without a port needs no brackets.
  const host = bracketed ?? bare ?? text;
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && (port < 1 || port > 65_535)) return `${port} is no port`;
  const [address = '', prefix] = host.split('/', 2);
  const version = isIP(address);
  if (version !== 0) return readBlock(address, version === 4 ? 'ipv4' : 'ipv6', prefix, port);
  if (bracketed !== undefined || host.includes(':')) return 'it is no IPv6 address';
  if (prefix !== undefined) return 'a block begins with an IP address, as in 10.0.0.0/8';
  const isDomain = host.startsWith('*.');
  const name = (isDomain ? host.slice(2) : host).toLowerCase();
  if (!name.split('.').every((label) => LABEL.test(label))) return 'it is neither a host name, *.domain, an IP address nor a CIDR block';
  return isDomain ? { kind: 'domain', suffix: `.${name}`, port } : { kind: 'name', name, port };
}

function readBlock(address: string, family: 'ipv4' | 'ipv6', prefix: string | undefined, port: number | undefined): BrokerPattern | string {
  const addresses = new BlockList();
  if (prefix === undefined) {
    addresses.addAddress(address, family);
  } else {
    const most = family === 'ipv4' ? 32 : 128;
    if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > most) return `the length of its prefix is a number from 0 to ${most}`;
    addresses.addSubnet(address, Number(prefix), family);
  }
  return { kind: 'block', addresses, port };
}
