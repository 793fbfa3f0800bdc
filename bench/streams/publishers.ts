/** How messages get to the servers: over MQTT to the broker, or posted to nchan. Both write and wait for nothing. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connectPacket, publishPacket } from './mqtt-packets.ts';
import type { Publisher } from './servers/server.ts';

export async function openMqttPublisher(port: number): Promise<Publisher> {
  const socket = await openSocket(port);
  socket.write(connectPacket(`bench-publisher-${process.hrtime.bigint()}`));
  await once(socket, 'data');
  socket.resume();
  return {
    publish: (topic, payload) => void socket.write(publishPacket(topic, payload)),
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/** One request after the other on one connection, without waiting for the answers (RFC 9112, section 9.3.2). */
export async function openHttpPublisher(port: number, path: (topic: string) => string): Promise<Publisher> {
  const socket = await openSocket(port);
  socket.resume();
  return {
    publish: (topic, payload) =>
      void socket.write(`POST ${path(topic)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${payload.length}\r\n\r\n${payload}`),
    [Symbol.dispose]: () => socket.destroy(),
  };
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}
