/**
 * Real HTTP servers and clients for tests: servers on a free loopback port, requests whose every header is chosen, raw bytes on
 * a socket. Used by all tests of the HTTP edge.
 */
import { createServer, request, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface TestServer {
  readonly port: number;
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

export async function startServer(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The test server has no port.');
  return {
    port: bound.port,
    url: `http://127.0.0.1:${bound.port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Sending {
  readonly port: number;
  readonly method?: string;
  readonly path?: string;
  /** Names and values in turn, as they go out; nothing but `Host` and `Connection` is added, and those only if missing. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
}

/** One request on a connection of its own. */
export function send({ port, method = 'GET', path = '/', headers = [], body }: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers: withHost(headers, port), agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function withHost(headers: readonly string[], port: number): string[] {
  const hasHost = headers.some((value, index) => index % 2 === 0 && value.toLowerCase() === 'host');
  return hasHost ? [...headers] : ['Host', `127.0.0.1:${port}`, ...headers];
}

/** Writes the bytes on a socket and gives all that comes back until the server closes it. */
export function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(port);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(bytes);
  });
}

export function openSocket(port: number): Socket {
  return connect(port, '127.0.0.1');
}
