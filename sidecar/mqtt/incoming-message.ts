/** A PUBLISH as mqtt.js hands it over, turned into the sidecar's own type. Pure. */
import type { IPublishPacket } from 'mqtt';
import type { IncomingMessage, MessageProperties } from './types.ts';

/** Only what MQTT lets a receiver see; topic aliases are resolved before. Undefined where the message has no properties. */
function readProperties(properties: NonNullable<IPublishPacket['properties']>): MessageProperties | undefined {
  const { topicAlias: _resolved, subscriptionIdentifier, userProperties, ...rest } = properties;
  const message: MessageProperties = {
    ...rest,
    ...(userProperties === undefined ? {} : { userProperties: { ...userProperties } }),
    ...(subscriptionIdentifier === undefined ? {} : { subscriptionIdentifier: [subscriptionIdentifier].flat() }),
  };
  return Object.keys(message).length === 0 ? undefined : message;
}

/**
 * @param topic the topic's full name, which the packet itself lacks where the broker used an alias
 * @param receivedAt milliseconds since the epoch
 */
export function toIncomingMessage(packet: IPublishPacket, topic: string, receivedAt: number): IncomingMessage {
  const properties = packet.properties === undefined ? undefined : readProperties(packet.properties);
  return {
    topic,
    payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
    qos: packet.qos,
    retain: packet.retain,
    dup: packet.dup,
    ...(packet.qos === 0 || packet.messageId === undefined ? {} : { packetId: packet.messageId }),
    receivedAt,
    ...(properties === undefined ? {} : { properties }),
  };
}
