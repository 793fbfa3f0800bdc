/**
 * The arguments of `mqttConnect` and what they mean: the documented host, port and client id, or a URL, or a profile of the
 * configuration with a few things said otherwise. Pure: profiles are handed in.
 */
import { z } from 'zod';
import { AppError } from '../errors.ts';
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
  if (url !== undefined) return { ...AD_HOC_DEFAULTS, url };
  if (host === undefined) {
    throw new AppError('invalid-arguments', 'It is not said which broker to connect to.', {
      hint: `Give "profile" (one of: ${listed(profiles.names)}), or "host" (and "port"), or "url".`,
    });
  }
  // A model that puts a whole address into "host" means it as a URL.
  if (/^(mqtts?|wss?):\/\//i.test(host)) return { ...AD_HOC_DEFAULTS, url: host };
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return { ...AD_HOC_DEFAULTS, url: `${tls ? 'mqtts' : 'mqtt'}://${bracketed}:${port ?? (tls ? 8_883 : 1_883)}` };
}

function profileBase({ host, url }: ConnectArguments, name: string, profiles: ProfileSource): ConnectionOptions {
  if (host !== undefined || url !== undefined) throw conflicting('profile', host === undefined ? 'url' : 'host');
  const options = profiles.optionsOf(name);
  if (options === undefined) {
    throw new AppError('profile-not-found', `There is no profile "${name}".`, { hint: `The profiles are: ${listed(profiles.names)}.` });
  }
  return options;
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
