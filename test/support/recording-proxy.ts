/** A TCP proxy before a broker that keeps every packet a client sends, connection by connection, and cuts when the test says so. */
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnFreePort } from './ports.ts';
import { cutPacket, type ReceivedPacket } from './scripted-broker.ts';

export interface RecordingProxy {
  readonly url: string;
  /** What was sent on each connection so far. */
  readonly sent: readonly (readonly ReceivedPacket[])[];
  /** Resets every connection that stands. */
  cut(): void;
}

/** Closed when the test ends. */
export async function startRecordingProxy(targetPort: number): Promise<RecordingProxy> {
  const sockets = new Set<Socket>();
  const sent: ReceivedPacket[][] = [];
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect(targetPort, '127.0.0.1');
    const packets: ReceivedPacket[] = [];
    sent.push(packets);
    let pending: Buffer = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let next = cutPacket(pending); next !== undefined; next = cutPacket(pending)) {
        pending = next.rest;
        packets.push(next.packet);
      }
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
    client.pipe(target).pipe(client);
  });
  const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
  onTestFinished(() => {
    server.close();
    cut();
  });
  return { url: `mqtt://127.0.0.1:${await listenOnFreePort(server)}`, sent, cut };
}
