/**
 * Reads the address of a broker: scheme, host, port, path, and the credentials that must not be shown. Used when a connection
 * is made and by whoever has to show or compare an address. Throws `invalid-arguments` in words; never prints a password.
 */
import { domainToASCII } from 'node:url';
import { AppError } from '../errors.ts';

export type BrokerScheme = 'mqtt' | 'mqtts' | 'ws' | 'wss';

/** IANA: 1883 and 8883 for MQTT; WebSockets use those of HTTP. */
const defaultPorts = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const satisfies Record<BrokerScheme, number>;

export interface BrokerAddress {
  readonly scheme: BrokerScheme;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Path and query of a WebSocket; always begins with `/`. */
  readonly path: string;
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** For people and logs: no credentials, no query. */
  readonly display: string;
  /** `host:port`, an IPv6 address in brackets. */
  readonly target: string;
}

function isBrokerScheme(text: string): text is BrokerScheme {
  return Object.hasOwn(defaultPorts, text);
}

function refuse(url: string, problem: string): AppError {
  // A password may hold any character, so everything up to the last @ is taken for credentials.
  const shown = JSON.stringify(url.replace(/\/\/.*@/s, '//…@').slice(0, 200));
  return new AppError('invalid-arguments', `The broker URL ${shown} cannot be used: ${problem}.`, {
    hint: 'Write it like mqtt://host:1883, mqtts://host:8883 or wss://host:443/mqtt.',
  });
}

function decoded(url: string, part: string, what: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw refuse(url, `the ${what} in it is not percent-encoded correctly`);
  }
}

function readHost(url: string, hostname: string): string {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  // The URL standard leaves hosts of schemes that it does not know undecoded; names outside ASCII go to DNS as Punycode.
  const host = domainToASCII(decoded(url, hostname, 'host') ?? '');
  if (host === '') throw refuse(url, 'it has no valid host');
  return host;
}

export function parseBrokerUrl(url: string): BrokerAddress {
  const parsed = URL.parse(url);
  if (parsed === null) throw refuse(url, 'it is no valid URL');
  const scheme = parsed.protocol.slice(0, -1);
  if (!isBrokerScheme(scheme)) throw refuse(url, `its scheme has to be one of mqtt, mqtts, ws and wss`);
  const host = readHost(url, parsed.hostname);
  const port = parsed.port === '' ? defaultPorts[scheme] : Number(parsed.port);
  if (port === 0) throw refuse(url, 'port 0 is no port that a broker listens on');
  const isWebSocket = scheme === 'ws' || scheme === 'wss';
  if (!isWebSocket && (parsed.search !== '' || !['', '/'].includes(parsed.pathname))) {
    throw refuse(url, 'a path or query has a meaning with ws and wss only');
  }
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const pathname = isWebSocket ? parsed.pathname : '/';
  return {
    scheme,
    host,
    port,
    path: `${pathname}${parsed.search}`,
    tls: scheme === 'mqtts' || scheme === 'wss',
    username: decoded(url, parsed.username, 'user name'),
    password: decoded(url, parsed.password, 'password'),
    display: `${scheme}://${target}${pathname === '/' ? '' : pathname}`,
    target,
  };
}
