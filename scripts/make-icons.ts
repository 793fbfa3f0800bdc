/**
 * Makes every raster icon out of resources/icon.svg and the small marks of scripts/icons, into resources/icons. Run by hand after
 * the drawing has changed; the rasters are committed, so that a build needs no browser.
 *
 *     node scripts/make-icons.ts
 *
 * Needs Chromium (CHROMIUM, or /usr/bin/chromium).
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from '../test/support/chromium.ts';
import { packIcns, packIco, type Picture } from './icons/containers.ts';
import { type Mood, templateMark, trayMark, withMacMargins } from './icons/mark.ts';
import { root } from './root.ts';

const OUT = join(root, 'resources', 'icons');
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
const TRAY_SIZES = [16, 24, 32, 48, 64] as const;
const MOODS = ['stopped', 'running', 'trouble'] as const satisfies readonly Mood[];

async function raster(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}img{display:block;width:${size}px;height:${size}px}</style><img src="${picture}">`,
  );
  return page.screenshot({ omitBackground: true, type: 'png' });
}

const rasters = async (page: Page, svg: string, sizes: readonly number[]): Promise<Picture[]> => {
  const pictures: Picture[] = [];
  for (const size of sizes) pictures.push({ size, png: await raster(page, svg, size) });
  return pictures;
};

const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_FLAGS] });
try {
  const page = await browser.newPage();
  const drawing = await readFile(join(root, 'resources', 'icon.svg'), 'utf8');
  await rm(OUT, { recursive: true, force: true });
  await mkdir(join(OUT, 'tray'), { recursive: true });

  const app = await rasters(page, drawing, APP_SIZES);
  for (const { size, png } of app) await writeFile(join(OUT, `${size}x${size}.png`), png);
  await writeFile(join(OUT, 'icon.ico'), packIco(app.filter(({ size }) => ICO_SIZES.includes(size))));
  await writeFile(join(OUT, 'icon.icns'), packIcns(await rasters(page, withMacMargins(drawing), APP_SIZES)));

  for (const mood of MOODS) {
    for (const { size, png } of await rasters(page, trayMark(mood), TRAY_SIZES)) {
      await writeFile(join(OUT, 'tray', `${mood}-${size}.png`), png);
    }
    await writeFile(join(OUT, 'tray', `${mood}Template.png`), await raster(page, templateMark(mood), 16));
    await writeFile(join(OUT, 'tray', `${mood}Template@2x.png`), await raster(page, templateMark(mood), 32));
  }
  console.log(`Icons written to ${OUT}.`);
} finally {
  await browser.close();
}
