/** Topics as resources for those whose they are not: other callers, other permissions, the policy. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityPageSchema } from '../../../sidecar/admin/schema.ts';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { callModern, listenModern, postModern } from '../../support/streamable-client.ts';
import { signShared } from '../../support/tokens.ts';

let broker: EmbeddedBroker;
let profiles: { local: { url: string } };
let sidecar: TestSidecar;
let origin: string;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  profiles = { local: { url: `mqtt://127.0.0.1:${broker.port}` } };
  sidecar = await startTestSidecar({ profiles });
  ({ origin } = sidecar);
});

afterAll(async () => {
  await sidecar.stop();
  await broker.close();
});

const connectionIn = (structured: unknown): string => /"connection":"([^"]+)"/.exec(JSON.stringify(structured))?.[1] ?? '';

describe('somebody else', () => {
  const secret = 'a-shared-secret-of-the-test-32-bytes';
  const auth: ConfigInput['auth'] = { mode: 'jwt', jwt: { secret, algorithms: ['HS256'] } };
  const as = async (sub: string, acl: object[]): Promise<Record<string, string>> => ({
    Authorization: `Bearer ${await signShared(secret, { sub, acl })}`,
  });
  const everything = [{ permission: 'allow', action: 'all', topic: '#' }];

  it('neither reads, lists nor follows a handle of another, though its id is known', async () => {
    await using guarded = await startTestSidecar({ profiles, auth });
    const [ann, bob] = [await as('ann', everything), await as('bob', everything)];
    const handle = connectionIn(await callModern(guarded.origin, 'mqttConnect', { host: '127.0.0.1', port: broker.port }, ann));
    await callModern(guarded.origin, 'mqttSubscribe', { connection: handle, topic: 'ann/#' }, ann);
    await callModern(guarded.origin, 'mqttPublish', { connection: handle, topic: 'ann/secret', payload: 'x', qos: 1 }, ann);
    await callModern(guarded.origin, 'mqttReadMessages', { connection: handle, waitSeconds: 10 }, ann);
    const uri = `mqtt://${handle}/ann/secret`;
    const list = async (who: Record<string, string>): Promise<string> => (await postModern(guarded.origin, 'resources/list', {}, who)).text;
    expect(await list(ann)).toContain(uri);
    expect(await list(bob)).not.toContain(handle);
    expect((await postModern(guarded.origin, 'resources/read', { uri }, bob)).messages.at(-1)?.error).toMatchObject({ code: -32602 });
    expect(await callModern(guarded.origin, 'mqttPublish', { connection: handle, topic: 'a', payload: 'b' }, bob)).toMatchObject({
      isError: true,
    });
    const listener = await listenModern(guarded.origin, [uri], bob);
    expect(listener.honored).toEqual({});
    listener.close();
  });

  it('sees of a shared connection what the token permits', async () => {
    await using guarded = await startTestSidecar({ profiles, auth });
    const ann = await as('ann', everything);
    const bob = await as('bob', [{ permission: 'allow', action: 'subscribe', topic: 'open/#' }]);
    await callModern(guarded.origin, 'mqttSubscribe', { connection: 'local', topic: '#' }, ann);
    for (const topic of ['open/a', 'closed/a']) {
      await callModern(guarded.origin, 'mqttPublish', { connection: 'local', topic, payload: 'x', qos: 1 }, ann);
    }
    await until('both are observed', async () => {
      const { text } = await postModern(guarded.origin, 'resources/list', {}, ann);
      return text.includes('mqtt://local/open/a') && text.includes('mqtt://local/closed/a');
    });
    const { text } = await postModern(guarded.origin, 'resources/list', {}, bob);
    expect(text).toContain('mqtt://local/open/a');
    expect(text).not.toContain('closed');
    const counted = async (who: Record<string, string>) => {
      const { structuredContent, content } = await callModern(guarded.origin, 'mqttListTopics', { connection: 'local' }, who);
      return [structuredContent, JSON.stringify(content)];
    };
    expect(await counted(ann)).toEqual([
      expect.objectContaining({ topics: 2, known: 2, forgotten: 0 }),
      expect.stringContaining('2 topics, of 2 seen'),
    ]);
    expect(await counted(bob)).toEqual([
      expect.objectContaining({ topics: 1, known: 1, forgotten: null }),
      expect.stringContaining('1 topic, of 1 seen'),
    ]);
    const refused = await postModern(guarded.origin, 'resources/read', { uri: 'mqtt://local/closed/a' }, bob);
    expect(refused.messages.at(-1)?.error).toMatchObject({ code: -32600, data: { code: 'insufficient-scope' } });
    const listener = await listenModern(guarded.origin, ['mqtt://local/closed/a', 'mqtt://local/open/a'], bob);
    expect(listener.honored).toEqual({ resourceSubscriptions: ['mqtt://local/open/a'] });
    listener.close();
  });

  it('reads what the policy leaves open, and is asked for nothing', async () => {
    const rules: NonNullable<ConfigInput['policy']>['rules'] = [
      { topic: 'closed/#', decision: 'deny' },
      { action: 'subscribe', topic: 'asked/#', decision: 'ask' },
      { action: 'subscribe', topic: 'open/#', decision: 'allow' },
    ];
    await using strict = await startTestSidecar({ profiles, policy: { rules } });
    await Promise.all(['open', 'closed', 'asked'].map((topic) => publish(origin, `${topic}/policy`, 'x', { retain: true })));
    const read = async (topic: string) =>
      (await postModern(strict.origin, 'resources/read', { uri: `mqtt://local/${topic}/policy` })).messages.at(-1);
    expect((await read('open'))?.result).toMatchObject({ contents: [{ text: 'x' }] });
    expect((await read('closed'))?.error).toMatchObject({ data: { code: 'policy-denied' } });
    expect((await read('asked'))?.error).toMatchObject({ data: { code: 'approval-missing' } });
    const listener = await listenModern(
      strict.origin,
      ['closed', 'asked', 'open'].map((topic) => `mqtt://local/${topic}/policy`),
    );
    expect(listener.honored).toEqual({ resourceSubscriptions: ['mqtt://local/open/policy'] });
    listener.close();
    const session = await RawMcpClient.open(strict.origin);
    for (const topic of ['closed', 'open']) await session.request('resources/subscribe', { uri: `mqtt://local/${topic}/policy` });
    session.destroy();
    const response = await fetch(`${strict.origin}/mqttx/admin/v1/activity`, { headers: { Authorization: `Bearer ${strict.adminToken}` } });
    const { entries } = activityPageSchema.parse(await response.json());
    expect(
      entries.map(({ tool, arguments: { uri }, outcome, decision }) => [tool, uri, outcome, decision?.verdict, decision?.rule]),
    ).toEqual([
      ['resources/subscribe', 'mqtt://local/open/policy', 'ok', 'allowed', 'rule 3'],
      ['resources/subscribe', 'mqtt://local/closed/policy', 'denied', 'denied', 'rule 1'],
      ['resources/read', 'mqtt://local/asked/policy', 'denied', 'denied', 'rule 2'],
      ['resources/read', 'mqtt://local/closed/policy', 'denied', 'denied', 'rule 1'],
      ['resources/read', 'mqtt://local/open/policy', 'ok', 'allowed', 'rule 3'],
    ]);
  });

  it('is refused what a rule denies to resources by name, and what tools are denied by theirs it reads', async () => {
    const rules: NonNullable<ConfigInput['policy']>['rules'] = [
      { tool: 'resources/read', topic: 'tools-only/#', decision: 'deny' },
      { tool: 'resources/read', topic: 'both/#', decision: 'allow' },
      { tool: 'mqttReadTopic', topic: 'both/#', decision: 'deny' },
    ];
    await using strict = await startTestSidecar({ profiles, policy: { rules } });
    await Promise.all(['tools-only', 'both'].map((topic) => publish(origin, `${topic}/named`, 'x', { retain: true })));
    const read = async (topic: string) =>
      (await postModern(strict.origin, 'resources/read', { uri: `mqtt://local/${topic}` })).messages.at(-1);
    expect((await read('tools-only/named'))?.error).toMatchObject({ data: { code: 'policy-denied' } });
    expect((await read('both/named'))?.result).toMatchObject({ contents: [{ text: 'x' }] });
    const topic = 'both/named';
    expect(await callModern(strict.origin, 'mqttReadTopic', { connection: 'local', topic })).toMatchObject({ isError: true });
    const listener = await listenModern(strict.origin, ['mqtt://local/tools-only/named', 'mqtt://local/both/named']);
    expect(listener.honored).toEqual({ resourceSubscriptions: ['mqtt://local/both/named'] });
    listener.close();
  });

  it('learns no handle from a list where callers are not told apart', async () => {
    const handle = connectionIn(await callModern(origin, 'mqttConnect', { host: '127.0.0.1', port: broker.port, clientId: 'unlisted' }));
    await callModern(origin, 'mqttSubscribe', { connection: handle, topic: 'unlisted/#' });
    await publish(origin, 'unlisted/a', 'x');
    await callModern(origin, 'mqttReadMessages', { connection: handle, waitSeconds: 10 });
    expect((await postModern(origin, 'resources/list')).text).not.toContain(handle);
    const { messages } = await postModern(origin, 'resources/read', { uri: `mqtt://${handle}/unlisted/a` });
    expect(messages.at(-1)?.result).toMatchObject({ contents: [{ text: 'x' }] });
  });
});
