/** What may become of a question, and what the policy holds beside rules: read-only mode, other brokers, the pace of publishing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { activityPageSchema } from '../../../sidecar/admin/schema.ts';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { until } from '../../support/polling.ts';
import { postMcp } from '../../support/streamable-client.ts';

let broker: EmbeddedBroker;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
});

afterAll(() => broker.close());

const profiles = () => ({ local: { url: `mqtt://127.0.0.1:${broker.port}` } });

function postApi(origin: string, path: string, body: object): Promise<Response> {
  return fetch(`${origin}/mqttx/api/v1${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'rounds', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
};

const answerSchema = z.object({
  result: z.object({ requestState: z.string().optional(), isError: z.boolean().optional() }).optional(),
  error: z.object({ code: z.number() }).optional(),
});

/** One round of mqttPublish in 2026-07-28. */
async function round(origin: string, toolArguments: object, more: object = {}): Promise<z.output<typeof answerSchema>> {
  const headers = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': 'mqttPublish' };
  const params = { name: 'mqttPublish', arguments: toolArguments, _meta: META, ...more };
  const { messages } = await postMcp(origin, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers);
  return answerSchema.parse(messages.at(-1));
}

async function decisionsOf({ origin, adminToken }: TestSidecar): Promise<unknown[]> {
  const response = await fetch(`${origin}/mqttx/admin/v1/activity`, { headers: { Authorization: `Bearer ${adminToken}` } });
  return activityPageSchema.parse(await response.json()).entries.map(({ arguments: { topic }, decision }) => [topic, decision?.verdict]);
}

describe('a question', () => {
  const asking = { rules: [{ action: 'publish' as const, topic: 'ask/#', decision: 'ask' as const }] };

  it('is answered once, for the very call that it was about', async () => {
    await using sidecar = await startTestSidecar({ profiles: profiles(), policy: asking });
    const { origin } = sidecar;
    const call = { connection: 'local', topic: 'ask/1', payload: 'x' };
    const requestState = (await round(origin, call)).result?.requestState ?? '';
    const approval = { requestState, inputResponses: { approval: { action: 'accept', content: {} } } };

    expect(await round(origin, { ...call, payload: 'y' }, approval)).toMatchObject({ result: { isError: true } });
    const forged = `${requestState.slice(0, -2)}${requestState.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(await round(origin, call, { ...approval, requestState: forged })).toMatchObject({ error: { code: -32_602 } });
    expect((await round(origin, call, approval)).result?.isError).toBeUndefined();
    expect(await round(origin, call, approval)).toMatchObject({ result: { isError: true } });
    expect(await decisionsOf(sidecar)).toEqual([['ask/1', 'approved']]);
  });

  it('that nobody answers in time is denied, and cannot be answered afterwards', async () => {
    await using sidecar = await startTestSidecar({ profiles: profiles(), policy: { ...asking, askTimeoutSeconds: 1 } });
    const call = { connection: 'local', topic: 'ask/1', payload: 'x' };
    const { result } = await round(sidecar.origin, call);
    await until('the time is over', async () => (await decisionsOf(sidecar)).length > 0);
    const approval = { requestState: result?.requestState, inputResponses: { approval: { action: 'accept', content: {} } } };
    expect(await round(sidecar.origin, call, approval)).toMatchObject({ result: { isError: true } });
    expect(await decisionsOf(sidecar)).toEqual([['ask/1', 'timed-out']]);
  });

  it('that nobody could be asked is denied at once, with what to do', async () => {
    await using sidecar = await startTestSidecar({ profiles: profiles(), policy: asking });
    const client = await RawMcpClient.open(sidecar.origin);
    const { isError, text } = await client.callTool('mqttPublish', { connection: 'local', topic: 'ask/1', payload: 'x' });
    expect(isError).toBe(true);
    expect(text).toMatch(/nobody to ask.*Open the dashboard/);
    client.destroy();
  });
});

describe('read-only mode', () => {
  it('refuses tools and the HTTP API whatever publishes, and lets them read', async () => {
    await using sidecar = await startTestSidecar({ profiles: profiles(), policy: { readOnly: true } });
    const client = await RawMcpClient.open(sidecar.origin);
    const cleared = await client.callTool('mqttPublish', { connection: 'local', topic: 'a', payload: '', retain: true });
    const will = await client.callTool('mqttConnect', { profile: 'local', will: { topic: 'a', payload: 'x' } });
    expect([cleared, will]).toMatchObject([
      { isError: true, text: expect.stringMatching(/read-only/) },
      { isError: true, text: expect.stringMatching(/read-only/) },
    ]);
    expect(await client.callTool('mqttSubscribe', { connection: 'local', topic: '#' })).toMatchObject({ isError: false });
    const published = await postApi(sidecar.origin, '/connections/local/publish', { topic: 'a', payload: 'b' });
    expect(published.status).toBe(403);
    expect(await published.json()).toMatchObject({ code: 'policy-denied' });
    client.destroy();
  });
});

describe('the list of brokers', () => {
  it('fences tools and the HTTP API off from all other addresses, but not from those of the profiles', async () => {
    await using sidecar = await startTestSidecar({ profiles: profiles(), policy: { brokers: ['*.example.com'] } });
    const client = await RawMcpClient.open(sidecar.origin);
    const refused = await client.callTool('mqttConnect', { host: '169.254.169.254', port: 80 });
    expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/policy\.brokers/) });
    expect(await client.callTool('mqttConnect', { host: '127.0.0.1', port: broker.port })).toMatchObject({ isError: false });
    expect((await postApi(sidecar.origin, '/connections', { url: 'mqtt://127.0.0.1:6379' })).status).toBe(403);
    expect((await postApi(sidecar.origin, '/connections', { url: `mqtt://127.0.0.1:${broker.port}` })).status).toBe(201);
    client.destroy();
  });

  it('lets a name through whose address is among the blocks', async () => {
    await using sidecar = await startTestSidecar({ policy: { brokers: ['127.0.0.0/8', '::1'] } });
    const client = await RawMcpClient.open(sidecar.origin);
    expect(await client.callTool('mqttConnect', { host: 'localhost', port: broker.port })).toMatchObject({ isError: false });
    client.destroy();
  });
});

describe('who publishes too fast', () => {
  it('is told when to go on', async () => {
    await using sidecar = await startTestSidecar({ profiles: profiles(), limits: { publishesPerMinute: 1 } });
    const client = await RawMcpClient.open(sidecar.origin);
    const publish = () => client.callTool('mqttPublish', { connection: 'local', topic: 'a', payload: 'b' });
    expect(await publish()).toMatchObject({ isError: false });
    expect(await publish()).toMatchObject({ isError: true, text: expect.stringMatching(/Try again in \d+ s/) });
    client.destroy();
  });
});
