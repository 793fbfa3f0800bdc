/**
 * A message as the contents of a resource: text where it is text, a blob where it is not, with the type that its publisher
 * stated or that can be seen. Everything else of the message stands in `_meta`. Pure.
 */
import { isUtf8 } from 'node:buffer';
import type { BlobResourceContents, TextResourceContents } from '@modelcontextprotocol/server';
import type { ObservedTopic } from '../../hub/observed-topic.ts';
import type { HubMessage } from '../../hub/message.ts';
import { propertiesToJson } from '../../mqtt/message-json.ts';

/** Key in `_meta`: a name of our own (MCP, "General fields"). */
const MESSAGE_META = 'mqttx-sse-server/message';

/** RFC 9110, section 8.3.1: type, subtype and parameters; anything else that a publisher writes there is no type. */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(?:\s*;[\x20-\x7e]*)?$/;
const BINARY_TYPE = /^(?:image|audio|video|font)\/(?!svg)|^application\/(?:octet-stream|cbor|msgpack|x-protobuf|protobuf|zip|gzip)\b/i;

export function topicContents(uri: string, message: HubMessage, seen: ObservedTopic): TextResourceContents | BlobResourceContents {
  const { payload } = message;
  const mimeType = mimeTypeOf(message);
  const common = { uri, mimeType, _meta: { [MESSAGE_META]: describe(message, seen) } };
  return isText(message) ? { ...common, text: payload.toString('utf8') } : { ...common, blob: payload.toString('base64') };
}

/** What can be said of a value without looking at more than it. */
export function mimeTypeOf({ payload, properties }: Pick<HubMessage, 'payload' | 'properties'>): string {
  const stated = properties?.contentType;
  if (stated !== undefined && MEDIA_TYPE.test(stated)) return stated;
  if (!isUtf8(payload)) return 'application/octet-stream';
  return isJsonStructure(payload) ? 'application/json' : 'text/plain';
}

function isText({ payload, properties }: HubMessage): boolean {
  return isUtf8(payload) && !BINARY_TYPE.test(properties?.contentType ?? '');
}

/** A number or a word is a JSON text as well, but nobody means it as one. */
function isJsonStructure(payload: Buffer): boolean {
  const text = payload.toString('utf8').trim();
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function describe(
  { id, connection, topic, qos, retain, receivedAt, properties }: HubMessage,
  seen: ObservedTopic,
): Record<string, unknown> {
  return {
    id,
    connection,
    topic,
    qos,
    retain,
    timestamp: new Date(receivedAt).toISOString(),
    messages: seen.messages,
    retained: seen.retained,
    ...(properties === undefined ? {} : { properties: propertiesToJson(properties) }),
  };
}
