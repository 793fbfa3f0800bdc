/** A TCP proxy between a client and a server that cuts its connections, or makes them one-sided when the test says so. */
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnFreePort } from './ports.ts';

export interface CuttingProxy {
  readonly port: number;
  /** Resets every connection that stands. */
  cut(): void;
  /** The server hears nothing more on the connections that stand. */
  mute(): void;
}

/** Closed when the test ends. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.pipe(target).pipe(client);
  });
  const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
  const mute = (): void => clients.forEach((client) => client.unpipe().resume());
  onTestFinished(() => {
    server.close();
    cut();
  });
  return { port: await listenOnFreePort(server), cut, mute };
}
