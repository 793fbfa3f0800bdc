import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright';
import { launchBrowser, servePage } from '../../support/browser.ts';
import { startNginx } from '../../support/nginx.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let sidecar: TestSidecar;
let browser: Browser;

beforeAll(async () => {
  sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, stream: { retryMs: 50 }, admin: { token: 'test' } });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await sidecar.stop();
});

/** Cuts every stream, as a network does. */
async function cutStreams(): Promise<void> {
  const headers = { Authorization: 'Bearer test' };
  const snapshot: unknown = await (await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, { headers })).json();
  for (const [, id] of JSON.stringify(snapshot).matchAll(/"id":"(stream-[^"]+)"/g)) {
    await fetch(`${sidecar.origin}/mqttx/admin/v1/streams/${id}`, { method: 'DELETE', headers });
  }
}

async function received(origin: string, topic: string): Promise<unknown> {
  await using page = { server: await servePage({ '/': '<!doctype html>' }), [Symbol.asyncDispose]: () => page.server.close() };
  const tab = await browser.newPage();
  await tab.goto(page.server.url);
  await tab.evaluate((address) => {
    const seen: string[] = [];
    const source = new EventSource(address);
    source.addEventListener('message', ({ data }) => seen.push(String(JSON.parse(String(data)).payload)));
    source.addEventListener('gap', () => seen.push('gap'));
    Object.assign(globalThis, { seen, source });
    return new Promise((resolve) => source.addEventListener('open', resolve, { once: true }));
  }, `${origin}/mqttx/stream?topic=${topic}&qos=1`);
  const seen = () => tab.evaluate(() => Reflect.get(globalThis, 'seen'));
  await publish(sidecar.origin, topic, '1');
  await expect.poll(seen).toEqual(['1']);
  await cutStreams();
  await publish(sidecar.origin, topic, '2');
  await expect.poll(seen, { timeout: 15_000 }).toEqual(['1', '2']);
  await publish(sidecar.origin, topic, '3');
  await until('the third message is there', async () => JSON.stringify(await seen()).includes('3'));
  const all: unknown = await seen();
  await tab.close();
  return all;
}

it('Native EventSource receives, reconnects and resumes', async () => {
  expect(await received(sidecar.origin, 'direct')).toEqual(['1', '2', '3']);
});

it('It does so through nginx with its default buffering and HTTP/1.0 towards the server', async () => {
  await using nginx = await startNginx(sidecar.port);
  expect(await received(nginx.origin, 'proxied')).toEqual(['1', '2', '3']);
});

it('A comment comes through nginx at once, before there is any message', async () => {
  await using nginx = await startNginx(sidecar.port);
  await using stream = await StreamClient.open(nginx.origin, 'topic=quiet');
  await expect.poll(() => stream.comments).toBe(1);
});
