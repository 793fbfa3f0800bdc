/**
 * The desktop's settings as the Settings page shows and changes them. The access token is a secret: it is told once, when
 * it is made, and afterwards only whether there is one.
 */
import { z } from 'zod';
import { nothing } from './result.ts';

export const themeSchema = z.enum(['system', 'light', 'dark', 'night']);
export const languageSchema = z.enum(['system', 'en', 'zh']);

const limit = (most: number) => z.number().int().min(1).max(most);

/** A part of the configuration's `limits`, with its bounds. */
export const limitsSchema = z.object({
  sessions: limit(1_000_000),
  connectionsPerSession: limit(10_000),
  subscriptionsPerSession: limit(100_000),
  streams: limit(1_000_000),
});

const changeableSchema = z.object({
  port: z.number().int().min(1).max(65_535),
  /** Null: never asked. */
  autostart: z.boolean().nullable(),
  startMinimised: z.boolean(),
  updates: z.enum(['install', 'notify', 'off']),
  theme: themeSchema,
  language: languageSchema,
  limits: limitsSchema,
  firstRunDone: z.boolean(),
  /** Whether clients have to present the access token. */
  tokenRequired: z.boolean(),
});

export const settingsSchema = changeableSchema.extend({
  hasToken: z.boolean(),
  /** Something was changed that the running sidecar learns only by a restart. */
  restartNeeded: z.boolean(),
  /** False where the system offers no way to start programs at login. */
  autostartAvailable: z.boolean(),
});

const { shape } = changeableSchema;

/** What is absent stays as it is. */
export const settingsChangeSchema = z.object({
  port: shape.port.exactOptional(),
  autostart: shape.autostart.exactOptional(),
  startMinimised: shape.startMinimised.exactOptional(),
  updates: shape.updates.exactOptional(),
  theme: shape.theme.exactOptional(),
  language: shape.language.exactOptional(),
  limits: shape.limits.exactOptional(),
  firstRunDone: shape.firstRunDone.exactOptional(),
  tokenRequired: shape.tokenRequired.exactOptional(),
});

export const settingsChannels = {
  'settings.read': { request: nothing, response: settingsSchema },
  'settings.change': { request: settingsChangeSchema, response: settingsSchema },
  /** Makes a new access token; this answer is the only time that it is told. */
  'settings.renewToken': { request: nothing, response: z.object({ token: z.string() }) },
} as const;

export const settingsEvents = { 'settings.changed': settingsSchema } as const;

export type Theme = z.infer<typeof themeSchema>;
export type Language = z.infer<typeof languageSchema>;
export type Limits = z.infer<typeof limitsSchema>;
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsChange = z.infer<typeof settingsChangeSchema>;
