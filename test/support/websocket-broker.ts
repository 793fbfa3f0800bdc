/** aedes behind a WebSocket server, plain or with TLS, for tests: Mosquitto's WebSockets pass on 40 kB a second only. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { listenOnFreePort } from './ports.ts';

export interface WebSocketBroker {
  readonly url: string;
  close(): Promise<void>;
}

export async function startWebSocketBroker(
  tls?: { readonly cert: string; readonly key: string },
  host = '127.0.0.1',
): Promise<WebSocketBroker> {
  const broker = await Aedes.createBroker();
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  const webSockets = new WebSocketServer({ server, path: '/mqtt' });
  webSockets.on('connection', (socket) => broker.handle(createWebSocketStream(socket)));
  const port = await listenOnFreePort(server, host);
  return {
    url: `${tls === undefined ? 'ws' : 'wss'}://${host.includes(':') ? `[${host}]` : host}:${port}/mqtt`,
    async close() {
      await new Promise<void>((resolve) => broker.close(resolve));
      for (const client of webSockets.clients) client.terminate();
      webSockets.close();
      server.close();
      await once(server, 'close');
    },
  };
}
