/**
 * What the rest of the sidecar knows of a broker connection. No mqtt.js type crosses this line, so that the hub, the
 * MCP surface and the tests do not depend on the client library.
 */
import type { LookupFunction } from 'node:net';
import type { AppError } from '../errors.ts';

export type QoS = 0 | 1 | 2;

/** MQTT protocol level: 4 is MQTT 3.1.1, 5 is MQTT 5.0. */
export type ProtocolVersion = 4 | 5;

/** PUBLISH properties of MQTT 5.0 (section 3.3.2.3), named as mqtt.js names them. */
export interface MessageProperties {
  readonly payloadFormatIndicator?: boolean;
  /** Seconds. */
  readonly messageExpiryInterval?: number;
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Buffer;
  readonly userProperties?: Readonly<Record<string, string | string[]>>;
  readonly subscriptionIdentifier?: readonly number[];
}

/** A PUBLISH as it came from the broker. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** Packet identifier at QoS 1 and 2: in a session that is kept, a repeated message comes under the same one [MQTT-4.4.0-1]. */
  readonly packetId?: number;
  /** Milliseconds since the epoch, when the sidecar received it. */
  readonly receivedAt: number;
  /** Absent on MQTT 3.1.1. */
  readonly properties?: MessageProperties;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QoS;
  readonly retain: boolean;
  /** Ignored on MQTT 3.1.1. */
  readonly properties?: MessageProperties;
}

export interface WillMessage extends OutgoingMessage {
  readonly delaySeconds?: number;
}

/** Waits between attempts: `min(maxMs, minMs · factor^attempt)`, each spread by ± `jitter` (0 to 1). */
export interface ReconnectPolicy {
  readonly minMs: number;
  readonly maxMs: number;
  readonly factor: number;
  readonly jitter: number;
}

/** PEM texts, never paths. */
export interface BrokerTlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
  readonly alpn?: readonly string[];
}

/** A password that has to be fetched, and ends. */
export interface AccessToken {
  readonly text: string;
  /** When to have another one, in milliseconds since the epoch; Infinity where it does not end. */
  readonly renewAt: number;
}

export interface TokenSource {
  /** A token that is good now. Rejects with `broker-token-unavailable`. */
  next(): Promise<AccessToken>;
}

export interface ConnectionOptions {
  /** mqtt, mqtts, ws or wss; credentials in it are moved to `username` and `password`. */
  readonly url: string;
  readonly protocolVersion: 'auto' | ProtocolVersion;
  /** The id given is the id used; absent: `mqttx-sse-<random>`. */
  readonly clientId?: string;
  readonly username?: string;
  readonly password?: string;
  /** Where the password comes from instead: fetched before each attempt to connect, and renewed while the connection lasts. */
  readonly tokens?: TokenSource;
  readonly keepaliveSeconds: number;
  readonly cleanStart: boolean;
  readonly sessionExpirySeconds?: number;
  readonly tls?: BrokerTlsOptions;
  readonly will?: WillMessage;
  readonly reconnect: ReconnectPolicy;
  /** How long the first attempt may take before `ready()` gives up waiting. */
  readonly connectTimeoutMs: number;
  /**
   * Goes on trying when the first attempt fails, as after a lost connection; `ready()` then waits until the connection is
   * made, fails or is closed. Without it, and so by default, the connection is given up when the first attempt fails.
   */
  readonly keepTrying?: boolean;
  /** Resolves the name of the broker instead of the system's way, at every attempt. */
  readonly lookup?: LookupFunction;
}

/** A state with the moment (milliseconds since the epoch) at which it began. */
export type ConnectionState =
  | { readonly name: 'connecting'; readonly since: number }
  | { readonly name: 'connected'; readonly since: number; readonly protocolVersion: ProtocolVersion; readonly sessionPresent: boolean }
  | {
      readonly name: 'reconnecting';
      readonly since: number;
      /** 1 for the first attempt after the connection was lost or could not be made. */
      readonly attempt: number;
      /** Milliseconds since the epoch; absent while the attempt is under way. */
      readonly nextTryAt?: number;
      /** Why the connection is down, for a person. */
      readonly reason: string;
    }
  | { readonly name: 'disconnected'; readonly since: number }
  | { readonly name: 'failed'; readonly since: number; readonly error: AppError };

export interface SubscribeOptions {
  readonly qos: QoS;
  /** MQTT 5 only, as the three that follow. */
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  readonly retainHandling?: 0 | 1 | 2;
  readonly subscriptionIdentifier?: number;
}

export interface PublishOptions {
  /** The message is given up with the connection, instead of being sent again with the next one. */
  readonly once?: boolean;
}

export interface PublishResult {
  /** MQTT 5 reason code of PUBACK or PUBCOMP; null at QoS 0 and on MQTT 3.1.1. */
  readonly reasonCode: number | null;
}

export interface TrafficCounters {
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
}

/**
 * One connection to one broker that keeps itself alive: it reconnects with growing waits, restores its subscriptions, and
 * ends in `failed` only where trying again cannot help (a refused password, a taken-over client id).
 */
export interface BrokerConnection {
  readonly id: string;
  /** Without credentials. */
  readonly url: string;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly tls: boolean;
  readonly state: ConnectionState;
  readonly counters: Readonly<TrafficCounters>;
  /** Calls the listener at every change of state; returns the function that ends that. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /**
   * Resolves once connected for the first time; rejects with `broker-unreachable`, `broker-refused` or `broker-timeout`.
   * After a rejection the connection is closed.
   */
  ready(): Promise<void>;
  /**
   * Sends SUBSCRIBE, also for a filter that is subscribed already (the broker then sends its retained messages again) and
   * remembers it for reconnects. Resolves with the QoS granted. While the connection is down it resolves with the QoS asked
   * for: the subscription is made at the reconnect.
   * Rejects with `broker-refused`, `broker-timeout` or `not-connected` (failed or closed).
   */
  subscribe(filter: string, options: SubscribeOptions): Promise<{ qos: QoS }>;
  unsubscribe(filter: string): Promise<void>;
  /**
   * Resolves after the broker's acknowledgement (QoS 0: once written). Rejects like `subscribe`; a message that is sent `once` also
   * with `answer-lost`, when the connection ends before its answer.
   */
  publish(message: OutgoingMessage, options?: PublishOptions): Promise<PublishResult>;
  /** Sends DISCONNECT, frees everything; never rejects. */
  close(): Promise<void>;
}

/**
 * Called for every PUBLISH in the order of arrival. A message of QoS 1 or 2 is acknowledged to the broker after this
 * returned or its promise resolved; when it throws or rejects, the message is not acknowledged.
 */
export type MessageHandler = (message: IncomingMessage) => void | Promise<void>;
