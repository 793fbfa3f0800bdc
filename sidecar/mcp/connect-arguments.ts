/**
 * The arguments of `mqttConnect` and what they mean: the documented host, port and client id, or a URL, or a profile of the
 * configuration with a few things said otherwise. Pure: profiles are handed in.
 */
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import { encodePayload } from '../mqtt/payload-codec.ts';
import { assertTopicName } from '../mqtt/topics.ts';
import type { ConnectionOptions, WillMessage } from '../mqtt/types.ts';
import { boolean, identifier, number, qos, structure } from './lenient.ts';
import { encodingArgument, payloadArgument } from './shapes.ts';

const willArgument = structure(
  z.object({
    topic: z.string(),
    payload: payloadArgument,
    encoding: encodingArgument,
    qos: qos('QoS of the will.').exactOptional(),
    retain: boolean().exactOptional(),
    delaySeconds: number(z.int().min(0).max(4_294_967_295)).exactOptional().describe('MQTT 5 only.'),
  }),
);

const tlsArgument = structure(
  z.object({
    ca: z.string().exactOptional().describe('PEM'),
    cert: z.string().exactOptional().describe('PEM'),
    key: z.string().exactOptional().describe('PEM'),
    rejectUnauthorized: boolean().exactOptional().describe('false accepts any certificate'),
    servername: z.string().exactOptional(),
  }),
);

export const connectArguments = z.object({
  profile: z.string().exactOptional().describe('Name of a configured broker; knows its own address and credentials. Preferred.'),
  host: z.string().min(1).exactOptional().describe('Broker host name or address.'),
  port: number(z.int().min(1).max(65_535)).exactOptional().describe('Default 1883, or 8883 with tls.'),
  url: z.string().exactOptional().describe('Instead of host and port: mqtt://, mqtts://, ws:// or wss:// address.'),
  clientId: identifier().exactOptional().describe('MQTT client id. Default: a random one.'),
  username: identifier().exactOptional(),
  password: identifier().exactOptional(),
  protocolVersion: number(z.literal(['auto', 4, 5], { error: 'must be "auto", 4 (MQTT 3.1.1) or 5' }))
    .exactOptional()
    .describe('auto (default: 5, else 4), 4 (MQTT 3.1.1) or 5.'),
  keepaliveSeconds: number(z.int().min(0).max(65_535)).exactOptional(),
  cleanStart: boolean().exactOptional().describe('Default true.'),
  tls: tlsArgument.exactOptional().describe('TLS options; with host it also selects TLS.'),
  will: willArgument.exactOptional().describe('Message that the broker publishes if this connection is lost.'),
});

export type ConnectArguments = z.output<typeof connectArguments>;

/** What may be told of a profile. */
export interface ProfileSummary {
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  readonly protocolVersion: ConnectionOptions['protocolVersion'];
  readonly isDefault: boolean;
}

export interface ProfileSource {
  readonly all: readonly ProfileSummary[];
  readonly names: readonly string[];
  /** How to connect the profile; undefined if there is none of that name. */
  optionsOf(name: string): ConnectionOptions | undefined;
  /** Whether addresses other than the profiles' may be connected. */
  readonly adHoc: boolean;
}

const AD_HOC_DEFAULTS = {
  protocolVersion: 'auto',
  keepaliveSeconds: 60,
  cleanStart: true,
  reconnect: { minMs: 1_000, maxMs: 30_000, factor: 2, jitter: 0.2 },
  connectTimeoutMs: 10_000,
} as const satisfies Omit<ConnectionOptions, 'url'>;

/**
 * @throws AppError `invalid-arguments` when nothing or too much is named, `profile-not-found`, `insufficient-scope` when
 * ad-hoc connections are switched off, `invalid-topic` or `invalid-payload` for a will that cannot be
 */
