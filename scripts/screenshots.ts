/**
 * Takes the pictures of the dashboard into docs/screenshots: builds it, serves it with the demonstration, drives Chromium.
 *
 *     node scripts/screenshots.ts [--only <part of a name>] [--out <folder>]
 *
 * Needs Chromium (CHROMIUM, or /usr/bin/chromium); makes the files small with pngquant where that is installed.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import { build } from 'vite';
import { startDemoServer } from '../test/support/demo/demo-server.ts';
import { openPage, type Look } from '../test/support/demo/open-page.ts';
import { demoApproval } from '../test/support/demo/policy.ts';
import { demoSnapshot, emptySnapshot } from '../test/support/demo/snapshot.ts';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from '../test/support/chromium.ts';
import { fontEnvironment } from './screenshots/fonts.ts';
import { NOW, SHOTS, type Shot } from './screenshots/shots.ts';

const run = promisify(execFile);
const { values } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string', default: 'docs/screenshots' } } });

async function take(browser: Browser, dashboard: string, shot: Shot, look: Look, folder: string): Promise<string> {
  const asked = shot.snapshot === 'asked' ? { approvals: [demoApproval(NOW - 9_000)] } : {};
  const snapshot = { ...(shot.snapshot === 'empty' ? emptySnapshot(NOW) : demoSnapshot(NOW)), ...asked };
  const server = await startDemoServer(dashboard, { snapshot, firstMessages: shot.snapshot === 'empty' ? 0 : 240 });
  try {
    const { desktop } = shot;
    const { page } = await openPage(browser, {
      server,
      look,
      fragment: shot.fragment,
      now: NOW,
      ...(desktop === undefined ? {} : { desktop }),
    });
    await shot.prepare?.(page);
    // Fonts and the feed's first paint, which comes within its interval.
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(700);
    const file = join(folder, `${shot.name}-${look.theme}-${look.language}-${look.width}x${look.height}.png`);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    await page.context().close();
    return file;
  } finally {
    await server.close();
  }
}

/** 256 colours are plenty for flat surfaces and text; where they are not, pngquant refuses and the file stays as it is. */
async function shrink(file: string): Promise<void> {
  await run('pngquant', [
    '--force',
    '--skip-if-larger',
    '--quality=90-100',
    '--speed=1',
    '--nofs',
    '--strip',
    '--output',
    file,
    file,
  ]).catch((thrown: unknown) => {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    if (isMissing) console.warn('pngquant is not installed: the pictures stay as large as they are.');
  });
}

// Apart from dist, which another build may be rewriting meanwhile.
const dashboard = await mkdtemp(join(tmpdir(), 'mqttx-dashboard-'));
await build({ configFile: 'vite.renderer.config.ts', logLevel: 'warn', build: { outDir: dashboard } });
await mkdir(values.out, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_FLAGS], env: await fontEnvironment() });
const shots = SHOTS.filter((shot) => values.only === undefined || shot.name.includes(values.only));
let taken = 0;
for (const shot of shots) {
  for (const look of shot.looks) {
    await shrink(await take(browser, dashboard, shot, look, values.out));
    taken += 1;
  }
}
await browser.close();
await rm(dashboard, { recursive: true });
console.log(`${taken} pictures in ${values.out}`);
