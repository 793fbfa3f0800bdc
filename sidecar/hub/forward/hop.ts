/**
 * A message on its way from one broker to another: what is published, and how it is told that a message has been here before. Pure.
 */
import type { IncomingMessage, MessageProperties, OutgoingMessage, QoS } from '../../mqtt/types.ts';

/** User property (MQTT 5) with one value for each broker that the message was taken from: `<instance>:<profile>`. */
const HOP_PROPERTY = 'mqttx-sse-forwarded';
/** However many instances pass a message on to each other, here it ends. */
const MAX_HOPS = 16;

export interface Route {
  readonly instance: string;
  readonly from: string;
  readonly to: string;
  readonly prefix: string;
  readonly qos: QoS;
  /** Names of the two brokers in marks. */
  readonly marks: { readonly from: string; readonly to: string };
}

/** Whether this instance has taken the message from either side already, so that passing it on would send it round. */
export function isReturning({ properties }: Pick<IncomingMessage, 'properties'>, { instance, marks }: Route): boolean {
  const hops = hopsOf(properties);
  return hops.length >= MAX_HOPS || hops.includes(hopAt(instance, marks.from)) || hops.includes(hopAt(instance, marks.to));
}

/** Undefined if the message has expired while it waited (MQTT 5, section 3.3.2.3.3). @param now milliseconds since the epoch */
export function outgoing(message: IncomingMessage, route: Route, now: number): OutgoingMessage | undefined {
  const { topic, payload, qos, retain, receivedAt, properties = {} } = message;
  const { messageExpiryInterval: expiry } = properties;
  const left = expiry === undefined ? undefined : expiry - Math.floor(Math.max(0, now - receivedAt) / 1_000);
  if (left !== undefined && left <= 0) return undefined;
  return {
    topic: route.prefix + topic,
    payload,
    qos: qos < route.qos ? qos : route.qos,
    retain,
    properties: {
      ...properties,
      ...(left === undefined ? {} : { messageExpiryInterval: left }),
      userProperties: {
        ...properties.userProperties,
        [HOP_PROPERTY]: [...hopsOf(properties), hopAt(route.instance, route.marks.from)],
      },
    },
  };
}

function hopsOf(properties: MessageProperties | undefined): string[] {
  return [properties?.userProperties?.[HOP_PROPERTY] ?? []].flat();
}

function hopAt(instance: string, broker: string): string {
  return `${instance}:${broker}`;
}
