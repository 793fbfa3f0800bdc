/**
 * The classic script in Chromium from which everything after ECMAScript 5 was taken, with the polyfills that docs/client.md names and
 * no others. The page tells by its text, because the tools that look into a page need what was taken.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { provideClientBuild } from '../../../scripts/client-build.ts';
import { launchBrowser, servePage } from '../../support/browser.ts';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { oldBrowserScript } from '../../support/old-browser.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

let browser: Browser;

beforeAll(async () => {
  await provideClientBuild();
  browser = await launchBrowser();
});

afterAll(() => browser.close());

const polyfill = (): Promise<string> =>
  readFile(createRequire(import.meta.url).resolve('event-source-polyfill/src/eventsource.js'), 'utf8');

const PAGE_SCRIPT = `
  function tell(word) { document.body.appendChild(document.createTextNode(word + ' ')); }
  var stream = mqttx.connect({ qos: 1, encoding: 'hex' });
  stream.on('state', tell);
  stream.on('error', function (error) { tell(error.code); });
  stream.subscribe(['a/+', 'b'], function (message) { tell(message.payload + '@' + mqttx.payloadBytes(message).length); });
  tell([typeof Map, typeof Symbol, typeof fetch, typeof [].includes, typeof TextDecoder].join());`;

it('receives, puts chunks together, reconnects and resumes in a browser of ECMAScript 5', async () => {
  const sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, stream: { retryMs: 200, chunkBytes: 16 } });
  const proxy = await startCuttingProxy(sidecar.port);
  const scripts = ['/old.js', '/eventsource.js', `http://127.0.0.1:${proxy.port}/mqttx/client.js`, '/page.js'];
  const server = await servePage({
    '/': `<!doctype html><body>${scripts.map((src) => `<script src="${src}"></script>`).join('')}</body>`,
    // With the browser's own Promise, in place of a polyfill; that goes through arrays by their iterator.
    '/old.js': oldBrowserScript(['Object.assign', 'Array.prototype.Symbol(Symbol.iterator)']),
    '/eventsource.js': await polyfill(),
    '/page.js': PAGE_SCRIPT,
  });
  const page = await browser.newPage();
  onTestFinished(async () => {
    await page.close();
    await server.close();
    await sidecar.stop();
  });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(server.url);
  const words = async (): Promise<string[]> => ((await page.locator('body').textContent()) ?? '').trim().split(/\s+/);

  await until('the stream stands', async () => (await words()).includes('open'));
  await publish(sidecar.origin, 'a/b', 'one');
  await until('the first message is there', async () => (await words()).includes('6f6e65@3'));
  proxy.cut();
  await publish(sidecar.origin, 'b', 'a message in chunks');
  await publish(sidecar.origin, 'a/c', 'two');
  await until('the last message is there', async () => (await words()).includes('74776f@3'));
  expect((await words()).filter((word) => word !== 'connecting')).toEqual([
    'undefined,undefined,undefined,undefined,undefined',
    'open',
    '6f6e65@3',
    'network',
    'waiting',
    'open',
    `${Buffer.from('a message in chunks').toString('hex')}@19`,
    '74776f@3',
  ]);
  // What the polyfill lets surface when it is cut off.
  expect(problems.filter((problem) => problem !== 'network error')).toEqual([]);
});
