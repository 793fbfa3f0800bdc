/** What the settings file holds, and what stands there when nobody has changed anything. */
import { z } from 'zod';
import { configSchema } from '../../../sidecar/config/schema.ts';
import { settingsSchema } from '../../shared/ipc/settings.ts';

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });

export const storedSettingsSchema = settingsSchema.omit({ hasToken: true, restartNeeded: true, autostartAvailable: true }).extend({
  /** The access token, sealed; null: there is none. */
  token: z.string().nullable(),
  /** The person was told once that closing the window leaves the program running. */
  closeHintShown: z.boolean(),
  /** Where the window was last time. */
  window: boundsSchema.nullable(),
});

export type StoredSettings = z.infer<typeof storedSettingsSchema>;
export type WindowBounds = z.infer<typeof boundsSchema>;

/** Limits and port are the configuration's own defaults. */
export function defaultSettings(): StoredSettings {
  const { server, limits } = configSchema.parse({});
  const { sessions, connectionsPerSession, subscriptionsPerSession, streams } = limits;
  return {
    port: server.port,
    autostart: null,
    startMinimised: false,
    updates: 'notify',
    theme: 'system',
    language: 'system',
    limits: { sessions, connectionsPerSession, subscriptionsPerSession, streams },
    firstRunDone: false,
    tokenRequired: false,
    token: null,
    closeHintShown: false,
    window: null,
  };
}

/** A file of an older version lacks what was added since. */
export const settingsFileSchema = z.preprocess(
  (given) => (typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...defaultSettings(), ...given } : given),
  storedSettingsSchema,
);