export function connectionOptions(given: ConnectArguments, profiles: ProfileSource): ConnectionOptions {
  const base = given.profile === undefined ? adHocBase(given, profiles) : profileBase(given, given.profile, profiles);
  const { profile: _profile, host: _host, port: _port, url: _url, tls, will, ...overrides } = given;
  if (tls !== undefined) assertEncrypted(base.url);
  return {
    ...base,
    ...overrides,
    ...(tls === undefined ? {} : { tls: { ...base.tls, ...tls } }),
    ...(will === undefined ? {} : { will: willMessage(will) }),
  };
}

function adHocBase({ host, port, url, tls }: ConnectArguments, profiles: ProfileSource): ConnectionOptions {
  if (!profiles.adHoc) {
    throw new AppError('insufficient-scope', 'Connecting to an address of one’s own choice is switched off here (mcp.adHocConnections).', {
      hint: `Use one of the profiles: ${listed(profiles.names)}.`,
    });
  }
  if (url !== undefined && host !== undefined) throw conflicting('url', 'host');
  if (url !== undefined) return { ...AD_HOC_DEFAULTS, url: withPort(url, port) };
  if (host === undefined) {
    throw new AppError('invalid-arguments', 'It is not said which broker to connect to.', {
      hint: `Give "profile" (one of: ${listed(profiles.names)}), or "host" (and "port"), or "url".`,
    });
  }
  // A model that puts a whole address into "host" means it as a URL.
  if (/^(mqtts?|wss?):\/\//i.test(host)) return { ...AD_HOC_DEFAULTS, url: withPort(host, port) };
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return { ...AD_HOC_DEFAULTS, url: `${tls ? 'mqtts' : 'mqtt'}://${bracketed}:${port ?? (tls ? 8_883 : 1_883)}` };
}

/** The address with the port that was given beside it. */
function withPort(url: string, port: number | undefined): string {
  const parsed = URL.parse(url);
  // What is no URL is refused, in better words, where the connection is made.
  if (port === undefined || parsed === null || parsed.port === String(port)) return url;
  if (parsed.port !== '') {
    throw new AppError('invalid-arguments', `The address names port ${parsed.port}, and "port" says ${port}.`, {
      hint: 'Leave out one of them.',
    });
  }
  parsed.port = String(port);
  return parsed.href;
}

/** Options of TLS without TLS would send in clear what somebody believes to be encrypted. */
function assertEncrypted(url: string): void {
  const { tls, display } = parseBrokerUrl(url);
  if (tls) return;
  throw new AppError('invalid-arguments', `"tls" is given, but ${display} is not encrypted.`, {
    hint: 'Use an address that begins with mqtts:// or wss://, or leave out "tls".',
  });
}

function profileBase(given: ConnectArguments, name: string, profiles: ProfileSource): ConnectionOptions {
  const other = (['host', 'url', 'port'] as const).find((argument) => given[argument] !== undefined);
  if (other !== undefined) throw conflicting('profile', other);
  assertVerifiedAsConfigured(name, given.tls);
  const options = profiles.optionsOf(name);
  if (options === undefined) {
    throw new AppError('profile-not-found', `There is no profile "${name}".`, { hint: `The profiles are: ${listed(profiles.names)}.` });
  }
  return options;
}

/** Whoever could say how the broker of a profile is verified could have its password sent to another one. */
function assertVerifiedAsConfigured(profile: string, tls: ConnectArguments['tls']): void {
  const { ca, servername, rejectUnauthorized = true } = tls ?? {};
  if (ca === undefined && servername === undefined && rejectUnauthorized) return;
  throw new AppError('invalid-arguments', `How the broker of the profile "${profile}" is verified is part of the profile.`, {
    hint: 'Leave out "ca", "servername" and "rejectUnauthorized"; whoever operates the server can change the profile.',
  });
}

function conflicting(one: string, other: string): AppError {
  return new AppError('invalid-arguments', `"${one}" and "${other}" cannot be given together.`, { hint: `Leave out one of them.` });
}

function willMessage({ payload, encoding, ...rest }: z.output<typeof willArgument>): WillMessage {
  assertTopicName(rest.topic);
  return { qos: 0, retain: false, ...rest, payload: encodePayload(payload, encoding) };
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
