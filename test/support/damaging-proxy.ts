/** A TCP proxy between a client and a server that turns one bit of what the server sends, at a place that the test names. */
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnFreePort } from './ports.ts';

export interface DamagingProxy {
  readonly port: number;
  /** Of what is sent from now on; once. */
  turnBitAfter(bytes: number): void;
}

/** Closed when the test ends. Turns a bit of a letter or digit into one of another, as it takes to pass for JSON still. */
export async function startDamagingProxy(targetPort: number): Promise<DamagingProxy> {
  let left: number | undefined;
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    onTestFinished(() => void client.destroy());
    for (const socket of [client, target]) socket.on('error', () => {}).on('close', () => [client, target].forEach((one) => one.destroy()));
    client.pipe(target);
    target.on('data', (chunk) => {
      client.write(left === undefined ? chunk : damaged(chunk));
      if (client.writableNeedDrain) {
        target.pause();
        client.once('drain', () => target.resume());
      }
    });
  });
  onTestFinished(() => void server.close());

  function damaged(chunk: Buffer): Buffer {
    const from = left ?? 0;
    left = from - chunk.length;
    // B to C, of the letters of base64 that JSON knows no other meaning for.
    const at = from < chunk.length ? chunk.indexOf('B', Math.max(0, from)) : -1;
    if (at === -1) return chunk;
    left = undefined;
    const copy = Buffer.from(chunk);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  }

  return {
    port: await listenOnFreePort(server),
    turnBitAfter(bytes) {
      left = bytes;
    },
  };
}
