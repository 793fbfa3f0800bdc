/**
 * A way in clear to a server that speaks TLS: whatever connects to it is passed on over TLS, with the certificate that is given,
 * so that every client of the tests can speak to an HTTPS server.
 */
import { createServer, type Socket } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { listenOnFreePort } from './ports.ts';

export interface TlsTunnel extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
}

export async function openTlsTunnel(port: number, options: ConnectionOptions): Promise<TlsTunnel> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port, servername: 'localhost', ...options });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => {});
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const taken = await listenOnFreePort(server);
  return {
    origin: `http://127.0.0.1:${taken}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

interface Asked extends ConnectionOptions {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One HTTP request over TLS as text, and the certificate that was shown; rejects as the handshake does. */
export async function askOverTls({
  path,
  headers = {},
  ...options
}: Asked): Promise<{ readonly answer: string; readonly shownTo: string }> {
  const socket = connect({ host: '127.0.0.1', servername: 'localhost', ...options });
  const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  let shownTo = '';
  socket.once('secureConnect', () => {
    shownTo = String(socket.getPeerCertificate().subject.CN);
  });
  let answer = '';
  // A refusal comes as an error of the socket, which the loop throws.
  for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
  return { answer, shownTo };
}
