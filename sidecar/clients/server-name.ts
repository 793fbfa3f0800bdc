/**
 * The name under which the sidecar stands in a client's settings. MQTTX reads its settings by dotted paths, so a dot would nest,
 * and a few names are not safe as keys of a JavaScript object.
 */
import { AppError } from '../errors.ts';

export const DEFAULT_SERVER_NAME = 'mqttx-server';

const pattern = /^[A-Za-z0-9_-]{1,64}$/;
const reserved: readonly string[] = ['__proto__', 'prototype', 'constructor'];

export function isServerName(name: string): boolean {
  return pattern.test(name) && !reserved.includes(name);
}

/** @throws AppError `invalid-arguments` */
export function checkServerName(name: string): string {
  if (isServerName(name)) return name;
  throw new AppError('invalid-arguments', `"${name}" cannot be the name of a server.`, {
    hint: 'Use 1 to 64 letters, digits, hyphens and underscores; __proto__, prototype and constructor are reserved.',
  });
}
