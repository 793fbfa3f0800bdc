/**
 * The store in which MQTTX keeps its settings: electron-store 8.2.0, which is conf 10 with a folder chosen by Electron. conf works
 * without Electron, with the same defaults.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { z } from 'zod';

export interface MqttxStore {
  readonly store: Record<string, unknown>;
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** Opens the settings as MQTTX does; throws where MQTTX would not start. */
export function openMqttxStore(file: string): MqttxStore {
  // Resolved from there, so that it is the version which MQTTX has.
  const load = createRequire(createRequire(import.meta.url).resolve('electron-store'));
  const Conf = z.custom<new (options: { cwd: string }) => MqttxStore>((value) => typeof value === 'function').parse(load('conf'));
  return new Conf({ cwd: dirname(file) });
}
