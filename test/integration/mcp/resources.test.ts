/** Topics as resources: found, read, listed by the page and followed, in each era's own way, and by nobody whose they are not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { runStdio } from '../../support/stdio-sidecar.ts';
import { callModern, listenModern, MODERN_META, postModern } from '../../support/streamable-client.ts';

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

async function openSession(headers: Record<string, string> = {}): Promise<RawMcpClient & AsyncDisposable> {
  const client = await RawMcpClient.open(origin, { headers });
  return Object.assign(client, { [Symbol.asyncDispose]: async () => client.destroy() });
}

const updatesOf = (client: RawMcpClient): unknown[] =>
  client.messages.filter(({ method }) => method === 'notifications/resources/updated').map(({ params }) => params?.['uri']);

const connectionIn = (structured: unknown): string => /"connection":"([^"]+)"/.exec(JSON.stringify(structured))?.[1] ?? '';

describe('a topic as a resource', () => {
  it('is offered by a template, in a session and without one', async () => {
    await using client = await openSession();
    const template = { uriTemplate: 'mqtt://{connection}/{+topic}', name: 'mqtt-topic' };
    expect((await client.request('resources/templates/list')).result).toMatchObject({ resourceTemplates: [template] });
    const { messages } = await postModern(origin, 'resources/templates/list');
    expect(messages[0]?.result).toMatchObject({ resourceTemplates: [template] });
    expect((await client.request('initialize')).result).toMatchObject({ capabilities: { resources: { subscribe: true } } });
  });

  it('has the retained value though nobody is subscribed', async () => {
    await publish(origin, 'kept/temperature', '21.5', { retain: true });
    await using client = await openSession();
    const uri = 'mqtt://local/kept/temperature';
    const { result } = await client.request('resources/read', { uri });
    expect(result).toMatchObject({ contents: [{ uri, mimeType: 'text/plain', text: '21.5' }] });
    expect(result).toMatchObject({ contents: [{ _meta: { 'mqttx-sse-server/message': { topic: 'kept/temperature', retained: true } } }] });
    const { messages } = await postModern(origin, 'resources/read', { uri });
    expect(messages.at(-1)?.result).toMatchObject({ contents: [{ uri, text: '21.5' }] });
  });

  it('has what came last, retained or not, as JSON or as bytes where it is that', async () => {
    await using client = await openSession();
    const { structured } = await client.callTool('mqttConnect', { host: '127.0.0.1', port: broker.port });
    const connection = connectionIn(structured);
    await client.callTool('mqttSubscribe', { topic: 'live/#' });
    await client.callTool('mqttPublish', { topic: 'live/json', payload: '{"on":true}', qos: 1 });
    await client.callTool('mqttPublish', { topic: 'live/bytes', payload: '/wD+', encoding: 'base64', qos: 1 });
    await client.callTool('mqttReadMessages', { topic: 'live/bytes', waitSeconds: 10 });
    const contents = async (topic: string): Promise<unknown> =>
      (await client.request('resources/read', { uri: `mqtt://${connection}/${topic}` })).result;
    expect(await contents('live/json')).toMatchObject({ contents: [{ mimeType: 'application/json', text: '{"on":true}' }] });
    expect(await contents('live%2Fbytes')).toMatchObject({ contents: [{ mimeType: 'application/octet-stream', blob: '/wD+' }] });
  });

  it.each([
    ['a topic that never had a value', 'mqtt://local/never/heard/of', /has retained none/],
    ['a connection that is not there', 'mqtt://nowhere/a', /neither a connection of this session nor a profile/],
    ['a wildcard', 'mqtt://local/a/%23', /without wildcards/],
    ['another scheme', 'https://example.com/a', /names no topic/],
    ['half a URI', 'mqtt://local', /names no topic/],
  ])('is answered with -32602 and a hint for %s', async (_what, uri, words) => {
    await using client = await openSession();
    const { error } = await client.request('resources/read', { uri });
    expect(error).toMatchObject({ code: -32602, message: expect.stringMatching(words) });
  });

  it('is listed once it was observed, by the page, each topic once', async () => {
    await using client = await openSession();
    await client.callTool('mqttConnect', { host: '127.0.0.1', port: broker.port, clientId: 'lister' });
    await client.callTool('mqttSubscribe', { topic: 'list/#' });
    const connection = connectionIn((await client.callTool('mqttStatus')).structured);
    const topics = Array.from({ length: 250 }, (_, n) => `list/${String(n).padStart(3, '0')}`);
    await Promise.all(topics.map((topic) => client.callTool('mqttPublish', { topic, payload: 'v' })));
    await client.callTool('mqttReadMessages', { waitSeconds: 10 });
    const listed: string[] = [];
    await until('all are listed', async () => {
      listed.length = 0;
      let cursor: unknown;
      do {
        const { result } = await client.request('resources/list', cursor === undefined ? {} : { cursor });
        const page = Array.isArray(result?.['resources']) ? result['resources'] : [];
        expect(page.length).toBeLessThanOrEqual(100);
        listed.push(...page.map(({ uri }: { uri: string }) => uri).filter((uri: string) => uri.startsWith(`mqtt://${connection}/`)));
        cursor = result?.['nextCursor'];
      } while (cursor !== undefined);
      return listed.length >= topics.length;
    });
    expect(listed).toEqual(topics.map((topic) => `mqtt://${connection}/${topic}`));
    expect((await client.request('resources/list', { cursor: 'nonsense' })).error).toMatchObject({ code: -32602 });
  });
});

describe('a subscription to a resource', () => {
  it('tells a session of each change, and ends with unsubscribe', async () => {
    await using client = await openSession();
    const uri = 'mqtt://local/watched/door';
    await publish(origin, 'watched/door', 'closed', { retain: true });
    expect((await client.request('resources/subscribe', { uri })).result).toEqual({});
    await publish(origin, 'watched/door', 'open', { retain: true });
    await client.waitForMessage(({ method }) => method === 'notifications/resources/updated');
    // The retained value that was there before is no change.
    expect(updatesOf(client)).toEqual([uri]);
    expect((await client.request('resources/read', { uri })).result).toMatchObject({ contents: [{ text: 'open' }] });
    await client.request('resources/unsubscribe', { uri });
    await client.callTool('mqttSubscribe', { connection: 'local', topic: 'watched/#' });
    await publish(origin, 'watched/door', 'ajar');
    await client.waitForMessage(({ params }) => params?.['payload'] === 'ajar');
    expect(updatesOf(client)).toEqual([uri]);
  });

  it('asked for many times at once is one, and ends with one unsubscribe', async () => {
    await using client = await openSession();
    const uri = 'mqtt://local/hurried/door';
    await Promise.all(Array.from({ length: 5 }, () => client.request('resources/subscribe', { uri })));
    await client.request('resources/unsubscribe', { uri });
    await client.callTool('mqttSubscribe', { connection: 'local', topic: 'hurried/#' });
    await publish(origin, 'hurried/door', 'open');
    await client.waitForMessage(({ params }) => params?.['payload'] === 'open');
    expect(updatesOf(client)).toEqual([]);
  });

  it('ends with the connection that was given back, and makes room for another', async () => {
    await using small = await startTestSidecar({ profiles, limits: { subscriptionsPerSession: 1 } });
    const client = await RawMcpClient.open(small.origin);
    const uri = 'mqtt://local/given-back/a';
    await client.request('resources/subscribe', { uri });
    expect((await client.request('resources/subscribe', { uri: 'mqtt://local/another' })).error).toMatchObject({
      message: expect.stringContaining('limits.subscriptionsPerSession'),
    });
    // Somebody else keeps the shared connection.
    const other = await RawMcpClient.open(small.origin);
    await other.callTool('mqttSubscribe', { connection: 'local', topic: 'given-back/#' });
    await client.callTool('mqttDisconnect', { connection: 'local' });
    await publish(small.origin, 'given-back/a', '1');
    await other.waitForMessage(({ params }) => params?.['topic'] === 'given-back/a');
    expect((await client.request('resources/subscribe', { uri: 'mqtt://local/another' })).result).toEqual({});
    expect(updatesOf(client)).toEqual([]);
    client.destroy();
    other.destroy();
  });

  it('does not flood a client that is told of a busy topic, and never leaves out the last change', async () => {
    await using client = await openSession();
    const uri = 'mqtt://local/busy/counter';
    await client.request('resources/subscribe', { uri });
    for (let n = 1; n <= 200; n += 1) await publish(origin, 'busy/counter', String(n));
    let told = 0;
    let value: unknown;
    // A client that reads when it is told, and only then.
    await until('it has read the last value', async () => {
      if (updatesOf(client).length === told) return false;
      told = updatesOf(client).length;
      value = (await client.request('resources/read', { uri })).result;
      return JSON.stringify(value).includes('"text":"200"');
    });
    expect(updatesOf(client).length).toBeLessThan(100);
  });

  it('of the revision without sessions is told on the stream that listens, and on no other', async () => {
    const mine = connectionIn(await callModern(origin, 'mqttConnect', { host: '127.0.0.1', port: broker.port, clientId: 'mine' }));
    const uri = `mqtt://${mine}/listened/a`;
    const listener = await listenModern(origin, [uri, 'mqtt://conn-unknown/listened/a', 'mqtt://local/listened/%2B']);
    expect(listener.honored).toEqual({ resourceSubscriptions: [uri] });
    const other = await listenModern(origin, ['mqtt://local/listened/b']);
    await publish(origin, 'listened/a', '1');
    await publish(origin, 'listened/b', '1');
    await until('both are told', () => listener.updated().length > 0 && other.updated().length > 0);
    expect([listener.updated(), other.updated()]).toEqual([[uri], ['mqtt://local/listened/b']]);
    expect(listener.messages.at(-1)).toMatchObject({
      params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'listen' } },
    });
    listener.close();
    other.close();
  });

  it('tells two streams that listen to the same topic once each', async () => {
    const [uri, last] = ['mqtt://local/twice/a', 'mqtt://local/twice/last'];
    const listeners = [await listenModern(origin, [uri, last]), await listenModern(origin, [uri, last])];
    await publish(origin, 'twice/a', '1');
    await publish(origin, 'twice/last', '1');
    await until('both are told of all', () => listeners.every((listener) => listener.updated().includes(last)));
    expect(listeners.map((listener) => listener.updated())).toEqual([
      [uri, last],
      [uri, last],
    ]);
    for (const listener of listeners) listener.close();
  });

  it('keeps a handle in use for as long as somebody listens', async () => {
    await using short = await startTestSidecar({ profiles, mcp: { handleIdleSeconds: 1 } });
    const open = async (clientId: string): Promise<string> =>
      connectionIn(await callModern(short.origin, 'mqttConnect', { host: '127.0.0.1', port: broker.port, clientId }));
    const isOpen = async (clientId: string): Promise<boolean> => {
      const response = await fetch(`${short.origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: `Bearer ${short.adminToken}` } });
      const { connections }: { connections: { clientId: string }[] } = JSON.parse(await response.text());
      return connections.some((connection) => connection.clientId === clientId);
    };
    const listener = await listenModern(short.origin, [`mqtt://${await open('listened-to')}/idle/a`]);
    await open('left-alone');
    await until('the handle that was used later has ended', async () => !(await isOpen('left-alone')));
    expect(await isOpen('listened-to')).toBe(true);
    listener.close();
    await until('the other one has ended too', async () => !(await isOpen('listened-to')));
  });

  it('works on standard input and output in both eras', async () => {
    await using run = runStdio('--profiles', JSON.stringify(profiles));
    const uri = 'mqtt://local/stdio/a';
    const updates = (): unknown[] => run.messages().filter(({ method }) => method === 'notifications/resources/updated');
    run.send({ jsonrpc: '2.0', id: 1, method: 'initialize' });
    run.send({ jsonrpc: '2.0', id: 2, method: 'resources/subscribe', params: { uri } });
    expect((await run.answer(2)).result).toEqual({});
    await publish(origin, 'stdio/a', '1');
    await until('the change is told', () => updates().length > 0);
    expect(updates()).toMatchObject([{ params: { uri } }]);

    await using later = runStdio('--profiles', JSON.stringify(profiles));
    const notifications = { resourceSubscriptions: [uri, 'mqtt://nowhere/a'] };
    later.send({ jsonrpc: '2.0', id: 'l', method: 'subscriptions/listen', params: { notifications, _meta: MODERN_META } });
    await until('the listener is acknowledged', () => later.lines.length > 0);
    expect(later.messages()[0]).toMatchObject({ params: { notifications: { resourceSubscriptions: [uri] } } });
    // Cancelled while it begins: nothing is told for it.
    const another = { method: 'subscriptions/listen', params: { notifications, _meta: MODERN_META } };
    const cancelled = { method: 'notifications/cancelled', params: { requestId: 'c', _meta: MODERN_META } };
    later.write([{ ...another, id: 'c' }, cancelled].map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''));
    await publish(origin, 'stdio/a', '2');
    await until('the change is told', () => later.lines.length > 1);
    expect(later.messages()[1]).toMatchObject({
      method: 'notifications/resources/updated',
      params: { uri, _meta: { 'io.modelcontextprotocol/subscriptionId': 'l' } },
    });
  });
});
