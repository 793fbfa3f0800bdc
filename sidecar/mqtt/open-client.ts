/**
 * Makes the mqtt.js client of a connection. Where the names of brokers have to be resolved in a guarded way, TLS and WebSocket
 * take the lookup from the options; for plain TCP mqtt.js hands on no such option, so the socket is opened here.
 */
import { createConnection, type LookupFunction } from 'node:net';
import { connect, MqttClient, type IClientOptions } from 'mqtt';

export function openClient(options: IClientOptions, lookup: LookupFunction | undefined): MqttClient {
  if (lookup === undefined) return connect(options);
  const guarded = { lookup };
  if (options.protocol !== 'mqtt') return connect({ ...options, ...guarded, wsOptions: { ...options.wsOptions, ...guarded } });
  const { host = 'localhost', port = 1883 } = options;
  const client = new MqttClient(() => createConnection({ host, port, lookup }), options);
  // As `connect` does: whoever wants to know of errors listens himself.
  client.on('error', () => {});
  return client;
}
