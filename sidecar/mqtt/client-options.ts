/**
 * Turns `ConnectionOptions` into the options of mqtt.js, and refuses in words what could not work. What mqtt.js does by
 * itself and what the connection does instead is settled here.
 */
import { randomBytes } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { Store } from 'mqtt';
import type { IClientOptions } from 'mqtt';
import { AppError } from '../errors.ts';
import { parseBrokerUrl } from './broker-url.ts';
import type { BrokerAddress } from './broker-url.ts';
import { assertPublishProperties, toWireProperties } from './publish-properties.ts';
import { assertTopicName } from './topics.ts';
import type { BrokerTlsOptions, ConnectionOptions, WillMessage } from './types.ts';

/** Messages of QoS 1 and 2 that the broker may have on their way to us (MQTT 5, section 3.1.2.11.3). */
const RECEIVE_MAXIMUM = 1_000;
/** Topics that the broker may abbreviate; each costs the memory of its name. */
const TOPIC_ALIAS_MAXIMUM = 64;

/** How long a broker keeps the session while the connection is taken over to a new token (MQTT 5), in seconds. */
const SWAP_EXPIRY_SECONDS = 60;

export interface ClientPlan {
  readonly address: BrokerAddress;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly options: IClientOptions;
}

function invalid(detail: string, hint: string, cause?: unknown): AppError {
  return new AppError('invalid-arguments', detail, { hint, cause });
}

function assertTlsMaterial({ ca, cert, key, passphrase }: BrokerTlsOptions, address: BrokerAddress): void {
  if (ca === undefined && cert === undefined && key === undefined) return;
  if (!address.tls) throw invalid(`Certificates are of no use with ${address.display}.`, 'Use mqtts or wss, or leave them out.');
  if ((cert === undefined) !== (key === undefined)) {
    throw invalid('A client certificate needs both cert and key.', 'Give the other one too, or leave both out.');
  }
  try {
    createSecureContext({ ca, cert, key, passphrase });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid(
      `The certificates for ${address.display} cannot be used: ${why}.`,
      'Give ca, cert and key as PEM, and the passphrase of a key that is encrypted.',
      error,
    );
  }
}

function tlsOptions(tls: BrokerTlsOptions, address: BrokerAddress): IClientOptions {
  assertTlsMaterial(tls, address);
  if (!address.tls) return {};
  const { alpn, rejectUnauthorized = true, ...rest } = tls;
  const options = { ...rest, rejectUnauthorized, ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }) };
  // Of these mqtt.js hands only some on to the WebSocket.
  return address.scheme === 'wss' ? { ...options, wsOptions: options } : options;
}

function willOptions({ topic, payload, qos, retain, properties, delaySeconds }: WillMessage): NonNullable<IClientOptions['will']> {
  assertTopicName(topic);
  if (properties !== undefined) assertPublishProperties(properties);
  const delay = delaySeconds === undefined ? {} : { willDelayInterval: delaySeconds };
  return { topic, payload, qos, retain, properties: { ...toWireProperties(properties ?? {}), ...delay } };
}

/** For a WebSocket mqtt.js puts the host into a URL, where an IPv6 address stands in brackets (RFC 3986, section 3.2.2). */
function hostOption({ scheme, host }: BrokerAddress): string {
  return scheme.startsWith('ws') && host.includes(':') ? `[${host}]` : host;
}

/** @throws AppError `invalid-arguments`, or `invalid-topic` for a will that could not be published */
export function planClient(options: ConnectionOptions): ClientPlan {
  const address = parseBrokerUrl(options.url);
  const { will, tokens } = options;
  const sessionExpirySeconds = options.sessionExpirySeconds ?? (tokens === undefined ? undefined : SWAP_EXPIRY_SECONDS);
  const username = options.username ?? address.username;
  const password = options.password ?? address.password;
  // [MQTT-3.1.3-5], and it keeps the 23 bytes that every broker of 3.1.1 has to accept.
  const clientId = options.clientId ?? `mqttx-sse-${randomBytes(6).toString('hex')}`;
  if (clientId === '' && !options.cleanStart) {
    throw invalid('A session that is to be kept needs a client id.', 'Name one, or use cleanStart.');
  }
  // MQTT 3.1.1 allows no password without a user name [MQTT-3.1.2-22]; an empty name serves both versions.
  const credentials =
    password === undefined && tokens !== undefined
      ? { username: username ?? '' }
      : password === undefined
        ? username === undefined
          ? {}
          : { username }
        : { username: username ?? '', password };
  return {
    address,
    clientId,
    username,
    options: {
      protocol: address.scheme,
      host: hostOption(address),
      port: address.port,
      path: address.path,
      ...tlsOptions(options.tls ?? {}, address),
      clientId,
      ...credentials,
      protocolVersion: options.protocolVersion === 4 ? 4 : 5,
      keepalive: options.keepaliveSeconds,
      clean: options.cleanStart,
      connectTimeout: options.connectTimeoutMs,
      ...(will === undefined ? {} : { will: willOptions(will) }),
      properties: {
        receiveMaximum: RECEIVE_MAXIMUM,
        topicAliasMaximum: TOPIC_ALIAS_MAXIMUM,
        ...(sessionExpirySeconds === undefined ? {} : { sessionExpiryInterval: sessionExpirySeconds }),
      },
      timerVariant: 'native',
      // The connection attaches its listeners before the first attempt.
      manualConnect: true,
      // The waits are set before each; see `broker-connection.ts`. With a token the connection waits by itself.
      reconnectPeriod: tokens === undefined ? options.reconnect.minMs : 0,
      // Whether a refusal is final is decided by the state machine, which ends the client if so.
      reconnectOnConnackError: true,
      // The connection restores subscriptions itself, because mqtt.js tells nobody when one is refused then.
      resubscribe: false,
      // It outlives `end()`: mqtt.js would throw at a PUBREL that it still processes after it has closed a store of its own.
      incomingStore: new Store({ clean: false }),
    },
  };
}
