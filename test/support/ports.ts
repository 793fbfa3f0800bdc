/** Free TCP ports for tests, and waiting until something listens on one. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Makes a server listen on a free loopback port, and names it. */
export async function listenOnFreePort(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return address.port;
}

/** A port on the loopback address that was free a moment ago. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  const port = await listenOnFreePort(server, host);
  server.close();
  await once(server, 'close');
  return port;
}

export async function isAccepting(port: number, host = '127.0.0.1'): Promise<boolean> {
  const socket = connect({ port, host });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Polls until something accepts connections; rejects after `timeoutMs`, or at once when `signal` is aborted. */
export async function waitUntilAccepting(port: number, timeoutMs = 10_000, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isAccepting(port))) {
    signal?.throwIfAborted();
    if (Date.now() > end) throw new Error(`Nothing accepts connections on port ${port} after ${timeoutMs} ms.`);
    await sleep(20);
  }
}
