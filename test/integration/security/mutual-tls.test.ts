/** Client certificates: who gets in, as whom, and what they may do, alone and beside tokens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema, type ConfigInput } from '../../../sidecar/config/schema.ts';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { startSidecar } from '../../../sidecar/server.ts';
import { makeCertificates, type Certificate, type Certificates } from '../../support/certificates.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { askOverTls, openTlsTunnel, type TlsTunnel } from '../../support/tls-tunnel.ts';
import { signShared } from '../../support/tokens.ts';

const secret = 'a shared secret of more than thirty-two bytes';

let certificates: Certificates;
let others: Certificates;
let alice: Certificate;
let bob: Certificate;
let brokerUrl: string;
beforeAll(async () => {
  [certificates, others] = await Promise.all([makeCertificates(), makeCertificates()]);
  [alice, bob] = [await certificates.issue('alice', 'alice/O=Plant'), await certificates.issue('bob', 'bob/O=Plant')];
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  brokerUrl = `mqtt://127.0.0.1:${broker.port}`;
  return async () => broker.close();
});
afterAll(() => Promise.all([certificates.dispose(), others.dispose()]));

function configuration(more: ConfigInput = {}): ConfigInput {
  const { authority, server } = certificates;
  return {
    ...more,
    server: { ...more.server, tls: { cert: server.certFile, key: server.keyFile, clientCa: authority.certFile } },
    profiles: { local: { url: brokerUrl } },
  };
}

const start = (more: ConfigInput = {}): Promise<TestSidecar> => startTestSidecar(configuration(more));

const as = ({ port }: { port: number }, { cert, key }: Certificate): Promise<TlsTunnel> =>
  openTlsTunnel(port, { ca: certificates.authority.cert, cert, key });

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

const perUser = { permission: 'allow', action: 'all', topic: 'plant/${username}/#' } as const;

function publishAs({ origin }: TlsTunnel, topic: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}/mqttx/api/v1/connections/local/publish`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ topic, payload: 'x' }),
  });
}

describe('a client certificate', () => {
  it('is demanded in the handshake, and has to be of the authority', async () => {
    await using sidecar = await start();
    const asked = { port: sidecar.port, path: '/health/live', ca: certificates.authority.cert };
    expect((await askOverTls({ ...asked, cert: alice.cert, key: alice.key })).answer).toContain('200 OK');
    await expect(askOverTls(asked)).rejects.toThrow(/certificate required/);
    await expect(askOverTls({ ...asked, maxVersion: 'TLSv1.2' })).rejects.toThrow(/handshake failure/);
    // Of this one the server thinks after the handshake, and hangs up.
    const stranger = askOverTls({ ...asked, cert: others.client.cert, key: others.client.key });
    expect(await stranger.catch(() => ({ answer: '' }))).toMatchObject({ answer: '' });
  });

  it('keeps the session of one subject from another', async () => {
    await using sidecar = await start();
    await using hers = await as(sidecar, alice);
    await using his = await as(sidecar, bob);
    const session = await RawMcpClient.open(hers.origin);
    const endpoint = await session.endpoint();
    const post = ({ origin }: TlsTunnel) =>
      fetch(origin + endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
      });
    expect((await post(hers)).status).toBe(202);
    expect((await post(his)).status).toBe(403);
    session.destroy();
  });

  it('lets its subject do everything with MQTT, but not administer the server', async () => {
    await using sidecar = await start();
    await using hers = await as(sidecar, alice);
    expect((await publishAs(hers, 'anything')).status).toBe(200);
    expect((await fetch(`${hers.origin}/mqttx/admin/v1/snapshot`)).status).toBe(401);
    expect((await fetch(`${hers.origin}/mqttx/admin/v1/snapshot`, { headers: bearer(sidecar.adminToken) })).status).toBe(200);
  });

  it('is the username in the rules of the roles that the configuration gives', async () => {
    await using sidecar = await start({ auth: { certificateRoles: ['worker'], roles: { worker: [perUser] } } });
    await using hers = await as(sidecar, alice);
    await using his = await as(sidecar, bob);
    const stream = await StreamClient.open(hers.origin, 'topic=plant/alice/%2B');
    expect((await publishAs(hers, 'plant/alice/1')).status).toBe(200);
    expect(await stream.untilMessages(1)).toHaveLength(1);
    expect((await publishAs(his, 'plant/alice/1')).status).toBe(403);
    await expect(StreamClient.open(his.origin, 'topic=plant/alice/%2B')).rejects.toThrow(/403/);
    const mcp = await RawMcpClient.open(his.origin);
    await mcp.callTool('mqttConnect', { profile: 'local' });
    expect((await mcp.callTool('mqttPublish', { topic: 'plant/bob/1', payload: 'x' })).isError).toBe(false);
    expect(await mcp.callTool('mqttPublish', { topic: 'plant/alice/1', payload: 'x' })).toMatchObject({ isError: true });
    mcp.destroy();
    stream.close();
  });

  it('is demanded besides the token, and its subject is the username whatever the token says', async () => {
    await using sidecar = await start({ auth: { mode: 'jwt', jwt: { secret } } });
    await using hers = await as(sidecar, alice);
    expect((await publishAs(hers, 'plant/alice/1')).status).toBe(401);
    const stolen = bearer(await signShared(secret, { sub: 'bob', username: 'bob', acl: [perUser] }));
    expect((await publishAs(hers, 'plant/bob/1', stolen)).status).toBe(403);
    expect((await publishAs(hers, 'plant/alice/1', stolen)).status).toBe(200);
  });

  it('and the static token together tell callers apart', async () => {
    await using sidecar = await start({
      auth: { mode: 'token', token: 'of-the-plant', certificateRoles: ['worker'], roles: { worker: [perUser] } },
    });
    await using hers = await as(sidecar, alice);
    expect((await publishAs(hers, 'plant/alice/1')).status).toBe(401);
    expect((await publishAs(hers, 'plant/alice/1', bearer('of-the-plant'))).status).toBe(200);
    expect((await publishAs(hers, 'plant/bob/1', bearer('of-the-plant'))).status).toBe(403);
  });

  it('counts as proof where a network can reach the server', async () => {
    const everywhere = { host: '0.0.0.0', port: 0 };
    const { tls } = configuration().server ?? {};
    const withoutCa = { cert: tls?.cert ?? '', key: tls?.key ?? '' };
    await expect(startSidecar(configSchema.parse({ server: { ...everywhere, tls: withoutCa } }))).rejects.toMatchObject({
      code: 'unsafe-listener',
      hint: expect.stringContaining('server.tls.clientCa'),
    });
    await using sidecar = await start({ server: everywhere });
    await using hers = await as(sidecar, alice);
    expect((await publishAs(hers, 'anything')).status).toBe(200);
  });
});
