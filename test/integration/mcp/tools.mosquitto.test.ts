/** What the tools do beyond the documented requests: coercion, encodings, cursors, several connections, what goes wrong. */
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;
let client: RawMcpClient;

beforeAll(async () => {
  broker = await startMosquitto();
  sidecar = await startTestSidecar({
    profiles: { plant: { url: broker.url }, fixed: { url: broker.url, clientId: 'the-one' } },
    limits: { connectionsPerSession: 2, subscriptionsPerSession: 3, bufferMessages: 10 },
  });
});

afterAll(async () => {
  await sidecar.stop();
  await broker.dispose();
});

beforeEach(async () => {
  client = await RawMcpClient.open(sidecar.origin);
});

afterEach(() => client.destroy());

const connect = (more: Record<string, unknown> = {}) => client.callTool('mqttConnect', { url: broker.url, ...more });

describe('mqttConnect', () => {
  it('takes numbers and booleans that a model wrote as strings, and nulls for what it left out', async () => {
    const result = await client.callTool('mqttConnect', {
      host: '127.0.0.1',
      port: String(broker.port),
      cleanStart: 'true',
      protocolVersion: '4',
      username: null,
    });
    expect(result).toMatchObject({ isError: false, structured: { protocolVersion: 4 } });
  });

  it('uses the client id given, and closes the connection that used it before', async () => {
    await connect({ clientId: 'mine' });
    const again = await connect({ clientId: 'mine' });
    expect(again.structured).toMatchObject({ clientId: 'mine', state: 'connected' });
    const { structured } = await client.callTool('mqttStatus');
    expect(structured).toMatchObject({ connections: [{ connection: again.structured['connection'], state: 'connected' }] });
  });

  it('closes that one also where the address is written otherwise', async () => {
    await connect({ clientId: 'mine' });
    const again = await connect({ clientId: 'mine', url: broker.url.replace('mqtt://', 'MQTT://me:secret@') });
    const { structured } = await client.callTool('mqttStatus');
    expect(structured).toMatchObject({ connections: [{ connection: again.structured['connection'], state: 'connected' }] });
  });

  it('connects a profile by name, each session on its own', async () => {
    const other = await RawMcpClient.open(sidecar.origin);
    const [mine, theirs] = await Promise.all([client, other].map((each) => each.callTool('mqttConnect', { profile: 'plant' })));
    expect(mine?.structured['clientId']).not.toBe(theirs?.structured['clientId']);
    other.destroy();
  });

  it('shares the connection of a profile whose client id is fixed', async () => {
    const other = await RawMcpClient.open(sidecar.origin);
    const results = await Promise.all([client, other].map((each) => each.callTool('mqttConnect', { profile: 'fixed' })));
    expect(results.map(({ structured }) => [structured['connection'], structured['clientId']])).toEqual([
      ['fixed', 'the-one'],
      ['fixed', 'the-one'],
    ]);
    await client.callTool('mqttSubscribe', { topic: 'shared/#' });
    await client.callTool('mqttDisconnect');
    expect((await other.callTool('mqttPublish', { topic: 'shared/x', payload: '1', qos: 1 })).isError).toBe(false);
    other.destroy();
  });

  it.each([
    [{}, /not said which broker.*"local", "plant", "fixed"/s],
    [{ host: '127.0.0.1', url: 'mqtt://x' }, /"url" and "host" cannot be given together/],
    [{ profile: 'nowhere' }, /no profile "nowhere".*"plant"/s],
    [{ host: '127.0.0.1', port: 1 }, /127\.0\.0\.1:1.*ECONNREFUSED|refused/i],
    [{ url: 'http://127.0.0.1' }, /scheme/],
    [{ host: '127.0.0.1', port: 'many' }, /"port"/],
    [{ host: 42 }, /"host"/],
    [{ profile: 'fixed', will: { topic: 'gone', payload: 'x' } }, /"fixed" is shared.*"will" cannot be given.*"clientId"/s],
    [{ host: '127.0.0.1', protocolVersion: 7 }, /"protocolVersion" must be "auto", 4 \(MQTT 3\.1\.1\) or 5/],
    [{ host: '127.0.0.1', will: { topic: 'a/#', payload: 'x' } }, /wildcard/],
  ])('answers %j with a text that says what to do', async (given, text) => {
    const result = await client.callTool('mqttConnect', given);
    expect(result.isError).toBe(true);
    expect(result.text).toMatch(text);
  });

  it('refuses more connections than the limit allows', async () => {
    await connect();
    await connect();
    const third = await connect();
    expect(third).toMatchObject({ isError: true });
    expect(third.text).toMatch(/2 broker connections already.*mqttDisconnect/s);
  });
});

