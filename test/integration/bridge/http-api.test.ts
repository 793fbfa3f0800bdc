import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../support/polling.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let sidecar: TestSidecar;

beforeAll(async () => {
  sidecar = await startTestSidecar({
    embeddedBroker: { enabled: true, port: 0 },
    profiles: { local: { url: 'mqtt://127.0.0.1:1883' }, dead: { url: 'mqtt://127.0.0.1:1' } },
  });
});

afterAll(() => sidecar.stop());

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${sidecar.origin}/mqttx/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: z.record(z.string(), z.unknown()).optional().parse(json),
  };
}

const local = '/connections/local';

describe('the documentation', () => {
  const examples = [...readFileSync('docs/http-api.md', 'utf8').matchAll(/```sh\n([^]*?)```/g)].map(([, example = '']) => example);

  it.each(examples)('has an example that works: %s', async (example) => {
    const wanted = example.includes('--max-time') ? example : example.replaceAll('curl -s', 'curl -sf');
    const run = promisify(execFile)('bash', ['-c', wanted], { env: { ...process.env, SERVER: sidecar.origin } });
    // curl ends with 28 when its own time is up, which is how one leaves a stream.
    const { stdout } = await run.catch((error: unknown) => z.object({ code: z.literal(28), stdout: z.string() }).parse(error));
    expect(example.includes('DELETE') ? stdout : stdout.length > 0).toBe(example.includes('DELETE') ? '' : true);
  });
});

describe('connections', () => {
  it('are opened, listed, used and closed', async () => {
    const opened = await call('POST', '/connections', { url: sidecar.defaultBrokerUrl, clientId: 'api-test' });
    expect(opened).toMatchObject({ status: 201, body: { state: 'connected', owner: 'api', clientId: 'api-test' } });
    const path = `/connections/${String(opened.body?.['id'])}`;
    const list = await call('GET', '/connections');
    expect(list.body?.['connections']).toContainEqual(opened.body);
    expect(await call('POST', `${path}/publish`, { topic: 'api/a', payload: { n: 1 }, qos: 1 })).toMatchObject({
      status: 200,
      body: { reasonCode: null },
    });
    expect(await call('DELETE', path)).toMatchObject({ status: 204, body: undefined });
    expect(await call('GET', path)).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { code: 'connection-not-found' },
    });
  });

  it('of an assistant’s session are seen by the same principal, and a stream reads along without disturbing it', async () => {
    const client = await RawMcpClient.open(sidecar.origin);
    const { structured } = await client.callTool('mqttConnect', { url: sidecar.defaultBrokerUrl });
    await client.callTool('mqttSubscribe', { topic: 'along/1' });
    const id = String(structured['connection']);
    await using stream = await StreamClient.open(sidecar.origin, `topic=along/%23&connection=${id}`);
    await call('POST', `/connections/${id}/publish`, { topic: 'along/1', payload: 'both' });
    await call('POST', `/connections/${id}/publish`, { topic: 'along/2', payload: 'stream' });
    await stream.untilMessages(2);
    const read = await client.callTool('mqttReadMessages', {});
    expect([stream.payloads, z.array(z.unknown()).parse(read.structured['messages']).length]).toEqual([['both', 'stream'], 1]);
    expect((await call('DELETE', `/connections/${id}`)).status).toBe(403);
    client.destroy();
    const [ended] = await stream.untilNamed('broker');
    expect(ended?.data).toContain('disconnected');
  });
});

describe('subscriptions without a reader', () => {
  it('fill the history for streams that come later', async () => {
    const kept = await call('POST', `${local}/subscriptions`, { topic: 'kept/#', qos: 1 });
    expect(kept).toMatchObject({ status: 201, body: { topic: 'kept/#', qos: 1 } });
    const first = await StreamClient.open(sidecar.origin, 'topic=kept/%23&qos=1&retained=false');
    const point = String(first.headers['mqttx-last-event-id']);
    first.close();
    await call('POST', `${local}/publish`, { topic: 'kept/1', payload: 'meanwhile', qos: 1 });
    await using stream = await StreamClient.open(sidecar.origin, `topic=kept/%23&qos=1&last_event_id=${point}`);
    await stream.untilMessages(1);
    expect([stream.payloads, stream.named('gap')]).toEqual([['meanwhile'], []]);
    expect((await call('GET', `${local}/subscriptions`)).body?.['subscriptions']).toContainEqual(kept.body);
    const path = `${local}/subscriptions/${String(kept.body?.['id'])}`;
    expect((await call('DELETE', path)).status).toBe(204);
    expect(await call('DELETE', path)).toMatchObject({ status: 404, body: { code: 'subscription-not-found' } });
  });
});

