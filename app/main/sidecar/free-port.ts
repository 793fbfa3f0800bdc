/** The next port on which nobody listens, on neither loopback address. What is free now may be taken a moment later. */
import { createServer } from 'node:net';

const LAST_PORT = 65_535;
const TRIES = 50;

/** Undefined when the next fifty are all taken. */
export async function findFreePort(after: number): Promise<number | undefined> {
  for (let port = after + 1; port <= Math.min(LAST_PORT, after + TRIES); port += 1) {
    if ((await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'))) return port;
  }
  return undefined;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has nobody there either.
    server.once('error', (error) => resolve('code' in error && error.code !== 'EADDRINUSE' && error.code !== 'EACCES'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
