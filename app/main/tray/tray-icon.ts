/** The tray's icon by mood and system, with the sizes for every scale that the system may have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativeImage, type NativeImage } from 'electron';
import type { trayMood } from './tray-menu.ts';

export type Mood = ReturnType<typeof trayMood>;

/** Pixels of the file, by scale factor. Windows shows 16 pixels at 100 %, most panels on Linux 22 to 24. */
const sizes: Readonly<Record<'win32' | 'linux', readonly (readonly [scaleFactor: number, pixels: number])[]>> = {
  win32: [
    [1, 16],
    [1.5, 24],
    [2, 32],
    [3, 48],
    [4, 64],
  ],
  linux: [
    [1, 24],
    [2, 48],
  ],
};

export function trayIcon(folder: string, mood: Mood, platform: NodeJS.Platform): NativeImage {
  if (platform === 'darwin') {
    // Its neighbour …@2x.png is found by Electron.
    const image = nativeImage.createFromPath(join(folder, 'tray', `${mood}Template.png`));
    image.setTemplateImage(true);
    return image;
  }
  const [first, ...further] = sizes[platform === 'win32' ? 'win32' : 'linux'];
  const fileOf = (pixels: number): string => join(folder, 'tray', `${mood}-${pixels}.png`);
  const image = nativeImage.createFromPath(fileOf(first?.[1] ?? 16));
  for (const [scaleFactor, pixels] of further) image.addRepresentation({ scaleFactor, buffer: readFileSync(fileOf(pixels)) });
  return image;
}
