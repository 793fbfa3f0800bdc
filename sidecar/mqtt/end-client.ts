/**
 * Ends an mqtt.js client for good: DISCONNECT if there is a connection to send it on, and the socket and all timers gone
 * shortly after, whether or not the other side still answers. Used by the connection only.
 */
import type { MqttClient } from 'mqtt';

/** How long the broker may take to close its side after DISCONNECT. */
const GRACE_MS = 750;

/**
 * @param hasSocket whether the client's socket has not yet closed
 * @param forgetSession asks the broker to keep nothing of the session (MQTT 5)
 * @returns resolves once the socket is closed; never rejects
 */
export function endClient(client: MqttClient, hasSocket: boolean, forgetSession = false): Promise<void> {
  // Without this the client would reconnect when its socket closes after `end`.
  client.options.reconnectPeriod = 0;
  // `end` waits for every acknowledgement, without a bound; whoever waits for one has been told already.
  for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
  // There is none where no attempt to connect has begun, and then nothing to end.
  const stream: MqttClient['stream'] | undefined = client.stream;
  if (stream === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    if (!hasSocket) {
      client.end(true);
      resolve();
      return;
    }
    const timer = setTimeout(() => stream.destroy(), GRACE_MS);
    client.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    // By force there is no DISCONNECT, but without a connection mqtt.js would leave the socket open.
    client.end(!client.connected, forgetSession ? { properties: { sessionExpiryInterval: 0 } } : {});
  });
}
