/**
 * The one wire shape of a message, wherever it leaves the sidecar as JSON: MCP notifications, tool results, browser
 * streams, the HTTP API and the dashboard all start from this and add what is theirs (an id, the connection's name).
 */
import { decodePayload } from './payload-codec.ts';
import type { PayloadEncoding, PayloadEncodingChoice } from './payload-codec.ts';
import type { IncomingMessage, MessageProperties, QoS } from './types.ts';

/** MQTT 5 properties as JSON: `correlationData` is base64, all else as in `MessageProperties`. */
export type MessagePropertiesJson = Omit<MessageProperties, 'correlationData'> & { readonly correlationData?: string };

export interface MessageJson {
  readonly topic: string;
  /** A string, except with encoding `json`. */
  readonly payload: unknown;
  readonly encoding: PayloadEncoding;
  readonly qos: QoS;
  readonly retain: boolean;
  /** Only present when true. */
  readonly dup?: true;
  /** ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
  /** Absent on MQTT 3.1.1 and where the message has none. */
  readonly properties?: MessagePropertiesJson;
}

export function propertiesToJson({ correlationData, ...rest }: MessageProperties): MessagePropertiesJson {
  return correlationData === undefined ? rest : { ...rest, correlationData: correlationData.toString('base64') };
}

/** The same message with the identifiers of the reader's subscriptions that it came by, if they have any. */
export function withIdentifiers<Json extends { readonly properties?: object }>(message: Json, identifiers: readonly number[]): Json {
  if (identifiers.length === 0) return message;
  return { ...message, properties: { ...message.properties, subscriptionIdentifier: identifiers } };
}

export function messageToJson(message: IncomingMessage, encoding: PayloadEncodingChoice = 'auto'): MessageJson {
  const { topic, qos, retain, dup, receivedAt, properties } = message;
  return {
    topic,
    ...decodePayload(message.payload, encoding),
    qos,
    retain,
    ...(dup ? { dup } : {}),
    timestamp: timestampOf(receivedAt),
    ...(properties === undefined ? {} : { properties: propertiesToJson(properties) }),
  };
}

let latest = { at: 0, text: new Date(0).toISOString() };

/** Messages come by the hundreds in one millisecond, or go to many. */
function timestampOf(at: number): string {
  if (latest.at !== at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}
