/** A network link that can be cut: passes connections on to a local port while it is up, and breaks them when it goes down. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Link {
  readonly port: number;
  isUp: boolean;
  close(): Promise<void>;
}

export async function openLink(target: number): Promise<Link> {
  const open = new Set<Socket>();
  let isUp = true;
  const server = createServer((near) => {
    near.on('error', () => {});
    if (!isUp) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    far.on('error', () => near.destroy());
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cut = (): void => open.forEach((socket) => socket.destroy());
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get isUp() {
      return isUp;
    },
    set isUp(wanted) {
      isUp = wanted;
      if (!wanted) cut();
    },
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