describe('what is wrong', () => {
  it.each([
    ['POST', `${local}/publish`, { topic: 'a/#', payload: 'x' }, 400, 'invalid-topic'],
    ['POST', `${local}/publish`, { topic: 'a', payload: '!', encoding: 'base64' }, 400, 'invalid-payload'],
    ['POST', `${local}/publish`, { topic: 'a' }, 400, 'invalid-arguments'],
    ['POST', `${local}/publish`, { topic: 'a', payload: 'x', qos: 3 }, 400, 'invalid-arguments'],
    ['POST', `${local}/subscriptions`, { topic: 'a/#/b' }, 400, 'invalid-topic-filter'],
    ['POST', '/connections/nobody/publish', { topic: 'a', payload: 'x' }, 404, 'connection-not-found'],
    ['POST', '/connections', { profile: 'nobody' }, 404, 'profile-not-found'],
    ['POST', '/connections', { url: 'mqtt://127.0.0.1:1' }, 502, 'broker-unreachable'],
    ['POST', '/connections', {}, 400, 'invalid-arguments'],
    ['POST', '/connections', undefined, 400, 'invalid-arguments'],
    ['POST', '/connections/dead/publish', { topic: 'a', payload: 'x', qos: 1 }, 503, 'not-connected'],
    ['POST', '/connections/dead/subscriptions', { topic: 'a' }, 503, 'not-connected'],
    ['DELETE', `${local}/subscriptions/none`, undefined, 404, 'subscription-not-found'],
    ['POST', '/tickets', { topic: [] }, 400, 'invalid-arguments'],
    ['PUT', '/connections', undefined, 405, 'method-not-allowed'],
    ['GET', '/nothing', undefined, 404, 'not-found'],
  ])('is refused: %s %s %o with %i %s', async (method, path, body, status, code) => {
    expect(await call(method, path, body)).toMatchObject({ status, type: 'application/problem+json', body: { code, status } });
  });
});

describe('tickets', () => {
  it('open one stream at a time, and again after a cut, and no other one', async () => {
    const { status, body } = await call('POST', '/tickets', { topic: ['tick/+'], qos: 1, retained: false });
    expect([status, Date.parse(String(body?.['expiresAt'])) > Date.now()]).toEqual([201, true]);
    const ticket = `ticket=${String(body?.['ticket'])}`;
    const first = await StreamClient.open(sidecar.origin, ticket);
    await expect(StreamClient.open(sidecar.origin, ticket)).rejects.toThrow('409');
    await call('POST', `${local}/publish`, { topic: 'tick/1', payload: 'x', qos: 1 });
    await first.untilMessages(1);
    first.close();
    await until('the stream can be opened again', async () => {
      const again = await StreamClient.open(sidecar.origin, `${ticket}&topic=tick/%2B&qos=1&retained=false`).catch(() => undefined);
      again?.close();
      return again !== undefined;
    });
    await expect(StreamClient.open(sidecar.origin, `${ticket}&topic=other`)).rejects.toThrow('403');
    await expect(StreamClient.open(sidecar.origin, 'ticket=guessed')).rejects.toThrow('401');
  });
});

it('How a ticket’s stream comes may stand in its address; which stream it is may not differ', async () => {
  const issue = async (body: object): Promise<string> => `ticket=${String((await call('POST', '/tickets', body)).body?.['ticket'])}`;
  const ticket = await issue({ topic: ['tick/a', 'tick/b'] });
  await using stream = await StreamClient.open(sidecar.origin, `topic=tick/b&topic=tick/a&qos=1&encoding=hex&${ticket}`);
  await call('POST', `${local}/publish`, { topic: 'tick/a', payload: 'x', qos: 1 });
  expect(await stream.untilMessages(1)).toMatchObject([{ qos: 1, encoding: 'hex', payload: '78' }]);
  for (const other of ['topic=tick/a', 'topic=tick/a&topic=tick/b&topic=c', 'connection=dead']) {
    await expect(StreamClient.open(sidecar.origin, `${other}&${await issue({ topic: ['tick/a', 'tick/b'] })}`)).rejects.toThrow('403');
  }
  await expect(StreamClient.open(sidecar.origin, `qos=7&${await issue({ topic: 'a' })}`)).rejects.toThrow('400');
});

describe('the OpenAPI document', () => {
  it('gives examples of every body, which the server takes', async () => {
    const { body } = await call('GET', '/openapi.json');
    const schemaSchema = z.object({ examples: z.array(z.record(z.string(), z.unknown())).optional() });
    const { schemas } = z.object({ schemas: z.record(z.string(), schemaSchema) }).parse(body?.['components']);
    const bodySchema = z.object({ content: z.object({ 'application/json': z.object({ schema: z.object({ $ref: z.string() }) }) }) });
    const paths = z.record(z.string(), z.record(z.string(), z.object({ requestBody: bodySchema.optional() }))).parse(body?.['paths']);
    const taken: string[] = [];
    for (const [path, { post }] of Object.entries(paths)) {
      const name = post?.requestBody?.content['application/json'].schema.$ref.replace('#/components/schemas/', '') ?? '';
      for (const example of schemas[name]?.examples ?? []) {
        // Nobody is there under the address of the example.
        const sent = 'url' in example ? { ...example, url: sidecar.defaultBrokerUrl, protocolVersion: 'auto' } : example;
        const { status } = await call('POST', path.replace('{id}', 'local'), sent);
        expect([path, example, status]).toEqual([path, example, path.endsWith('publish') ? 200 : 201]);
        taken.push(path);
      }
    }
    expect(new Set(taken).size).toBe(4);
  });

  it('describes every operation by what is enforced', async () => {
    const { body } = await call('GET', '/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/mqttx/api/v1' }] });
    const paths = z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))).parse(body?.['paths']);
    expect(Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))).toEqual([
      'get /connections',
      'post /connections',
      'get /connections/{id}',
      'delete /connections/{id}',
      'post /connections/{id}/publish',
      'get /connections/{id}/subscriptions',
      'post /connections/{id}/subscriptions',
      'delete /connections/{id}/subscriptions/{subscription}',
      'post /tickets',
    ]);
  });

  // Last: it holds up this process, the server's too, for longer than a connection is kept.
  it('is valid OpenAPI 3.1', async () => {
    const { body } = await call('GET', '/openapi.json');
    const validator = new Validator();
    expect(await validator.validate(z.record(z.string(), z.unknown()).parse(body))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });
});
