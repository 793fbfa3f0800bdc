/** A headless Chromium for tests of pages, and pages of an origin of their own. */
import { chromium, type Browser } from 'playwright';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from './chromium.ts';
import { startServer, type TestServer } from './http.ts';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_FLAGS] });
}

/** @param files content by path, `/` for the page */
export function servePage(files: Readonly<Record<string, string>>): Promise<TestServer> {
  return startServer((request, response) => {
    const content = files[request.url ?? ''];
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': type });
    response.end(content);
  });
}
