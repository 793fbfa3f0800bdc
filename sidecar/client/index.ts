/**
 * `mqttx-sse-server/client`: MQTT messages over the sidecar's streams, in browsers and in Node, without a dependency. Everything
 * that users of the library import is exported here.
 */
import { receiveByFetch } from './fetch-transport.ts';
import { createStream } from './stream.ts';
import type { ConnectOptions, MqttStream } from './types.ts';

export { payloadBytes } from './payload.ts';
export type {
  BrokerState,
  ConnectOptions,
  Gap,
  JsonMessage,
  Listener,
  Message,
  MessageProperties,
  MqttStream,
  StreamEvents,
  StreamFailure,
  StreamQuery,
  StreamState,
  TextMessage,
} from './types.ts';

/** The stream is opened with the first subscription. */
export function connect(options: ConnectOptions = {}): MqttStream {
  return createStream(options, receiveByFetch);
}
