/**
 * Streams in real Chromium through nginx as it comes (buffering, HTTP/1.0 towards the server), and without it: whatever a page
 * receives them with, it receives, is cut off, comes back, and misses nothing.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright';
import { bundleBrowserClients } from '../../support/browser-clients.ts';
import { launchBrowser, servePage } from '../../support/browser.ts';
import type { TestServer } from '../../support/http.ts';
import { startNginx, type Nginx } from '../../support/nginx.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let sidecar: TestSidecar;
let nginx: Nginx;
let browser: Browser;
let pages: TestServer;

beforeAll(async () => {
  sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, stream: { retryMs: 50 }, admin: { token: 'test' } });
  nginx = await startNginx(sidecar.port);
  browser = await launchBrowser();
  pages = await servePage({ '/': '<!doctype html><script src="/clients.js"></script>', '/clients.js': await bundleBrowserClients() });
});

afterAll(async () => {
  await browser.close();
  await pages.close();
  await nginx[Symbol.asyncDispose]();
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

it.each([
  ['native', 'directly'],
  ['native', 'through nginx'],
  ['polyfill', 'through nginx'],
  ['overFetch', 'through nginx'],
] as const)('a page receives, reconnects and resumes: %s, %s', async (client, way) => {
  const topic = `${client}-${way.replaceAll(' ', '-')}`;
  const origin = way === 'directly' ? sidecar.origin : nginx.origin;
  const tab = await browser.newPage();
  await tab.goto(pages.url);
  await tab.evaluate(
    ([name, address]) => {
      globalThis.received = [];
      clients[name](address, (data) => received.push(String(JSON.parse(data).payload)));
    },
    [client, `${origin}/mqttx/stream?topic=${topic}&qos=1`] as const,
  );
  const seen = (): Promise<string[]> => tab.evaluate(() => globalThis.received);
  await publish(sidecar.origin, topic, 'warm up', { retain: true });
  await until('the stream receives', async () => (await seen()).includes('warm up'));
  await publish(sidecar.origin, topic, '1');
  await until('the first message is there', async () => (await seen()).includes('1'));
  await cutStreams();
  await publish(sidecar.origin, topic, '2');
  await until('what came while it was away is there', async () => (await seen()).includes('2'), 15_000);
  await publish(sidecar.origin, topic, '3');
  await until('the third message is there', async () => (await seen()).includes('3'));
  expect((await seen()).filter((payload) => payload !== 'warm up')).toEqual(['1', '2', '3']);
  await tab.close();
});

it('a comment comes through nginx at once, before there is any message', async () => {
  await using stream = await StreamClient.open(nginx.origin, 'topic=quiet');
  await expect.poll(() => stream.comments, { timeout: 20_000 }).toBe(1);
});
