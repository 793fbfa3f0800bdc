/**
 * Who calls is found out where a request comes in, and binds at the instance that owns the session: another one's token opens nothing there,
 * whichever instance is asked, and every answer is the one that the owner itself would give.
 */
import { expect, onTestFinished, test } from 'vitest';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { startOpenIdProvider } from '../../support/openid-provider.ts';
import { freePort } from '../../support/ports.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import type { TestSidecar } from '../../support/sidecar.ts';
import { callTool, initialize, postMcp } from '../../support/streamable-client.ts';
import { inSeconds, signShared } from '../../support/tokens.ts';
import { prepareGround } from './instances.ts';

const SECRET = 'a shared secret that is long enough for HS256';
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const named = (username: string, claims: object = {}) => signShared(SECRET, { sub: username, username, ...claims });

async function statuses(origins: readonly TestSidecar[], session: Record<string, string>, token?: string) {
  const { Authorization: _own, ...rest } = session;
  const headers = token === undefined ? rest : { ...rest, ...bearer(token) };
  return Promise.all(origins.map(async ({ origin }) => (await postMcp(origin, ping, headers)).status));
}

async function pair(auth: ConfigInput['auth'], more: ConfigInput = {}) {
  const { start } = await prepareGround();
  return [await start({ auth, ...more }), await start({ auth, ...more })] as const;
}

test('a session of a signed token takes requests of the same user at any instance, and of nobody else', async () => {
  const [owner, other] = await pair({ mode: 'jwt', jwt: { secret: SECRET } });
  const alice = await named('alice');
  const session = await initialize(owner.origin, '2025-11-25', bearer(alice));
  const both = [owner, other];
  expect(await statuses(both, session, alice)).toEqual([200, 200]);
  // A renewed token of the same user.
  expect(await statuses(both, session, await named('alice', { jti: '2' }))).toEqual([200, 200]);
  const [direct, routed] = await statuses(both, session, await named('bob'));
  expect(routed).toBe(direct);
  expect(routed).toBeGreaterThanOrEqual(403);
  expect(await statuses(both, session)).toEqual([401, 401]);
  expect(await statuses(both, session, await named('alice', { exp: inSeconds(-600) }))).toEqual([401, 401]);
  expect(await statuses(both, session, await signShared('another secret that is just as long as it', { sub: 'alice' }))).toEqual([
    401, 401,
  ]);
});

test('what a token permits holds for a call that another instance passes on', async () => {
  const [owner, other] = await pair({ mode: 'jwt', jwt: { secret: SECRET } });
  const acl = [{ permission: 'allow', action: 'all', topic: 'own/#' }];
  const session = await initialize(owner.origin, '2025-11-25', bearer(await named('alice', { acl })));
  await callTool(other.origin, session, 'mqttConnect', { profile: 'local' });
  const publish = (topic: string) => callTool(other.origin, session, 'mqttPublish', { topic, payload: 'x', qos: 1 });
  expect((await publish('own/a'))['isError'] ?? false).toBe(false);
  expect((await publish('foreign'))['isError']).toBe(true);
});

test('a connection of the API is its opener’s at any instance', async () => {
  const { start, broker } = await prepareGround();
  const auth: ConfigInput['auth'] = { mode: 'jwt', jwt: { secret: SECRET } };
  const [owner, other] = [await start({ auth }), await start({ auth })];
  const alice = bearer(await named('alice'));
  const path = '/mqttx/api/v1/connections';
  const headers = { 'Content-Type': 'application/json', ...alice };
  const opened = await fetch(owner.origin + path, { method: 'POST', headers, body: JSON.stringify({ url: broker.url }) });
  const id = /"id":"([^"]+)"/.exec(await opened.text())?.[1] ?? '';
  const seen = (token: Record<string, string>) =>
    Promise.all([owner, other].map(async ({ origin }) => (await fetch(`${origin}${path}/${id}`, { headers: token })).status));
  expect(await seen(alice)).toEqual([200, 200]);
  expect(await seen(bearer(await named('bob')))).toEqual([404, 404]);
  expect(await seen({})).toEqual([401, 401]);
});

test('a session of an authorization server’s token is served by any instance, with the token checked where it comes in', async () => {
  const port = await freePort();
  const audience = `http://127.0.0.1:${port}/mqttx`;
  await using provider = await startOpenIdProvider({ resource: () => audience, agreedScopes: [] });
  const auth: ConfigInput['auth'] = { mode: 'oauth2', oauth2: { issuer: provider.issuer, audience } };
  const [owner, other] = await pair(auth);
  const token = await provider.grant();
  const session = await initialize(owner.origin, '2025-11-25', bearer(token));
  expect(await statuses([owner, other], session, token)).toEqual([200, 200]);
  expect(await statuses([owner, other], session)).toEqual([401, 401]);
  expect(await statuses([owner, other], session, `${token.slice(0, -4)}AAAA`)).toEqual([401, 401]);
});

test('a session that was opened with its token in the address takes its messages without a header at any instance', async () => {
  const [owner, other] = await pair({ mode: 'token', token: 'the-static-token' });
  const client = await RawMcpClient.open(owner.origin, { path: `/mqttx/sse?token=${encodeURIComponent('the-static-token')}` });
  onTestFinished(() => client.destroy());
  const endpoint = await client.endpoint();
  const post = async ({ origin }: TestSidecar, id: number, headers: Record<string, string> = {}) =>
    (
      await fetch(origin + endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ ...ping, id }),
      })
    ).status;
  expect([await post(owner, 1), await post(other, 2), await post(other, 3, bearer('the-static-token'))]).toEqual([202, 202, 202]);
  for (const id of [1, 2, 3]) await client.waitForMessage((message) => message.id === id);
  expect([await post(owner, 4, bearer('a-wrong-token')), await post(other, 5, bearer('a-wrong-token'))]).toEqual([401, 401]);

  const withHeader = await RawMcpClient.open(owner.origin, { headers: bearer('the-static-token') });
  onTestFinished(() => withHeader.destroy());
  const guarded = await withHeader.endpoint();
  const bare = ({ origin }: TestSidecar) =>
    fetch(origin + guarded, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(ping) });
  expect([(await bare(owner)).status, (await bare(other)).status]).toEqual([401, 401]);
});
