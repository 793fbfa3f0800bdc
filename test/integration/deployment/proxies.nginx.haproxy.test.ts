import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates, type Certificates } from '../../support/certificates.ts';
import { Http2Client } from '../../support/http2-client.ts';
import { startDeployedHaproxy, startDeployedNginx } from '../../support/proxy.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { until } from '../../support/polling.ts';

const AUTHORITY = 'mqtt.example.com';
const ADMIN = { authorization: 'Bearer an-admin-token-of-the-test' };

let certificates: Certificates;

beforeAll(async () => {
  certificates = await makeCertificates();
});

afterAll(() => certificates.dispose());

function startInstance(brokerUrl: string): Promise<TestSidecar> {
  return startTestSidecar({
    server: { publicUrl: `https://${AUTHORITY}`, trustProxy: 1 },
    admin: { token: 'an-admin-token-of-the-test' },
    profiles: { local: { url: brokerUrl } },
    stream: { retryMs: 100 },
  });
}

describe.each([
  ['nginx', startDeployedNginx],
  ['HAProxy', startDeployedHaproxy],
] as const)('%s, as docs/deployment has it', (_name, startProxy) => {
  it('passes on streams, sessions and addresses, and goes to the other instance when one has gone', async () => {
    await using broker = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 } });
    const url = broker.embeddedBrokerUrl ?? '';
    await using one = await startInstance(url);
    const two = await startInstance(url);
    await using proxy = await startProxy({ instances: [one.port, two.port], certificate: certificates.server });
    const open = (localAddress: string) =>
      Http2Client.open({ port: proxy.httpsPort, authority: AUTHORITY, ca: certificates.authority.cert, localAddress });

    const plain = await fetch(`http://127.0.0.1:${proxy.httpPort}/`, { redirect: 'manual', headers: { Host: AUTHORITY } });
    expect([plain.status, plain.headers.get('location')]).toEqual([301, expect.stringMatching(/^https:/)]);

    using client = await open('127.0.0.9');
    const stream = await client.request('/mqttx/stream?topic=line%2F%23&qos=1');
    // Before there is any message: nothing is held back on the way.
    await stream.untilText(/^:/m);
    const published = await client.request('/mqttx/api/v1/connections/local/publish', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ topic: 'line/3', payload: 'through', qos: 1 }),
    });
    await published.untilEnd();
    expect(published.status).toBe(200);
    await stream.untilText(/"payload":"through"/);

    const addresses = await Promise.all(
      [one, two].map(async ({ origin }) => (await fetch(`${origin}/mqttx/admin/v1/snapshot`, { headers: ADMIN })).text()),
    );
    expect(addresses.join('')).toContain('"address":"127.0.0.9');

    const session = await client.request('/mqttx/sse');
    const [, endpoint = ''] = await session.untilText(/^data: (\S*\/mqttx\/message\?sessionId=\S+)$/m);
    expect(new URL(endpoint, `https://${AUTHORITY}`).origin).toBe(`https://${AUTHORITY}`);
    await untilAnswered(client, new URL(endpoint, `https://${AUTHORITY}`));
    await session.untilText(/"protocolVersion":"2024-11-05"/);

    await two.stop();
    await until('every request is answered by the instance that is left', async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(async () => (await client.request('/health/ready')).status));
      return answers.every((status) => status === 200);
    });
    await using direct = await StreamClient.open(one.origin, 'topic=a');
    expect(direct.headers['content-type']).toBe('text/event-stream');
  });
});

/** Without Redis only the session's own instance knows it; the other answers 404, and the next try goes there. */
async function untilAnswered(client: Http2Client, { pathname, search }: URL): Promise<void> {
  await until('the session has taken the message', async () => {
    const answer = await client.request(pathname + search, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize' }),
    });
    return answer.status === 202;
  });
}
