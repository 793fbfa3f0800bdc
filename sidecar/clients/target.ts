/**
 * Which settings file is meant: the installations of a client that are on this machine, or the file that the user named. Looks
 * whether files exist, opens none.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../errors.ts';
import { findDefinition } from './definitions/index.ts';
import { resolveInstallations } from './locations.ts';
import type { ClientDefinition, ClientEnvironment } from './types.ts';

/** How a caller names a settings file. */
export interface ClientTarget {
  readonly client: string;
  /** One of several installations; absent: the first that is there. */
  readonly installation?: string;
  /** A file named by the user; it is made if it does not exist. */
  readonly file?: string;
}

export interface Target {
  readonly definition: ClientDefinition;
  readonly installation: string;
  readonly label: string;
  readonly file: string;
}

/** The installation id of a file that the user named. */
export const NAMED_FILE = 'file';

export async function findInstalled(definition: ClientDefinition, environment: ClientEnvironment): Promise<Target[]> {
  const found: Target[] = [];
  for (const { id, label, file, presence } of resolveInstallations(definition, environment)) {
    const signs = await Promise.all([file, ...presence].map(exists));
    if (signs.includes(true)) found.push({ definition, installation: id, label, file });
  }
  return found;
}

/** @throws AppError `client-unknown`, `client-not-installed` */
export async function findTarget(target: ClientTarget, environment: ClientEnvironment): Promise<Target> {
  const definition = findDefinition(target.client);
  if (target.file !== undefined) return { definition, installation: NAMED_FILE, label: 'named file', file: resolve(target.file) };
  const installed = await findInstalled(definition, environment);
  const found = installed.find(({ installation }) => target.installation === undefined || target.installation === installation);
  if (found !== undefined) return found;
  const what = target.installation === undefined ? definition.name : `${definition.name} (${target.installation})`;
  const looked = resolveInstallations(definition, environment).map(({ file }) => file);
  throw new AppError('client-not-installed', `${what} was not found on this machine; looked for ${looked.join(', ')}.`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
