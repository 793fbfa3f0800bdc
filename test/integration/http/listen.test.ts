import { createServer, request, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, type Listener } from '../../../sidecar/http/listen.ts';
import { describePortHolder } from '../../../sidecar/observe/describe-port-holder.ts';
import { createHealth } from '../../../sidecar/observe/health.ts';
import { createRedactor } from '../../../sidecar/observe/redact.ts';
import { freePort } from '../../support/ports.ts';

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
const create = (): Server => createServer((_request, response) => void response.end('served'));
const describeHolder = (): Promise<string> => Promise.resolve('is in use by somebody');

/** What a machine does that has no such address, or a port that somebody takes at the same moment: neither can be had at will. */
function refuseToListen(server: Server, code: string): void {
  server.listen = () => {
    server.emit('error', Object.assign(new Error(code), { code }));
    return server;
  };
}

function get(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', resolve);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('listen', () => {
  const open: Listener[] = [];
  const others: Server[] = [];
  const opened = async (listener: Promise<Listener>): Promise<Listener> => {
    open.push(await listener);
    return listener;
  };

  afterEach(async () => {
    await Promise.all(open.splice(0).map((listener) => listener.close({ graceMs: 0 })));
    for (const server of others.splice(0)) server.close();
  });

  const occupy = (host: string, port: number, server = createServer()): Promise<void> => {
    others.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  };

  it.runIf(hasIPv6)('answers on both loopback addresses under localhost, on one port that it takes itself', async () => {
    const { port, addresses, servers } = await opened(listen(create, { host: 'localhost', port: 0, describeHolder }));
    expect(addresses).toEqual(['127.0.0.1', '::1']);
    expect(servers).toHaveLength(2);
    expect(await Promise.all([get('127.0.0.1', port), get('::1', port)])).toEqual(['served', 'served']);
  });

  it('takes the port that it is given', async () => {
    const port = await freePort();
    expect(await opened(listen(create, { host: 'LocalHost', port, describeHolder }))).toMatchObject({ port });
  });

  it('listens on one address when it is given one, with or without brackets', async () => {
    expect((await opened(listen(create, { host: '127.0.0.1', port: 0, describeHolder }))).addresses).toEqual(['127.0.0.1']);
    const { addresses } = await opened(listen(create, { host: hasIPv6 ? '[::1]' : '[::ffff:127.0.0.1]', port: 0, describeHolder }));
    expect(addresses).toEqual([hasIPv6 ? '::1' : '::ffff:127.0.0.1']);
  });

  it.runIf(hasIPv6)('tries another port when the second address has the first one’s taken', async () => {
    let calls = 0;
    const blocking = (): Server => {
      calls += 1;
      const server = create();
      // The second address of the first attempt finds its port taken by another program.
      if (calls === 2) refuseToListen(server, 'EADDRINUSE');
      return server;
    };
    const { addresses } = await opened(listen(blocking, { host: 'localhost', port: 0, describeHolder }));
    expect(addresses).toEqual(['127.0.0.1', '::1']);
    expect(calls).toBe(4);
  });

  it('does without the second address on a machine that has none', async () => {
    let calls = 0;
    const lacking = (): Server => {
      calls += 1;
      const server = create();
      if (calls === 2) refuseToListen(server, 'EADDRNOTAVAIL');
      return server;
    };
    const { addresses, servers, port } = await opened(listen(lacking, { host: 'localhost', port: 0, describeHolder }));
    expect(addresses).toEqual(['127.0.0.1']);
    expect(servers).toHaveLength(1);
    expect(await get('127.0.0.1', port)).toBe('served');
  });

  it.runIf(hasIPv6)('holds no address when the other one is in use', async () => {
    const port = await freePort('::1');
    await occupy('::1', port);
    await expect(listen(create, { host: 'localhost', port, describeHolder })).rejects.toMatchObject({
      code: 'port-in-use',
      message: `Port ${port} on ::1 is in use by somebody.`,
    });
    await occupy('127.0.0.1', port);
  });

  it('names the process that holds the port, and the way out', async () => {
    const port = await freePort();
    await occupy('127.0.0.1', port);
    const redactor = createRedactor();
    const failing = listen(create, { host: '127.0.0.1', port, describeHolder: (taken) => describePortHolder(taken, redactor) });
    await expect(failing).rejects.toHaveProperty('code', 'port-in-use');
    await expect(failing).rejects.toHaveProperty('hint', expect.stringContaining('--port'));
    await expect(failing).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use by`);
    await expect(failing).rejects.toThrow(`process ${process.pid}`);
  });

  it('recognises another sidecar', async () => {
    const port = await freePort();
    const health = createHealth({ version: '9.8.7', checks: [], pid: 4711 });
    await occupy(
      '127.0.0.1',
      port,
      createServer((_request, response) => void response.end(JSON.stringify(health.live()))),
    );
    const failing = listen(create, { host: '127.0.0.1', port, describeHolder: (taken) => describePortHolder(taken, createRedactor()) });
    await expect(failing).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use by another MQTTX SSE Server, version 9.8.7, process 4711, which answers at http://localhost:${port}.`,
    );
  });

  it.each(['192.0.2.1', 'no-such-host.invalid'])('says that it cannot listen on %s', async (host) => {
    const failing = listen(create, { host, port: 0, describeHolder });
    await expect(failing).rejects.toHaveProperty('code', 'cannot-listen');
    await expect(failing).rejects.toThrow(host);
  });
});
