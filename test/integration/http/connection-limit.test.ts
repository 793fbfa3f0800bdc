import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createConnectionLimit } from '../../../sidecar/http/connection-limit.ts';
import { exchange, openSocket, startServer, type TestServer } from '../../support/http.ts';
import { until } from '../../support/polling.ts';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

async function startLimited(perAddress: number, isExempt: boolean): Promise<TestServer> {
  const limit = createConnectionLimit({ perAddress, isExempt: () => isExempt });
  const server = await startServer((request, response) => limit.refuse(request, response, () => response.end('served')));
  limit.guard(server.server);
  return server;
}

async function connected(port: number) {
  const socket = openSocket(port);
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  return socket;
}

it('The connection that is one too many is told so and closed, and there is room again once another has gone', async () => {
  const server = await startLimited(2, false);
  const [first, second] = [await connected(server.port), await connected(server.port)];
  const refused = await exchange(server.port, GET);
  expect(refused).toMatch(/^HTTP\/1\.1 429 /);
  expect(refused).toMatch(/^Retry-After: \d+\r$/m);
  expect(refused).toMatch(/^Connection: close\r$/m);
  expect(refused).toContain('limits.connectionsPerAddress');
  first.destroy();
  await until('there is room again', async () =>
    (await exchange(server.port, GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))).includes('served'),
  );
  second.destroy();
  await server.close();
});

it('An address that goes on opening connections is cut without a word', async () => {
  const server = await startLimited(2, false);
  const held = await Promise.all([1, 2, 3, 4].map(() => connected(server.port)));
  const cut = await connected(server.port);
  await once(cut, 'close');
  expect(held.map(({ destroyed }) => destroyed)).toEqual([false, false, false, false]);
  for (const socket of held) socket.destroy();
  await server.close();
});

it('Addresses behind which are many are not counted', async () => {
  const server = await startLimited(1, true);
  const held = await Promise.all([1, 2, 3].map(() => connected(server.port)));
  expect(await exchange(server.port, GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))).toContain('served');
  for (const socket of held) socket.destroy();
  await server.close();
});
