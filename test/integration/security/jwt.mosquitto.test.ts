/** Signed tokens on every edge: MCP sessions, browser streams, the HTTP API; with a real broker behind them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { inSeconds, sign, signingKey, signShared, startIssuer } from '../../support/tokens.ts';

const secret = 'a shared secret of more than thirty-two bytes';
const acl = [
  { permission: 'allow', action: 'subscribe', topic: 'plant/+' },
  { permission: 'allow', action: 'publish', topic: 'plant/${username}', retain: false },
];
const json = { 'Content-Type': 'application/json' };

let broker: Mosquitto;
beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(() => broker.dispose());

function start(more: object = {}): Promise<TestSidecar> {
  return startTestSidecar({
    auth: { mode: 'jwt', jwt: { secret }, roles: { guest: [{ permission: 'allow', action: 'subscribe', topic: 'public/#' }] }, ...more },
    profiles: { local: { url: broker.url } },
  });
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe('an MCP session', () => {
  it('may do what its token permits, and is told what it may not and why', async () => {
    await using sidecar = await start();
    const token = await signShared(secret, { sub: 'alice', acl });
    const client = await RawMcpClient.open(sidecar.origin, { path: `/mqttx/sse?token=${token}` });
    await client.callTool('mqttConnect', { profile: 'local' });
    expect((await client.callTool('mqttSubscribe', { topic: 'plant/+' })).isError).toBe(false);
    expect((await client.callTool('mqttPublish', { topic: 'plant/alice', payload: 'x', qos: 1 })).isError).toBe(false);
    const refusals = [
      await client.callTool('mqttSubscribe', { topic: 'plant/#' }),
      await client.callTool('mqttPublish', { topic: 'plant/bob', payload: 'x' }),
      await client.callTool('mqttPublish', { topic: 'plant/alice', payload: 'x', retain: true }),
      await client.callTool('mqttConnect', { url: broker.url, will: { topic: 'plant/bob', payload: 'x' } }),
    ];
    expect(refusals.map(({ isError }) => isError)).toEqual([true, true, true, true]);
    expect(refusals[0]?.text).toContain('Subscribing to "plant/#" with QoS 0 is permitted by no rule');
    expect(refusals[3]?.text).toContain('Publishing to "plant/bob"');
    client.destroy();
  });

  it('ends its right with its token, and gets it back by a renewed one of the same person', async () => {
    await using sidecar = await start();
    const claims = { sub: 'alice', acl };
    const first = await signShared(secret, { ...claims, exp: inSeconds(2) });
    const client = await RawMcpClient.open(sidecar.origin, { path: `/mqttx/sse?token=${first}` });
    const ping = { jsonrpc: '2.0', id: 7, method: 'ping' };
    await expect.poll(async () => (await client.post(ping)).status, { timeout: 10_000, interval: 50 }).toBe(401);

    const stranger = await signShared(secret, { ...claims, sub: 'bob' });
    expect((await client.post(ping, { ...json, ...bearer(stranger) })).status).toBe(403);
    expect((await client.post(ping)).status).toBe(401);

    const renewed = await signShared(secret, claims);
    expect((await client.post(ping, { ...json, ...bearer(renewed) })).status).toBe(202);
    expect((await client.post(ping)).status).toBe(202);
    client.destroy();
  });

  it('loses with a renewed token the subscriptions that this permits no more', async () => {
    await using sidecar = await start();
    const client = await RawMcpClient.open(sidecar.origin, { path: `/mqttx/sse?token=${await signShared(secret, { sub: 'alice', acl })}` });
    await client.callTool('mqttConnect', { profile: 'local' });
    await client.callTool('mqttSubscribe', { topic: 'plant/+' });
    const narrower = await signShared(secret, { sub: 'alice', acl: [] });
    await client.post({ jsonrpc: '2.0', id: 9, method: 'ping' }, { ...json, ...bearer(narrower) });
    await expect.poll(async () => JSON.stringify((await client.callTool('mqttStatus')).structured)).not.toContain('plant/+');
    client.destroy();
  });

  it('has the permissions of its roles', async () => {
    await using sidecar = await start();
    const token = await signShared(secret, { sub: 'carol', roles: ['guest'] });
    const client = await RawMcpClient.open(sidecar.origin, { path: `/mqttx/sse?token=${token}` });
    await client.callTool('mqttConnect', { profile: 'local' });
    expect((await client.callTool('mqttSubscribe', { topic: 'public/#' })).isError).toBe(false);
    expect((await client.callTool('mqttSubscribe', { topic: 'plant/+' })).isError).toBe(true);
    client.destroy();
  });
});

describe('a browser stream', () => {
  async function open(sidecar: TestSidecar, claims: object, query: string): Promise<Response> {
    return fetch(`${sidecar.origin}/mqttx/stream?${query}`, { headers: bearer(await signShared(secret, claims)) });
  }

  it('opens for what the token permits, and is refused as RFC 6750 has it for the rest', async () => {
    await using sidecar = await start();
    const allowed = await open(sidecar, { sub: 'alice', acl }, 'topic=plant/%2B');
    expect(allowed.status).toBe(200);
    await allowed.body?.cancel();
    for (const query of ['topic=plant/%23', 'topic=plant/%2B&topic=other', 'topic=%23']) {
      const refused = await open(sidecar, { sub: 'alice', acl }, query);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('www-authenticate')).toMatch(
        /^Bearer realm="[^"]+", error="insufficient_scope", error_description="Subscribing/,
      );
      expect(await refused.json()).toMatchObject({ code: 'insufficient-scope', status: 403 });
    }
  });

  it('names the scope that is missing', async () => {
    await using sidecar = await start();
    const refused = await open(sidecar, { sub: 'alice', scope: 'mqtt:publish', acl }, 'topic=plant/%2B');
    expect(refused.headers.get('www-authenticate')).toContain('scope="mqtt:subscribe"');
  });

  it('ends when the token does, and says so', async () => {
    await using sidecar = await start();
    const response = await open(sidecar, { sub: 'alice', acl, exp: inSeconds(2) }, 'topic=plant/%2B');
    expect(await response.text()).toContain('event: auth-expired');
  });

  it('takes no token in its address', async () => {
    await using sidecar = await start();
    const token = await signShared(secret, { sub: 'alice', acl });
    expect((await fetch(`${sidecar.origin}/mqttx/stream?topic=plant/x&token=${token}`)).status).toBe(401);
  });
});

describe('the HTTP API', () => {
  it('asks for each action', async () => {
    await using sidecar = await start();
    const token = await signShared(secret, { sub: 'alice', acl, scope: 'mqtt:publish mqtt:subscribe' });
    const statusOf = async (path: string, body: object): Promise<number> => {
      const url = `${sidecar.origin}/mqttx/api/v1${path}`;
      const response = await fetch(url, { method: 'POST', headers: { ...json, ...bearer(token) }, body: JSON.stringify(body) });
      await response.body?.cancel();
      return response.status;
    };
    expect(await statusOf('/connections/local/publish', { topic: 'plant/alice', payload: 'x', qos: 1 })).toBe(200);
    expect(await statusOf('/connections/local/publish', { topic: 'plant/bob', payload: 'x' })).toBe(403);
    expect(await statusOf('/connections/local/subscriptions', { topic: 'plant/1' })).toBe(201);
    expect(await statusOf('/connections/local/subscriptions', { topic: 'plant/#' })).toBe(403);
    expect(await statusOf('/tickets', { topic: 'plant/1' })).toBe(201);
    expect(await statusOf('/tickets', { topic: '#' })).toBe(403);
    expect(await statusOf('/connections', { profile: 'local' })).toBe(403);
  });
});

describe('the admin API', () => {
  it('is open to a signed token that says so, and to no other', async () => {
    await using sidecar = await start();
    const statusFor = async (claims: object): Promise<number> => {
      const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, { headers: bearer(await signShared(secret, claims)) });
      await response.body?.cancel();
      return response.status;
    };
    expect(await statusFor({ sub: 'root', scope: 'mqtt:admin' })).toBe(200);
    expect(await statusFor({ sub: 'alice', acl, roles: ['admin'] })).toBe(401);
    expect(await statusFor({ sub: 'root', scope: 'mqtt:admin', exp: inSeconds(-60) })).toBe(401);
    const withTokenOfClients = await startTestSidecar({ auth: { mode: 'token', token: 'of-the-clients' } });
    const refused = await fetch(`${withTokenOfClients.origin}/mqttx/admin/v1/snapshot`, { headers: bearer('of-the-clients') });
    await withTokenOfClients.stop();
    expect(refused.status).toBe(401);
  });
});

describe('metrics and the checks of health', () => {
  it('are told elsewhere to a signed token that says so, and to no other', async () => {
    await using sidecar = await start();
    const ask = async (path: string, token?: string) => {
      const elsewhere = { 'X-Forwarded-For': '203.0.113.7' };
      const response = await fetch(sidecar.origin + path, {
        headers: token === undefined ? elsewhere : { ...elsewhere, ...bearer(token) },
      });
      return { status: response.status, body: await response.text() };
    };
    const root = await signShared(secret, { sub: 'root', scope: 'mqtt:admin' });
    const others = [
      undefined,
      await signShared(secret, { sub: 'alice', acl, roles: ['admin'] }),
      await signShared(secret, { sub: 'root', scope: 'mqtt:admin', exp: inSeconds(-60) }),
      await signShared('another secret of more than thirty-two bytes', { sub: 'root', scope: 'mqtt:admin' }),
    ];
    expect(await ask('/metrics', root)).toMatchObject({ status: 200, body: expect.stringContaining('mqttx_sse_') });
    expect(JSON.parse((await ask('/health/ready', root)).body)).toHaveProperty('checks');
    for (const token of others) {
      expect((await ask('/metrics', token)).status).toBe(401);
      expect(JSON.parse((await ask('/health/ready', token)).body)).toEqual({ status: 'ok' });
    }
  });
});

describe('keys that rotate', () => {
  it('are followed under load without one wrong refusal', async () => {
    const keys = ['a', 'b', 'c', 'd'].map((kid) => signingKey(kid));
    const [initial, ...later] = keys;
    if (initial === undefined) throw new Error('There are keys.');
    await using issuer = await startIssuer(initial);
    await using sidecar = await start({ jwt: { jwksUrl: issuer.jwksUrl } });
    let current = initial;
    let isOver = false;
    const refusals: string[] = [];
    const callers = Array.from({ length: 8 }, () => new Map<string, number>());
    const calling = callers.map(async (served) => {
      while (!isOver) {
        const { kid } = current;
        const token = await sign(current, { sub: 'alice', acl });
        const response = await fetch(`${sidecar.origin}/mqttx/api/v1/connections`, { headers: bearer(token) });
        const body = await response.text();
        if (response.status === 200) served.set(kid, (served.get(kid) ?? 0) + 1);
        else refusals.push(`${kid}: ${response.status} ${body}`);
      }
    });
    // Of all of them, so that nobody holds a token any more whose key goes next.
    const inUse = () =>
      until('all use the key', () => refusals.length > 0 || callers.every((served) => (served.get(current.kid) ?? 0) > 12));
    for (const key of later) {
      await inUse();
      // Published first, used then; tokens of the key before live on until it is withdrawn.
      await issuer.publish(current, key);
      current = key;
    }
    await inUse();
    isOver = true;
    await Promise.all(calling);
    expect(refusals).toEqual([]);
    expect(issuer.fetches).toBeLessThanOrEqual(2 + later.length * 2);
  });

  it('that somebody invents make it ask the issuer a few times, and are refused', async () => {
    await using issuer = await startIssuer(signingKey('a'));
    await using sidecar = await start({ jwt: { jwksUrl: issuer.jwksUrl } });
    const theirs = signingKey('x');
    const statuses = new Set<number>();
    for (let index = 0; index < 200; index += 1) {
      const token = await sign({ ...theirs, kid: `invented-${index}` });
      const response = await fetch(`${sidecar.origin}/mqttx/stream?topic=a`, { headers: bearer(token) });
      await response.body?.cancel();
      statuses.add(response.status);
    }
    expect([...statuses]).toEqual([401]);
    expect(issuer.fetches).toBeLessThanOrEqual(6);
  });
});

describe('an issuer that is away', () => {
  it('keeps nothing from starting; requests with tokens are told to wait, and served once it is there', async () => {
    const key = signingKey('a');
    await using issuer = await startIssuer(key);
    issuer.broken = 502;
    await using sidecar = await start({ mode: 'oauth2', oauth2: { issuer: issuer.url, audience: 'mqtt' } });
    const claims = { iss: issuer.url, aud: 'mqtt', sub: 'alice', scope: 'mqtt:subscribe', acl };
    const headers = bearer(await sign(key, claims));
    const first = await fetch(`${sidecar.origin}/mqttx/stream?topic=plant/x`, { headers });
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await first.json()).toMatchObject({ code: 'issuer-unavailable' });
    expect((await fetch(`${sidecar.origin}/health/live`)).status).toBe(200);
    issuer.broken = undefined;
    await expect
      .poll(
        async () => {
          const response = await fetch(`${sidecar.origin}/mqttx/stream?topic=plant/x`, { headers });
          await response.body?.cancel();
          return response.status;
        },
        { timeout: 20_000 },
      )
      .toBe(200);
  });
});
