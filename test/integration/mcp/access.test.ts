/** Who gets in: the static token, limits, the Host and Origin guard, and that no secret is ever written. */
import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const token = 'a-static-token-of-the-test';
const guarded = { auth: { mode: 'token', token } } as const;

describe('with a static token', () => {
  it('refuses a request without one, without an error code', async () => {
    await using sidecar = await startTestSidecar(guarded);
    const response = await fetch(`${sidecar.origin}/mqttx/sse`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="[^"]+"$/);
  });

  it('refuses a wrong one with invalid_token', async () => {
    await using sidecar = await startTestSidecar(guarded);
    const response = await fetch(`${sidecar.origin}/mqttx/sse`, { headers: { Authorization: 'Bearer wrong' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
  });

  it('takes it from the header, and then demands it with every message', async () => {
    await using sidecar = await startTestSidecar(guarded);
    const headers = { Authorization: `Bearer ${token}` };
    const client = await RawMcpClient.open(sidecar.origin, { headers });
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
    expect((await client.post(ping)).status).toBe(401);
    expect((await client.post(ping, { 'Content-Type': 'application/json', ...headers })).status).toBe(202);
    client.destroy();
  });

  it('takes it from the query of the event stream, whose session then speaks for itself', async () => {
    await using sidecar = await startTestSidecar(guarded);
    const client = await RawMcpClient.open(sidecar.origin, { path: `/mqttx/sse?token=${token}` });
    expect((await client.request('tools/list')).result).toBeDefined();
    client.destroy();
    const elsewhere = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot?token=${token}`);
    expect(elsewhere.status).toBe(401);
  });

  it('never writes the token, the admin token or a password', async () => {
    await using run = runCli(['--port', '0', '--no-embedded-broker', '--log-level', 'debug'], {
      MQTTX_SSE_AUTH_MODE: 'token',
      MQTTX_SSE_AUTH_TOKEN: token,
      MQTTX_SSE_ADMIN_TOKEN: 'the-admin-token-of-the-test',
      MQTTX_SSE_PROFILES: JSON.stringify({ plant: { url: 'mqtt://me:hunter-two@127.0.0.1:1', password: 'hunter-three' } }),
    });
    const client = await RawMcpClient.open(await run.origin(), { path: `/mqttx/sse?token=${token}` });
    await client.callTool('mqttConnect', { host: '127.0.0.1', port: 1, username: 'me', password: 'hunter-four' });
    await client.callTool('mqttConnect', { url: 'mqtt://me:hunter-five@127.0.0.1:1' });
    await client.callTool('mqttConnect', { profile: 'plant' });
    const response = await fetch(`${await run.origin()}/mqttx/admin/v1/snapshot`, {
      headers: { Authorization: 'Bearer the-admin-token-of-the-test' },
    });
    const seen = `${run.stderr()}\n${await response.text()}\n${client.events.map(({ data }) => data).join('\n')}`;
    expect(seen).toContain('mqttConnect');
    expect(seen).not.toMatch(/hunter-|a-static-token|the-admin-token/);
    client.destroy();
  });
});

describe('on loopback', () => {
  it.each([
    ['evil.example', undefined, 403],
    ['localhost', 'https://evil.example', 403],
    ['localhost', 'null', 403],
    ['localhost', 'http://localhost:5173', 200],
    ['127.0.0.1', undefined, 200],
  ])('Host %s with Origin %s is answered with %i', async (host, origin, status) => {
    await using sidecar = await startTestSidecar();
    const client = await RawMcpClient.open(sidecar.origin, {
      headers: { Host: `${host}:${sidecar.port}`, ...(origin === undefined ? {} : { Origin: origin }) },
    });
    expect(client.response.statusCode).toBe(status);
    expect(client.response.headers['access-control-allow-origin']).toBe(status === 200 ? origin : undefined);
    client.destroy();
  });

  it('opens no session for a HEAD, of which nobody could hear', async () => {
    await using sidecar = await startTestSidecar({ limits: { sessions: 1 } });
    const head = await fetch(`${sidecar.origin}/mqttx/sse`, { method: 'HEAD' });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET']);
    const client = await RawMcpClient.open(sidecar.origin);
    expect(client.response.statusCode).toBe(200);
    client.destroy();
  });

  it.each([
    ['logging/setLevel', { level: 'loud' }],
    ['resources/read', {}],
    ['resources/subscribe', { uri: 1 }],
    ['prompts/get', { name: ['x'] }],
    ['completion/complete', {}],
    ['tools/call', { name: 'mqttStatus', arguments: 'none' }],
  ])('answers %s with parameters that do not fit with -32602', async (method, params) => {
    await using sidecar = await startTestSidecar();
    const client = await RawMcpClient.open(sidecar.origin);
    expect((await client.request(method, params)).error).toMatchObject({ code: -32602 });
    client.destroy();
  });

  it('refuses more sessions than the limit, and takes new ones when one has gone', async () => {
    await using sidecar = await startTestSidecar({ limits: { sessions: 1 } });
    const first = await RawMcpClient.open(sidecar.origin);
    const refused = await fetch(`${sidecar.origin}/mqttx/sse`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    first.destroy();
    await expect
      .poll(async () => {
        const next = await RawMcpClient.open(sidecar.origin);
        next.destroy();
        return next.response.statusCode;
      })
      .toBe(200);
  });

  it('sends heartbeats at the interval, the first after one of them', async () => {
    await using sidecar = await startTestSidecar({ sse: { heartbeatSeconds: 0.4 } });
    const early = await RawMcpClient.open(sidecar.origin);
    await early.waitFor(({ event }) => event === 'heartbeat');
    const opened = Date.now();
    const client = await RawMcpClient.open(sidecar.origin);
    const { data } = await client.waitFor(({ event }) => event === 'heartbeat');
    expect(client.events[0]?.event).toBe('endpoint');
    // A session that opens between two beats of another has its own rhythm.
    expect(Number(data) - opened).toBeGreaterThanOrEqual(390);
    early.destroy();
    client.destroy();
  });

  it('announces the endpoint behind the prefix that a proxy strips', async () => {
    await using sidecar = await startTestSidecar({ server: { publicUrl: 'https://iot.example/gateway', basePath: '/mq' } });
    const client = await RawMcpClient.open(sidecar.origin, { path: '/mq/sse' });
    expect(await client.endpoint()).toMatch(/^\/gateway\/mq\/message\?sessionId=/);
    client.destroy();
  });
});
