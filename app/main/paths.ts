/** Where the parts of the build stand, beside the bundle of main. */
import { join } from 'node:path';

const dist = join(import.meta.dirname, '..');

export const paths = {
  sidecar: join(dist, 'sidecar', 'main.js'),
  preload: join(dist, 'preload', 'index.cjs'),
  dashboard: join(dist, 'renderer'),
  /** Copied from resources/icons by the build. */
  icons: join(dist, 'icons'),
  windowIcon: join(dist, 'icons', 'window.png'),
} as const;

/** In the folder of the user's data. */
export const SETTINGS_FILE = 'settings.json';
export const LOCK_FILE = 'sidecar.lock.json';

/** The configuration's default; the desktop does not change it. */
export const BASE_PATH = '/mqttx';
