import { connectAsync } from 'mqtt';
import type { IClientOptions, MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import type { EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import type { Mosquitto } from '../../support/mosquitto.ts';
import { openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { connack, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';

let mosquitto: Mosquitto;
let aedes: EmbeddedBroker;

beforeAll(async () => {
  [mosquitto, aedes] = await Promise.all([startMosquitto(), startEmbeddedBroker({ host: '127.0.0.1', port: 0 })]);
});

afterAll(async () => {
  await Promise.all([mosquitto.dispose(), aedes.close()]);
});

async function rival(url: string, options: IClientOptions): Promise<MqttClient> {
  const client = await connectAsync(url, options);
  onTestFinished(() => client.endAsync(true));
  return client;
}

describe('another client with the same id', () => {
  it('ends a connection of MQTT 5 at once where the broker says so', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
      // Session taken over.
      if (type === PACKET.publish) client.send(packet(PACKET.disconnect, 0, 0x8e, 0));
    });
    const { connection, states } = await openReadyConnection(broker.url, { clientId: 'contested' });
    await connection.publish(text('a', 'x'));
    const { error } = await reached(connection, 'failed');
    expect(error).toMatchObject({
      code: 'broker-refused',
      message: expect.stringContaining('another client with the same client id, "contested"'),
      hint: expect.stringContaining('another client id'),
    });
    expect(states.map(({ name }) => name)).toEqual(['connected', 'failed']);
    const refusal = { code: 'not-connected', message: expect.stringContaining('"contested"') };
    await expect(connection.publish(text('a', 'x'))).rejects.toMatchObject(refusal);
    await expect(connection.subscribe('a', { qos: 0 })).rejects.toMatchObject(refusal);
    await expect(connection.unsubscribe('a')).rejects.toMatchObject(refusal);
    await connection.close();
    expect(connection.state.name).toBe('failed');
    expect(broker.clients).toHaveLength(1);
  });

  it.each([
    ['Mosquitto', 5, () => mosquitto.url],
    ['Mosquitto', 4, () => mosquitto.url],
    ['aedes', 4, () => `mqtt://127.0.0.1:${aedes.port}`],
  ] as const)('that comes back each time is not fought (%s, version %i)', async (_name, protocolVersion, urlOf) => {
    const clientId = `contested-${protocolVersion}`;
    const { connection, states } = await openReadyConnection(urlOf(), { clientId, protocolVersion });
    const other = await rival(urlOf(), { clientId, protocolVersion, reconnectPeriod: 100 });
    const { error } = await reached(connection, 'failed');
    expect(error.message).toContain('same client id');
    expect(states.filter(({ name }) => name === 'connected').length).toBeLessThanOrEqual(3);
    // It is left to the rival, which is not pushed out again.
    await connection.close();
    expect(await other.publishAsync('a', 'still here', { qos: 1 })).toBeDefined();
    expect(other.connected).toBe(true);
  });
});
