/** Any instance answers for what another one has: sessions of every era, handles, connections of the API, tickets. */
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { callModern, callTool, initialize, McpEventStream, postMcp } from '../../support/streamable-client.ts';
import { prepareGround } from './instances.ts';

const connectionOf = (result: Record<string, unknown>): string =>
  /"connection":"(conn-[^"]+)"/.exec(JSON.stringify(result['structuredContent']))?.[1] ?? '';

function json(body: object): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

test('a message to an HTTP+SSE session is taken by any instance and answered on the stream of the session', async () => {
  const { start } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const client = await RawMcpClient.open(one.origin);
  onTestFinished(() => client.destroy());
  const endpoint = await client.endpoint();
  const posted = await fetch(other.origin + endpoint, json({ jsonrpc: '2.0', id: 7, method: 'initialize' }));
  expect([posted.status, await posted.text()]).toEqual([202, 'Accepted']);
  expect((await client.waitForMessage(({ id }) => id === 7)).result).toMatchObject({ protocolVersion: '2024-11-05' });
});

test('a message that cannot be taken is refused by the owner in the words of the owner', async () => {
  const { start } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const client = await RawMcpClient.open(one.origin);
  onTestFinished(() => client.destroy());
  const posted = await fetch(other.origin + (await client.endpoint()), json([]));
  expect([posted.status, await posted.json()]).toMatchObject([400, { jsonrpc: '2.0', error: { code: -32_600 } }]);
});

test('a Streamable HTTP session is served by any instance: calls, its event stream, resumption and its end', async () => {
  const { start } = await prepareGround();
  const [one, two, three] = [await start(), await start(), await start()];
  const session = await initialize(one.origin);
  await callTool(two.origin, session, 'mqttConnect', { profile: 'local' });
  const stream = new McpEventStream(three.origin, session);
  onTestFinished(() => stream.cut());
  await stream.open();
  await callTool(two.origin, session, 'mqttSubscribe', { topic: 'a/#', qos: 1 });
  await publish(two.origin, 'a/1', 'first');
  await until('the notification is there', () => stream.messages.some((message) => JSON.stringify(message).includes('first')));
  stream.cut();
  await publish(one.origin, 'a/2', 'second');
  const resumed = new McpEventStream(two.origin, session);
  onTestFinished(() => resumed.cut());
  resumed.lastEventId = stream.lastEventId;
  await resumed.open();
  await until('what came meanwhile is there', () => resumed.messages.some((message) => JSON.stringify(message).includes('second')));
  expect(JSON.stringify(resumed.messages)).not.toContain('first');
  const ended = await fetch(`${three.origin}/mqttx/mcp`, { method: 'DELETE', headers: session });
  expect(ended.status).toBe(200);
  expect((await postMcp(one.origin, { jsonrpc: '2.0', id: 1, method: 'ping' }, session)).status).toBe(404);
});

test('a session whose instance is gone is unknown, so that its client initializes anew', async () => {
  const { start } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const session = await initialize(one.origin);
  const client = await RawMcpClient.open(one.origin);
  const endpoint = await client.endpoint();
  await one.stop();
  expect((await postMcp(other.origin, { jsonrpc: '2.0', id: 1, method: 'ping' }, session)).status).toBe(404);
  expect((await fetch(other.origin + endpoint, json({ jsonrpc: '2.0', id: 1, method: 'ping' }))).status).toBe(404);
});

test('a handle is good at any instance, and so is what a caller has on a profile', async () => {
  const { start, broker } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const connection = connectionOf(await callModern(one.origin, 'mqttConnect', { host: '127.0.0.1', port: broker.port }));
  for (const reference of [connection, 'local']) {
    await callModern(other.origin, 'mqttSubscribe', { connection: reference, topic: 'h/#', qos: 1 });
    await callModern(one.origin, 'mqttPublish', { connection: reference, topic: 'h/1', payload: reference, qos: 1 });
    for (const { origin } of [one, other]) {
      expect(await callModern(origin, 'mqttReadMessages', { connection: reference, waitSeconds: 10 })).toMatchObject({
        structuredContent: { messages: [{ topic: 'h/1', payload: reference }] },
      });
    }
    await callModern(other.origin, 'mqttUnsubscribe', { connection: reference, topic: 'h/#' });
  }
  await one.stop();
  expect(await callModern(other.origin, 'mqttSubscribe', { connection, topic: 'h' })).toMatchObject({ isError: true });
});

