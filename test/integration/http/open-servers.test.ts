import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { trackServers, type OpenServers } from '../../../sidecar/http/open-servers.ts';
import { isAccepting } from '../../support/ports.ts';
import { openSocket } from '../../support/http.ts';

describe('Servers that are closed', () => {
  let open: OpenServers | undefined;
  let port = 0;
  const sockets: Socket[] = [];

  async function start(listener: RequestListener): Promise<void> {
    const server = createServer(listener);
    open = trackServers([server]);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  }

  /** A client that asks and keeps its connection; resolves with all that it got until the end. */
  function client(text: string): { socket: Socket; all: Promise<string> } {
    const socket = openSocket(port);
    sockets.push(socket);
    let got = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => void (got += chunk));
    socket.on('error', () => {});
    socket.write(text);
    return { socket, all: once(socket, 'close').then(() => got) };
  }

  const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

  afterEach(async () => {
    await open?.close({ graceMs: 0 });
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  it('close at once when nothing is under way, keep-alive connections included', async () => {
    await start((_request, response) => void response.end('served'));
    const { socket, all } = client(GET);
    await once(socket, 'data');
    expect(open?.connections).toBe(1);
    expect(await open?.close({ graceMs: 60_000 })).toEqual({ cut: 0 });
    expect(await all).toContain('served');
    expect(await isAccepting(port)).toBe(false);
  });

  it('let a request finish, and close its connection then', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    await start((_request, response) => held.resolve(response));
    const { all } = client(GET);
    const response = await held.promise;
    const closing = open?.close({ graceMs: 60_000 });
    expect(await isAccepting(port)).toBe(false);
    response.end('late but whole');
    expect(await closing).toEqual({ cut: 0 });
    expect(await all).toContain('late but whole');
  });

  it('cut what has not finished in time', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    await start((_request, response) => held.resolve(response));
    const { all } = client(GET);
    await held.promise;
    expect(await open?.close({ graceMs: 20 })).toEqual({ cut: 1 });
    expect(await all).toBe('');
  });

  it('close connections on which nothing was ever asked, as browsers open them in advance', async () => {
    await start(() => {});
    const { all } = client('');
    await expect.poll(() => open?.connections).toBe(1);
    expect(await open?.close({ graceMs: 60_000 })).toEqual({ cut: 0 });
    expect(await all).toBe('');
  });

  it('tell clients with a request under way not to ask again on the connection', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    await start((_request, response) => held.resolve(response));
    const { all } = client(GET);
    const response = await held.promise;
    const closing = open?.close({ graceMs: 60_000 });
    await expect.poll(() => response.shouldKeepAlive).toBe(false);
    response.end();
    await closing;
    expect(await all).toContain('Connection: close');
  });

  it('leave sockets that a stream has taken over from HTTP to its owner, and cut them in the end', async () => {
    const taken: Socket[] = [];
    await start((request, response) => {
      response.detachSocket(request.socket);
      request.socket.write('raw ');
      taken.push(request.socket);
    });
    const clients = [client(GET), client(GET)];
    await expect.poll(() => taken.length).toBe(2);
    const endStreams = [() => void taken[0]?.end('goodbye')];
    expect(await open?.close({ graceMs: 200, endStreams })).toEqual({ cut: 1 });
    const got = await Promise.all(clients.map(({ all }) => all));
    expect(got.toSorted()).toEqual(['raw ', 'raw goodbye']);
  });

  it('leave no socket behind', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'));
    await expect.poll(handles).toEqual([]);
    await start((_request, response) => void response.end('served'));
    const { socket, all } = client(GET);
    await once(socket, 'data');
    expect(handles()).toContain('TCPSocketWrap');
    await open?.close({ graceMs: 60_000 });
    await all;
    await expect.poll(handles).toEqual([]);
  });

  it('have the owners of streams end them first', async () => {
    const streams: ServerResponse[] = [];
    await start((_request, response) => {
      response.write('retry: 2000\n\n');
      streams.push(response);
    });
    const clients = [client(GET), client(GET)];
    await expect.poll(() => streams.length).toBe(2);
    const endStreams = [() => streams.forEach((stream) => stream.end('event: bye\n\n'))];
    expect(await open?.close({ graceMs: 60_000, endStreams })).toEqual({ cut: 0 });
    for (const { all } of clients) expect(await all).toContain('bye');
  });

  it('do not wait for an owner that never ends, nor fall over one that fails', async () => {
    await start((_request, response) => void response.end());
    expect(await open?.close({ graceMs: 20, endStreams: [() => new Promise(() => {}), () => Promise.reject(new Error('no'))] })).toEqual({
      cut: 0,
    });
  });

  it('close once, however often they are told', async () => {
    await start((_request, response) => void response.end());
    let asked = 0;
    const endStreams = [() => void (asked += 1)];
    await Promise.all([open?.close({ graceMs: 10, endStreams }), open?.close({ graceMs: 10, endStreams })]);
    expect(asked).toBe(1);
  });
});
