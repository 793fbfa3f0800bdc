/**
 * Streams in real Chromium, on a page of another origin: native EventSource, the two common libraries, and our own script over
 * both of its transports. Each receives, is cut off, and comes back without losing what was published meanwhile.
 */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { provideClientBuild } from '../../../scripts/client-build.ts';
import { bundleBrowserClients } from '../../support/browser-clients.ts';
import { launchBrowser, servePage } from '../../support/browser.ts';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

let browser: Browser;
let bundle: string;

beforeAll(async () => {
  await provideClientBuild();
  browser = await launchBrowser();
  bundle = await bundleBrowserClients();
});

afterAll(() => browser.close());

/** A sidecar behind a proxy that can be cut, and a page that has loaded its script. */
async function open(config: Parameters<typeof startTestSidecar>[0] = {}) {
  const sidecar = await startTestSidecar({
    embeddedBroker: { enabled: true, port: 0 },
    ...config,
    stream: { retryMs: 200, ...config.stream },
  });
  const proxy = await startCuttingProxy(sidecar.port);
  const base = `http://127.0.0.1:${proxy.port}/mqttx`;
  const html = `<!doctype html><script src="/clients.js"></script><script src="${base}/client.js"></script>`;
  const server = await servePage({ '/': html, '/clients.js': bundle });
  const page = await browser.newPage();
  onTestFinished(async () => {
    await page.close();
    await server.close();
    await sidecar.stop();
  });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(server.url);
  await page.evaluate(() => {
    globalThis.received = [];
  });
  return { sidecar, proxy, page, problems, base, url: `${base}/stream?topic=a/%23&qos=1` };
}

const receivedBy = (page: Page): Promise<string[]> => page.evaluate(() => globalThis.received);

async function expectResume({ page, sidecar, proxy }: Awaited<ReturnType<typeof open>>): Promise<void> {
  const send = (payload: string): Promise<void> => publish(sidecar.origin, 'a/b', payload);
  await publish(sidecar.origin, 'a/b', 'warm up', { retain: true });
  await until('the stream receives', async () => (await receivedBy(page)).includes('warm up'));
  await send('1');
  await until('the first message is there', async () => (await receivedBy(page)).includes('1'));
  proxy.cut();
  for (const payload of ['2', '3']) await send(payload);
  await until('the rest is there', async () => (await receivedBy(page)).includes('3'));
  expect((await receivedBy(page)).filter((payload) => payload !== 'warm up')).toEqual(['1', '2', '3']);
}

describe('a page without our library', () => {
  it.each(['native', 'polyfill', 'overFetch'] as const)('receives, reconnects and resumes: %s', async (client) => {
    const place = await open();
    await place.page.evaluate(
      ([name, url]) => {
        clients[name](url, (data) => received.push(JSON.parse(data).payload));
      },
      [client, place.url] as const,
    );
    await expectResume(place);
  });
});

describe('the script that the sidecar serves', () => {
  it.each(['fetch', 'eventsource'] as const)('receives, reconnects and resumes by %s, from where the script came', async (transport) => {
    const place = await open();
    await place.page.evaluate((chosen) => {
      mqttx.connect({ qos: 1, transport: chosen }).subscribe('a/#', ({ payload }) => received.push(String(payload)));
    }, transport);
    await expectResume(place);
    expect(place.problems).toEqual([]);
  });

  it('receives, reconnects and resumes where EventSource is a polyfill', async () => {
    const place = await open();
    await place.page.evaluate(() => {
      clients.installPolyfill();
      mqttx.connect({ qos: 1, transport: 'eventsource' }).subscribe('a/#', ({ payload }) => received.push(String(payload)));
    });
    await expectResume(place);
    // What the polyfill lets surface when it is cut off.
    expect(place.problems.filter((problem) => problem !== 'network error')).toEqual([]);
  });

  it.each(['fetch', 'eventsource'] as const)('puts a message in chunks together by %s', async (transport) => {
    const { page, sidecar } = await open({ stream: { chunkBytes: 65_536 } });
    await page.evaluate((chosen) => {
      const stream = mqttx.connect({ qos: 1, transport: chosen });
      stream.on('state', (state) => received.push(state));
      stream.subscribe('a/#', async (message) => {
        const digest = await crypto.subtle.digest('SHA-256', mqttx.payloadBytes(message));
        received.push(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''));
      });
    }, transport);
    await until('the stream stands', async () => (await receivedBy(page)).includes('open'));
    const bytes = Buffer.alloc(1_000_000, 'all work and no play ');
    await publish(sidecar.origin, 'a/large', bytes.toString());
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    await until('the message is there', async () => (await receivedBy(page)).length >= 3);
    expect(await receivedBy(page)).toEqual(['connecting', 'open', digest]);
  });

  it.each(['fetch', 'eventsource'] as const)('is let in by its token over %s: in a header, or for a ticket', async (transport) => {
    const { page } = await open({ auth: { mode: 'token', token: 'secret-of-the-page' } });
    await page.evaluate((chosen) => {
      const stream = mqttx.connect({ token: 'secret-of-the-page', transport: chosen });
      stream.on('state', (state) => received.push(state));
      stream.on('error', ({ message }) => received.push(message));
      stream.subscribe('a/#', () => {});
    }, transport);
    await until('the stream stands', async () => (await receivedBy(page)).length >= 2);
    expect(await receivedBy(page)).toEqual(['connecting', 'open']);
  });

  it.each(['fetch', 'eventsource'] as const)(
    'does not give up where EventSource would: refused over %s, then let in',
    async (transport) => {
      const { page } = await open({ auth: { mode: 'token', token: 'secret-of-the-page' } });
      await page.evaluate((chosen) => {
        let count = 0;
        const token = (): string => ((count += 1) > 1 ? 'secret-of-the-page' : 'wrong');
        const stream = mqttx.connect({ token, transport: chosen, maxRetryMs: 100 });
        stream.on('state', (state) => received.push(state));
        stream.on('error', ({ code }) => received.push(code));
        stream.subscribe('a/#', () => {});
      }, transport);
      await until('the stream stands', async () => (await receivedBy(page)).includes('open'));
      expect(await receivedBy(page)).toEqual(['connecting', 'refused', 'waiting', 'connecting', 'open']);
    },
  );
});