describe('publishing and subscribing', () => {
  it.each([
    ['mqttSubscribe', { topic: 'a/#/b' }, /a\/#\/b/],
    ['mqttSubscribe', { topic: '' }, /empty/],
    ['mqttSubscribe', { topic: 'a', qos: 7 }, /"qos" must be 0, 1 or 2/],
    ['mqttSubscribe', {}, /"topic"/],
    ['mqttPublish', { topic: 'a/+', payload: 'x' }, /wildcard/],
    ['mqttPublish', { topic: 'a' }, /"payload"/],
    ['mqttPublish', { topic: 'a', payload: 'zz', encoding: 'hex' }, /hex/],
    ['mqttPublish', { topic: 'a', payload: 'x', connection: 'nope' }, /neither a connection of this session nor a profile/],
    ['mqttReadMessages', { waitSeconds: 61 }, /"waitSeconds"/],
    ['mqttUnsubscribe', { topic: 'never' }, /no subscription to "never"/],
  ])('%s %j is a result that says what is wrong', async (tool, given, text) => {
    await connect();
    const result = await client.callTool(tool, given);
    expect(result.isError).toBe(true);
    expect(result.text).toMatch(text);
  });

  it('says to connect first where there is no connection', async () => {
    const result = await client.callTool('mqttSubscribe', { topic: 'a' });
    expect(result).toMatchObject({ isError: true });
    expect(result.text).toMatch(/Call mqttConnect first/);
  });

  it('connects a profile that is named where there is no connection', async () => {
    const result = await client.callTool('mqttPublish', { topic: 'a', payload: 'x', qos: 1, connection: 'plant' });
    expect(result).toMatchObject({ isError: false, structured: { connection: 'plant', qos: 1 } });
  });

  it('tells the reason code of the acknowledgement', async () => {
    await connect({ protocolVersion: 5 });
    const nobody = await client.callTool('mqttPublish', { topic: 'nobody/listens', payload: 'x', qos: 1 });
    expect(nobody.structured).toMatchObject({ reasonCode: 16 });
    expect(nobody.text).toMatch(/No matching subscribers/i);
  });

  it('sends and receives bytes that are no text, and MQTT 5 properties', async () => {
    await connect({ protocolVersion: 5 });
    await client.callTool('mqttSubscribe', { topic: 'bin/#', qos: '1' });
    const properties = {
      userProperties: { a: '1', b: ['2', '3'] },
      contentType: 'x/y',
      correlationData: 'AAH/',
      responseTopic: 'r',
      messageExpiryInterval: 60,
    };
    await client.callTool('mqttPublish', { topic: 'bin/x', payload: '00ff80', encoding: 'hex', qos: 1, properties });
    const { structured } = await client.callTool('mqttReadMessages', { waitSeconds: 10 });
    expect(structured).toMatchObject({ messages: [{ topic: 'bin/x', payload: 'AP+A', encoding: 'base64', properties }] });
  });

  it('sends an object as JSON and reads it back as one', async () => {
    await connect();
    await client.callTool('mqttSubscribe', { topic: 'json' });
    await client.callTool('mqttPublish', { topic: 'json', payload: { on: true, level: 3 } });
    const { structured } = await client.callTool('mqttReadMessages', { waitSeconds: 10, encoding: 'json' });
    expect(structured).toMatchObject({ messages: [{ payload: { on: true, level: 3 }, encoding: 'json' }] });
  });

  it('delivers a message once to a session whose filters overlap', async () => {
    await connect({ protocolVersion: 5 });
    await client.callTool('mqttSubscribe', { topic: 'over/#', qos: 0 });
    await client.callTool('mqttSubscribe', { topic: 'over/+', qos: 1 });
    for (const payload of ['1', '2', '3']) await client.callTool('mqttPublish', { topic: 'over/x', payload, qos: 1 });
    await client.callTool('mqttPublish', { topic: 'over/end', payload: 'end', qos: 1 });
    await client.waitForMessage(({ params }) => params?.['payload'] === 'end');
    const { structured } = await client.callTool('mqttReadMessages');
    expect(structured['messages']).toMatchObject([{ payload: '1' }, { payload: '2' }, { payload: '3' }, { payload: 'end' }]);
  });

  it('brings retained messages at the subscription, and again when it is repeated', async () => {
    await connect();
    await client.callTool('mqttPublish', { topic: 'kept/x', payload: 'last', retain: true, qos: 1 });
    for (const round of [1, 2]) {
      await client.callTool('mqttSubscribe', { topic: 'kept/#', qos: 1 });
      const { structured } = await client.callTool('mqttReadMessages', { waitSeconds: 10, ...(round === 1 ? {} : { after: undefined }) });
      expect(structured['messages']).toHaveLength(1);
      expect(structured['messages']).toMatchObject([{ payload: 'last', retain: true }]);
      if (round === 1) await client.callTool('mqttUnsubscribe', { topic: 'kept/#' });
      if (round === 1) {
        await client.callTool('mqttDisconnect');
        await connect();
      }
    }
    await client.callTool('mqttPublish', { topic: 'kept/x', payload: '', retain: true, qos: 1 });
  });

  it('refuses more subscriptions than the limit allows', async () => {
    await connect();
    for (const topic of ['a', 'b', 'c']) await client.callTool('mqttSubscribe', { topic });
    expect((await client.callTool('mqttSubscribe', { topic: 'c', qos: 1 })).isError).toBe(false);
    const fourth = await client.callTool('mqttSubscribe', { topic: 'd' });
    expect(fourth.isError).toBe(true);
    expect(fourth.text).toMatch(/3 subscriptions already/);
  });
});

describe('mqttReadMessages', () => {
  it('reads page by page, tells what was dropped and what was cut', async () => {
    await connect();
    await client.callTool('mqttSubscribe', { topic: 'r/#', qos: 1 });
    for (let number = 1; number <= 12; number += 1)
      await client.callTool('mqttPublish', { topic: `r/${number}`, payload: `value ${number}`, qos: 1 });
    await client.waitForMessage(({ params }) => params?.['topic'] === 'r/12');
    const first = await client.callTool('mqttReadMessages', { limit: '4', maxPayloadBytes: 5 });
    expect(first.structured).toMatchObject({
      dropped: 2,
      truncated: 4,
      more: true,
      messages: [{ topic: 'r/3', payload: 'value', bytes: 7 }, {}, {}, {}],
    });
    const second = await client.callTool('mqttReadMessages', { after: first.structured['nextCursor'], topic: 'r/8' });
    expect(second.structured).toMatchObject({ dropped: 0, messages: [{ topic: 'r/8', payload: 'value 8' }] });
    const third = await client.callTool('mqttReadMessages', { after: second.structured['nextCursor'] });
    expect(third.structured).toMatchObject({ messages: [], more: false });
    expect(third.text).toMatch(/^No new messages/);
  });

  it('waits for a message, and gives up after the time', async () => {
    await connect();
    await client.callTool('mqttSubscribe', { topic: 'later' });
    const waiting = client.callTool('mqttReadMessages', { waitSeconds: 30, topic: 'later' });
    const publisher = await RawMcpClient.open(sidecar.origin);
    await publisher.callTool('mqttPublish', { topic: 'later', payload: 'now', connection: 'plant', qos: 1 });
    expect((await waiting).structured).toMatchObject({ messages: [{ payload: 'now' }] });
    const { nextCursor } = (await client.callTool('mqttReadMessages')).structured;
    expect((await client.callTool('mqttReadMessages', { after: nextCursor, waitSeconds: 0.05 })).text).toMatch(
      /^No new messages within 0.05 s/,
    );
    publisher.destroy();
  });

  it('does not cut a character in two', async () => {
    await connect();
    await client.callTool('mqttSubscribe', { topic: 'zh' });
    await client.callTool('mqttPublish', { topic: 'zh', payload: '温度过高', qos: 1 });
    const { structured } = await client.callTool('mqttReadMessages', { waitSeconds: 10, maxPayloadBytes: 7 });
    expect(structured).toMatchObject({ messages: [{ payload: '温度', encoding: 'utf8', bytes: 12 }], truncated: 1 });
  });
});

describe('the protocol', () => {
  it('answers an unknown tool with -32602 and an unknown method with -32601', async () => {
    expect((await client.request('tools/call', { name: 'nope', arguments: {} })).error?.code).toBe(-32602);
    expect((await client.request('nope/nope')).error?.code).toBe(-32601);
    expect((await client.request('ping')).result).toEqual({});
  });

  it('negotiates 2024-11-05 whatever a client asks for', async () => {
    const { result } = await client.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'new', version: '1' },
    });
    expect(result).toMatchObject({ protocolVersion: '2024-11-05' });
  });

  it('sends nothing less severe than the client asked for', async () => {
    await connect();
    await client.callTool('mqttSubscribe', { topic: 'quiet', qos: 1 });
    await client.request('logging/setLevel', { level: 'error' });
    await client.callTool('mqttPublish', { topic: 'quiet', payload: 'x', qos: 1 });
    expect((await client.callTool('mqttReadMessages', { waitSeconds: 10 })).structured['messages']).toHaveLength(1);
    expect(client.messages.filter(({ method }) => method === 'notifications/message')).toEqual([]);
  });

  it('describes every tool with annotations and schemas', async () => {
    const { result } = await client.request('tools/list');
    const tools: unknown = result?.['tools'];
    expect(tools).toHaveLength(14);
    for (const tool of Array.isArray(tools) ? tools : []) {
      expect(tool).toMatchObject({
        description: expect.stringMatching(/^.{20,250}$/),
        annotations: {
          readOnlyHint: expect.any(Boolean),
          destructiveHint: expect.any(Boolean),
          idempotentHint: expect.any(Boolean),
          openWorldHint: expect.any(Boolean),
        },
        inputSchema: { type: 'object' },
        outputSchema: { type: 'object' },
      });
    }
  });
});
