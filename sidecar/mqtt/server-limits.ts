/**
 * What a broker of MQTT 5 says in CONNACK that it does not do (section 3.2.2.3), and the refusals that follow from it. A
 * client that goes over such a limit is disconnected, and would be again with every resend, so it is told here instead.
 * Pure; used by the connection before anything is sent.
 */
import type { IConnackPacket } from 'mqtt';
import { AppError } from '../errors.ts';
import { parseSharedFilter } from './topics.ts';
import type { MessageProperties, OutgoingMessage, ProtocolVersion } from './types.ts';

/**
 * Most messages of QoS 1 and 2 on their way at once where the broker sets no smaller limit: keeps packet identifiers apart
 * and a stalled broker from filling the memory.
 */
const OWN_WINDOW = 1_000;
/**
 * The same for QoS 2 on MQTT 3.1.1, which has no receive maximum: Mosquitto 2.0.11 acknowledges more than its
 * `max_inflight_messages`, 20 by default, and loses them.
 */
const OWN_WINDOW_QOS2_311 = 20;

export interface ServerLimits {
  readonly maximumQoS: number;
  readonly retainAvailable: boolean;
  /** Bytes of a whole packet. */
  readonly maximumPacketSize: number;
  /** Messages of QoS 1 and 2 that may wait for their acknowledgement at the same time. */
  readonly window: number;
  /** Messages of QoS 2 among them. */
  readonly windowQoS2: number;
  readonly wildcards: boolean;
  readonly sharedSubscriptions: boolean;
  readonly subscriptionIdentifiers: boolean;
  /** How many topics we may abbreviate. */
  readonly topicAliases: number;
}

export function readServerLimits(version: ProtocolVersion, properties?: IConnackPacket['properties']): ServerLimits {
  const window = Math.min(OWN_WINDOW, properties?.receiveMaximum ?? OWN_WINDOW);
  return {
    maximumQoS: properties?.maximumQoS ?? 2,
    retainAvailable: properties?.retainAvailable ?? true,
    maximumPacketSize: properties?.maximumPacketSize ?? Infinity,
    window,
    windowQoS2: version === 4 ? Math.min(window, OWN_WINDOW_QOS2_311) : window,
    wildcards: properties?.wildcardSubscriptionAvailable ?? true,
    sharedSubscriptions: properties?.sharedSubscriptionAvailable ?? true,
    subscriptionIdentifiers: properties?.subscriptionIdentifiersAvailable ?? true,
    topicAliases: properties?.topicAliasMaximum ?? 0,
  };
}

/** Bytes of a length-prefixed string or binary field. */
function field(value: string | Buffer): number {
  return 2 + Buffer.byteLength(value);
}

/** Bytes of a variable byte integer (section 1.5.5). */
function variableInteger(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
}

function propertiesSize(properties: MessageProperties): number {
  let size = 0;
  if (properties.payloadFormatIndicator !== undefined) size += 2;
  if (properties.messageExpiryInterval !== undefined) size += 5;
  for (const value of [properties.contentType, properties.responseTopic, properties.correlationData]) {
    if (value !== undefined) size += 1 + field(value);
  }
  for (const [name, values] of Object.entries(properties.userProperties ?? {})) {
    for (const value of [values].flat()) size += 1 + field(name) + field(value);
  }
  return size;
}

/** Bytes of the PUBLISH of MQTT 5 that carries the message (section 3.3). */
export function publishPacketSize({ topic, payload, qos, properties = {} }: OutgoingMessage): number {
  const bytesOfProperties = propertiesSize(properties);
  const identifier = qos === 0 ? 0 : 2;
  const remaining = field(topic) + identifier + variableInteger(bytesOfProperties) + bytesOfProperties + payload.length;
  return 1 + variableInteger(remaining) + remaining;
}

/** Why the broker would not take the message, or undefined. */
export function publishRefusal(message: OutgoingMessage, limits: ServerLimits, target: string): AppError | undefined {
  if (message.qos > limits.maximumQoS) {
    return new AppError('broker-refused', `The broker at ${target} does not support publishing with QoS ${message.qos}.`, {
      reasonCode: 0x9b,
      hint: `Publish with QoS ${limits.maximumQoS} at most.`,
    });
  }
  if (message.retain && !limits.retainAvailable) {
    return new AppError('broker-refused', `The broker at ${target} does not support retained messages.`, {
      reasonCode: 0x9a,
      hint: 'Publish without retain.',
    });
  }
  const size = limits.maximumPacketSize === Infinity ? 0 : publishPacketSize(message);
  if (size > limits.maximumPacketSize) {
    const detail = `The message has ${size} bytes as a packet; the broker at ${target} accepts at most ${limits.maximumPacketSize}.`;
    return new AppError('broker-refused', detail, { reasonCode: 0x95, hint: 'Send less at once.' });
  }
  return undefined;
}

/** Why the broker would not take the subscription, or undefined. */
export function subscribeRefusal(filter: string, limits: ServerLimits, target: string): AppError | undefined {
  const shared = parseSharedFilter(filter);
  if (shared !== undefined && !limits.sharedSubscriptions) {
    return new AppError('broker-refused', `The broker at ${target} does not support shared subscriptions.`, {
      hint: `Subscribe to "${shared.filter}" instead.`,
    });
  }
  if (!limits.wildcards && /[+#]/.test(filter)) {
    return new AppError('broker-refused', `The broker at ${target} does not support wildcards in subscriptions.`, {
      hint: 'Subscribe to each topic by its full name.',
    });
  }
  return undefined;
}
