/** What carries a client on standard input and output to the sidecar, between real streams and a real sidecar. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { StdioRelay } from '../../../../app/main/stdio/stdio-relay.ts';
import { adminSnapshotSchema } from '../../../../sidecar/admin/schema.ts';
import { AppError } from '../../../../sidecar/errors.ts';
import { freePort } from '../../../support/ports.ts';
import { startScriptedBroker } from '../../../support/scripted-broker.ts';
import { startTestSidecar, type TestSidecar } from '../../../support/sidecar.ts';

const answerSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});
type Answer = z.infer<typeof answerSchema>;

/** A client at the one end; at the other whatever listens on the port. */
function startRelay(port: number) {
  const input = new PassThrough();
  const output = new PassThrough();
  const trouble: string[] = [];
  const relay = new StdioRelay({
    client: new StdioServerTransport(input, output),
    connect: () => Promise.resolve(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mqttx/mcp`))),
    onTrouble: (line) => trouble.push(line),
  });
  const ended = relay.run();
  const answers = new Map<string | number, PromiseWithResolvers<Answer>>();
  const slot = (id: string | number): PromiseWithResolvers<Answer> => {
    const known = answers.get(id) ?? Promise.withResolvers<Answer>();
    answers.set(id, known);
    return known;
  };
  createInterface({ input: output }).on('line', (line) => {
    const answer = answerSchema.parse(JSON.parse(line));
    if (answer.id !== undefined) slot(answer.id).resolve(answer);
  });
  let lastId = 0;
  const tell = (message: object): void => void input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params: object = {}): Promise<Answer> => {
    lastId += 1;
    tell({ id: lastId, method, params });
    return slot(lastId).promise;
  };
  onTestFinished(async () => {
    input.end();
    await ended;
  });
  return {
    trouble,
    tell,
    request,
    async initialize() {
      const clientInfo = { name: 'Claude Desktop', version: '1.0' };
      const answer = await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
      tell({ method: 'notifications/initialized' });
      return answer;
    },
    end() {
      input.end();
      return ended;
    },
  };
}

async function clientsOf({ origin, adminToken }: TestSidecar): Promise<(string | undefined)[]> {
  const response = await fetch(`${origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: `Bearer ${adminToken}` } });
  const { sessions } = adminSnapshotSchema.parse(await response.json());
  return sessions.map(({ client }) => client?.name);
}

describe('the relay between a client on standard streams and the sidecar', () => {
  it('opens a session under the name of the client, passes calls through, and ends it with the input', async () => {
    await using sidecar = await startTestSidecar();
    const relay = startRelay(sidecar.port);
    expect((await relay.initialize()).result).toMatchObject({ protocolVersion: '2025-06-18', serverInfo: { name: 'mqttx-sse-server' } });
    expect((await relay.request('tools/list')).result).toMatchObject({
      tools: expect.arrayContaining([expect.objectContaining({ name: 'mqttConnect' })]),
    });
    expect((await relay.request('nothing/there')).error).toMatchObject({ code: -32_601 });
    expect(await clientsOf(sidecar)).toEqual(['Claude Desktop']);
    await relay.end();
    expect(await clientsOf(sidecar)).toEqual([]);
    expect(relay.trouble).toEqual([]);
  });

  it('opens the session again after a restart of the sidecar, without the client noticing', async () => {
    const first = await startTestSidecar();
    const relay = startRelay(first.port);
    await relay.initialize();
    await first.stop();
    await using second = await startTestSidecar({ server: { port: first.port } });
    expect((await relay.request('tools/list')).result).toHaveProperty('tools');
    expect(await clientsOf(second)).toEqual(['Claude Desktop']);
  });

  it('answers with an error what was under way when the sidecar ended, and goes on with the next', async () => {
    const first = await startTestSidecar();
    const relay = startRelay(first.port);
    await relay.initialize();
    const asked = Promise.withResolvers<void>();
    const broker = await startScriptedBroker(() => asked.resolve());
    const connecting = relay.request('tools/call', { name: 'mqttConnect', arguments: { host: '127.0.0.1', port: broker.port } });
    await asked.promise;
    await first.stop();
    expect((await connecting).error).toMatchObject({ message: expect.stringContaining('MQTTX SSE Server') });
    await using second = await startTestSidecar({ server: { port: first.port } });
    expect((await relay.request('tools/list')).result).toHaveProperty('tools');
    expect(second.port).toBe(first.port);
  });

  it('passes on why the sidecar refuses, and keeps the session that it has', async () => {
    await using sidecar = await startTestSidecar({ auth: { mode: 'token', token: 'a-token-that-nobody-has' } });
    const relay = startRelay(sidecar.port);
    const { error } = await relay.initialize();
    expect(error).toMatchObject({ code: -32_603, message: expect.stringMatching(/token/i) });
    expect(await clientsOf(sidecar)).toEqual([]);
  });

  it('says that nobody listens, and reaches the sidecar once it does', async () => {
    const port = await freePort();
    const relay = startRelay(port);
    expect((await relay.initialize()).error).toHaveProperty('message');
    expect(relay.trouble).not.toEqual([]);
    await using sidecar = await startTestSidecar({ server: { port } });
    expect((await relay.initialize()).result).toHaveProperty('serverInfo');
    expect(sidecar.port).toBe(port);
  });

  it('passes on the reason why there is no sidecar', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const connect = () => Promise.reject(new AppError('sidecar-not-running', 'It is stopped.'));
    const ended = new StdioRelay({ client: new StdioServerTransport(input, output), connect, onTrouble: () => undefined }).run();
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`);
    const [line] = await once(output, 'data');
    expect(JSON.parse(String(line))).toMatchObject({ id: 1, error: { message: 'It is stopped. Start it, then try again.' } });
    input.end();
    await ended;
  });
});
