/** A token that has just run out is taken as long as clocks may differ, and what it asks for is done. */
import { expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { postModern } from '../../support/streamable-client.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { inSeconds, signShared } from '../../support/tokens.ts';

it('does what a request without a session asks for whose token is accepted because clocks may differ', async () => {
  const secret = 'a secret that is long enough for HS256';
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  await using sidecar = await startTestSidecar({ auth: { mode: 'jwt', jwt: { secret } } });
  const token = await signShared(secret, { exp: inSeconds(-5) });
  const params = { name: 'mqttConnect', arguments: { host: '127.0.0.1', port: broker.port } };
  const { status, messages } = await postModern(sidecar.origin, 'tools/call', params, {
    'Authorization': `Bearer ${token}`,
    'Mcp-Name': 'mqttConnect',
  });
  expect([status, messages[0]?.result]).toMatchObject([200, { structuredContent: { state: 'connected' } }]);
  await broker.close();
});
