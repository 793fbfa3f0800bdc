import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Aedes } from 'aedes';
import { expect, it } from 'vitest';
import { connectPacket, publishPacket, subscribePacket } from '../../../bench/streams/mqtt-packets.ts';
import { listenOnFreePort } from '../../support/ports.ts';

it('speaks MQTT that a broker understands, also where a length takes more than one byte', async () => {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle);
  const socket = connect(await listenOnFreePort(server));
  socket.write(connectPacket('somebody'));
  const [client] = await once(aedes, 'client');
  expect(client.id).toBe('somebody');
  socket.write(subscribePacket('some/topic'));
  const [subscriptions] = await once(aedes, 'subscribe');
  expect(subscriptions).toMatchObject([{ topic: 'some/topic', qos: 0 }]);
  const published = once(aedes, 'publish');
  socket.write(publishPacket('some/topic', 'x'.repeat(20_000)));
  const [packet] = await published;
  expect(packet).toMatchObject({ topic: 'some/topic', qos: 0 });
  expect(String(packet.payload)).toBe('x'.repeat(20_000));
  socket.destroy();
  server.close();
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
});
