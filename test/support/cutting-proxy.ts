/** A TCP proxy between a client and a server that cuts its connections when the test says so. */
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnFreePort } from './ports.ts';

export interface CuttingProxy {
  readonly port: number;
  /** Resets every connection that stands. */
  cut(): void;
  /** The server hears nothing more on the connections that stand. */
  mute(): void;
  /** From now on nothing gets through: connections are reset and refused, or with `silently` stay open and carry nothing. */
  part(how?: 'loudly' | 'silently'): void;
  /** As before; what stood silently is reset. */
  heal(): void;
}

/** Closed when the test ends. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let isParted = false;
  let isSilent = false;
  const server = createServer((client) => {
    if (isParted && !isSilent) {
      client.resetAndDestroy();
      return;
    }
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
    if (isParted) silence(client, target);
  });
  const silence = (...both: readonly Socket[]): void => both.forEach((socket) => socket.unpipe().resume());
  const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
  onTestFinished(() => {
    server.close();
    cut();
  });
  return {
    port: await listenOnFreePort(server),
    cut,
    mute: () => silence(...clients),
    part(how = 'loudly') {
      isParted = true;
      isSilent = how === 'silently';
      if (isSilent) silence(...sockets);
      else cut();
    },
    heal() {
      isParted = false;
      cut();
    },
  };
}
