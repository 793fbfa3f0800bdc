/** What the log says of decisions: who asked for what and what came of it, and never the token, in whatever way it was sent. */
import { expect, it } from 'vitest';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { signShared } from '../../support/tokens.ts';

const secret = 'a shared secret of more than thirty-two bytes';

it('every decision is logged with its reason, and no token', async () => {
  await using sidecar = await startTestSidecar({
    auth: { mode: 'jwt', jwt: { secret } },
    profiles: { local: { url: 'mqtt://127.0.0.1:9' } },
    log: { level: 'debug' },
  });
  const acl = [{ permission: 'allow', action: 'publish', topic: 'plant/#' }];
  const token = await signShared(secret, { sub: 'alice', acl });
  const publish = async (topic: string) => {
    const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' };
    const url = `${sidecar.origin}/mqttx/api/v1/connections/local/publish`;
    await (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ topic, payload: 'x' }) })).text();
  };
  await publish('plant/1');
  await publish('office/1');
  const byAddress = await RawMcpClient.open(sidecar.origin, { path: `/mqttx/sse?token=${token}` });
  await byAddress.callTool('mqttSubscribe', { topic: 'plant/1' });
  byAddress.destroy();
  // In each of these the server says what is wrong.
  for (const wrong of [`${token}x`, `${token} ${token}`]) {
    await (await fetch(`${sidecar.origin}/mqttx/sse`, { headers: { Authorization: `Bearer ${wrong}` } })).text();
    await (await fetch(`${sidecar.origin}/mqttx/sse?token=${encodeURIComponent(wrong)}`)).text();
    await (await fetch(`${sidecar.origin}/nowhere?token=${encodeURIComponent(wrong)}`)).text();
  }
  const records = sidecar.log.recent();
  const about = { principal: 'jwt:#alice', action: 'publish' };
  const decided = (message: string, context: object) => expect.objectContaining({ message, context: expect.objectContaining(context) });
  expect(records).toContainEqual(decided('Permitted', { ...about, topic: 'plant/1' }));
  expect(records).toContainEqual(decided('Refused', { ...about, topic: 'office/1', reason: expect.stringContaining('no rule') }));
  expect(records).toContainEqual(
    decided('Not let in', { method: 'GET', path: '/mqttx/sse', reason: 'The signature of the token is wrong.' }),
  );
  const text = JSON.stringify(records);
  for (const part of token.split('.')) expect(text).not.toContain(part);
});