test('a connection of the API is used, streamed from and closed at another instance', async () => {
  const { start, broker } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const api = `${other.origin}/mqttx/api/v1/connections`;
  const opened = await fetch(`${one.origin}/mqttx/api/v1/connections`, json({ url: broker.url }));
  const id = /"id":"([^"]+)"/.exec(await opened.text())?.[1] ?? '';
  await using stream = await StreamClient.open(other.origin, `topic=s&qos=1&connection=${id}`);
  const published = await fetch(`${api}/${id}/publish`, json({ topic: 's', payload: 'over there', qos: 1 }));
  expect(published.status).toBe(200);
  await stream.untilMessages(1);
  expect(stream.payloads).toEqual(['over there']);
  expect((await fetch(`${api}/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await fetch(`${api}/${id}`)).status).toBe(404);
});

test('a subscription without a reader is kept by all instances, whichever made it', async () => {
  const { start } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const path = '/mqttx/api/v1/connections/local/subscriptions';
  const made = await fetch(one.origin + path, json({ topic: 'k/#', qos: 1 }));
  expect(made.status).toBe(201);
  const { id } = z.object({ id: z.string() }).parse(await made.json());
  expect(await (await fetch(other.origin + path)).json()).toEqual({ subscriptions: [{ id, topic: 'k/#', qos: 1 }] });
  await using before = await StreamClient.open(other.origin, 'topic=k/%23&qos=1');
  const point = before.headers['mqttx-last-event-id'];
  before.close();
  await one.stop();
  await until('the other instance has taken over', () =>
    publish(other.origin, 'k/1', 'kept').then(
      () => true,
      () => false,
    ),
  );
  await using after = await StreamClient.open(other.origin, 'topic=k/%23&qos=1', { 'Last-Event-ID': String(point) });
  await after.untilMessages(1);
  expect([after.payloads, after.named('gap')]).toEqual([['kept'], []]);
  expect((await fetch(`${other.origin}${path}/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await (await fetch(other.origin + path)).json()).toEqual({ subscriptions: [] });
});

test('a ticket is good for one stream over all instances, again once that has ended', async () => {
  const { start } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const issued = await fetch(`${one.origin}/mqttx/api/v1/tickets`, json({ topic: 't/#' }));
  const { ticket } = z.object({ ticket: z.string() }).parse(await issued.json());
  const stream = await StreamClient.open(other.origin, `ticket=${ticket}`);
  await expect(StreamClient.open(one.origin, `ticket=${ticket}`)).rejects.toThrow('409');
  await expect(StreamClient.open(other.origin, `ticket=${ticket}`)).rejects.toThrow('409');
  stream.close();
  await until('the ticket is free again', async () => {
    const again = await StreamClient.open(one.origin, `ticket=${ticket}`).catch(() => undefined);
    again?.close();
    return again !== undefined;
  });
  await expect(StreamClient.open(one.origin, 'ticket=unknown')).rejects.toThrow('401');
});

test('a ticket for a connection of one instance opens its stream at any', async () => {
  const { start, broker } = await prepareGround();
  const token = 'a-secret-of-32-characters-or-more';
  const [one, other] = [await start({ auth: { mode: 'token', token } }), await start({ auth: { mode: 'token', token } })];
  const headers = { 'Content-Type': 'application/json', 'Authorization': `Bearer ${token}` };
  const authorized = (body: object): RequestInit => ({ ...json(body), headers });
  const api = `${one.origin}/mqttx/api/v1`;
  const { id } = z.object({ id: z.string() }).parse(await (await fetch(`${api}/connections`, authorized({ url: broker.url }))).json());
  const issued = await fetch(`${api}/tickets`, authorized({ topic: 'own/#', connection: id }));
  const { ticket } = z.object({ ticket: z.string() }).parse(await issued.json());
  await using stream = await StreamClient.open(other.origin, `ticket=${ticket}&connection=${id}`);
  await fetch(`${api}/connections/${id}/publish`, authorized({ topic: 'own/1', payload: 'hello' }));
  expect((await stream.untilMessages(1)).map(({ payload }) => payload)).toEqual(['hello']);
  await expect(StreamClient.open(other.origin, `connection=${id}&topic=own/%23`)).rejects.toThrow('401');
  await expect(StreamClient.open(other.origin, `ticket=unknown&connection=${id}`)).rejects.toThrow('401');
});
