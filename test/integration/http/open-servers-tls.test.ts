import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { trackServers } from '../../../sidecar/http/open-servers.ts';
import { openSocket } from '../../support/http.ts';

/** A shared key does without a certificate. */
const psk = Buffer.alloc(32, 7);
const suite = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;

it('HTTPS servers let a request finish, close idle connections at once, and cut a handshake that never comes', async () => {
  const held = Promise.withResolvers<ServerResponse>();
  const server = createServer({ ...suite, pskCallback: () => psk }, (request, response) => {
    if (request.url === '/slow') held.resolve(response);
    else response.end('quick');
  });
  const open = trackServers([server]);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;

  const ask = (path: string) => {
    const socket = connect({
      ...suite,
      host: '127.0.0.1',
      port,
      pskCallback: () => ({ psk, identity: 'test' }),
      checkServerIdentity: () => undefined,
    });
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => void (text += chunk));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return { got: () => text, ended: once(socket, 'close') };
  };
  const quick = ask('/');
  const slow = ask('/slow');
  const silent = openSocket(port);
  await expect.poll(quick.got).toContain('quick');
  const response = await held.promise;
  await expect.poll(() => open.connections).toBe(3);

  const closing = open.close({ graceMs: 500 });
  await quick.ended;
  response.end('slow but whole');
  await slow.ended;
  expect(slow.got()).toContain('slow but whole');
  expect(await closing).toEqual({ cut: 1 });
  silent.destroy();
  await expect.poll(() => open.connections).toBe(0);
});
