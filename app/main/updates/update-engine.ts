/** Chooses electron-updater where this installation can update itself. The only place that imports it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import electronUpdater from 'electron-updater';
import type { UpdateEngine } from './updater.ts';
import { updateSupport } from './update-support.ts';

export function chooseEngine(): UpdateEngine | { readonly elsewhere: string } {
  const { platform, env } = process;
  const support = updateSupport({ platform, isPackaged: app.isPackaged, env, packageType: readPackageType() });
  if (!support.ok) return { elsewhere: support.by };
  const { autoUpdater } = electronUpdater;
  // What it has to say comes by events and is logged once.
  autoUpdater.logger = null;
  return autoUpdater;
}

function readPackageType(): string | undefined {
  try {
    return readFileSync(join(process.resourcesPath, 'package-type'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
