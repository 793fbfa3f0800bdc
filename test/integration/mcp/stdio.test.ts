/** MCP on standard input and output: every era, nothing but protocol on stdout, no port, an end with the input. */
import { readFileSync, readlinkSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { until } from '../../support/polling.ts';
import { runStdio } from '../../support/stdio-sidecar.ts';

let broker: EmbeddedBroker;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
});

afterAll(() => broker.close());

const call = (id: number, name: string, toolArguments: object = {}, meta?: object): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: toolArguments, ...(meta === undefined ? {} : { _meta: meta }) },
});

const modern = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

describe('the stdio transport', () => {
  it.each(['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('negotiates %s', async (protocolVersion) => {
    await using run = runStdio();
    const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    run.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    expect((await run.answer(1)).result).toMatchObject({ protocolVersion });
  });

  it('answers initialize without params, and what it cannot read, and goes on', async () => {
    await using run = runStdio();
    run.write('this is no JSON\r\n\n[1]\n{"jsonrpc":"1.0"}\n');
    run.send({ jsonrpc: '2.0', id: 1, method: 'initialize' });
    expect((await run.answer(1)).result).toMatchObject({ protocolVersion: '2024-11-05' });
    expect(run.messages().map(({ error }) => error?.code)).toEqual([-32700, -32600, -32600, undefined]);
  });

  it('pushes messages, keeps stdout to the protocol, opens no port, and ends with 0 when its input ends', async () => {
    await using run = runStdio('--log-level', 'debug');
    run.send({ jsonrpc: '2.0', id: 1, method: 'initialize' });
    run.send(call(2, 'mqttConnect', { host: '127.0.0.1', port: broker.port }));
    await run.answer(2);
    run.send(call(3, 'mqttSubscribe', { topic: 'a/#' }));
    await run.answer(3);
    run.send(call(4, 'mqttPublish', { topic: 'a/b', payload: 'x' }));
    await until('the message is pushed', () => run.messages().some(({ method }) => method === 'notifications/message'));
    expect(run.stderr()).toMatch(/Session opened/);
    expect(listeningSockets(run.pid)).toEqual([]);
    expect(await run.end()).toBe(0);
    expect(run.lines.map((line): unknown => JSON.parse(line))).toSatisfy((messages: object[]) => messages.every((one) => 'jsonrpc' in one));
  });

  it('answers what is under way when its input ends', async () => {
    await using run = runStdio();
    run.send({ jsonrpc: '2.0', id: 1, method: 'initialize' });
    run.send(call(2, 'mqttConnect', { host: '127.0.0.1', port: broker.port }));
    expect(await run.end()).toBe(0);
    expect((await run.answer(2)).result).toMatchObject({ structuredContent: { state: 'connected' } });
  });

  it('serves 2026-07-28 without initialize, with connections that outlive the request and without pushes', async () => {
    await using run = runStdio();
    run.send({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: { _meta: modern } });
    expect((await run.answer(1)).result).toMatchObject({ supportedVersions: ['2026-07-28'], instructions: expect.any(String) });
    run.send(call(2, 'mqttConnect', { host: '127.0.0.1', port: broker.port }, modern));
    await run.answer(2);
    run.send(call(3, 'mqttSubscribe', { topic: 'm/#' }, modern));
    await run.answer(3);
    run.send(call(4, 'mqttPublish', { topic: 'm/1', payload: 'x' }, modern));
    await run.answer(4);
    run.send(call(5, 'mqttReadMessages', { waitSeconds: 10 }, modern));
    expect((await run.answer(5)).result).toMatchObject({ structuredContent: { messages: [{ topic: 'm/1' }] } });
    expect(run.messages().filter(({ method }) => method !== undefined)).toEqual([]);
  });

  it.each([
    ['an unknown flag', ['--nope']],
    ['a configuration that is not there', ['--config', '/no/such/file.yaml']],
    ['a setting that is wrong', ['--auth-mode', 'jwt']],
    ['a listener that is not safe', ['--port', '0', '--host', '0.0.0.0']],
  ])('writes nothing to stdout and ends with 1 when it cannot start for %s', async (_what, flags) => {
    await using run = runStdio(...flags);
    expect(await run.end()).toBe(1);
    expect(run.lines).toEqual([]);
    expect(run.stderr()).not.toBe('');
  });

  it('listens as well when a port is given, and tells where on stderr', async () => {
    await using run = runStdio('--port', '0');
    await until('the address is told', () => /^MCP http\S+$/m.test(run.stderr()));
    const origin = /^MCP (http:\/\/[^/]+)/m.exec(run.stderr())?.[1];
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
    expect(await run.end()).toBe(0);
    expect(run.lines).toEqual([]);
  });
});

/** The listening TCP sockets of a process, where the system tells (Linux). */
function listeningSockets(pid: number): string[] {
  if (process.platform !== 'linux') return [];
  const owned = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  const tables = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1));
  const rows = tables.map((row) => row.trim().split(/\s+/));
  // State 0A: LISTEN; the tenth column is the inode.
  return rows.filter((row) => row[3] === '0A' && owned.includes(`socket:[${row[9]}]`)).map((row) => row[1] ?? '');
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
