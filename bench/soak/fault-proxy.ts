/**
 * A TCP proxy that does to connections what networks do: it resets some, and holds others up for a while. Between readers and
 * the sidecar in the soak, and between the sidecar and its broker.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  /** Resets this share of the connections, chosen at random; returns how many. */
  cut(share: number): number;
  /** Passes nothing on for so long, and then everything. */
  stall(ms: number): void;
}

export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.once('close', () => {
        pairs.delete(pair);
        pair.forEach((other) => other.destroy());
      });
    }
    client.pipe(target).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');

  return {
    port: address.port,
    cut(share) {
      const chosen = [...pairs].filter(() => Math.random() < share);
      for (const pair of chosen) pair.forEach((socket) => socket.resetAndDestroy());
      return chosen.length;
    },
    stall(ms) {
      const held = [...pairs];
      for (const [client, target] of held) for (const socket of [client, target]) socket.pause();
      setTimeout(() => {
        for (const [client, target] of held) for (const socket of [client, target]) socket.resume();
      }, ms).unref();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const pair of pairs) pair.forEach((socket) => socket.destroy());
    },
  };
}
