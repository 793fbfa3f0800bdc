/**
 * Broker profiles as a person edits them. Secrets go one way: the page may set or remove one and learns whether there is
 * one, never what it is. Used by `ipc-contract.ts` and the Brokers page.
 */
import { z } from 'zod';
import { nothing } from './result.ts';

/** The rule of the configuration's `profiles`: URL-safe, since a profile is named in paths. */
export const profileNameSchema = z.string().regex(/^[A-Za-z\d][\w.-]{0,63}$/);

const brokerUrl = z.url({ protocol: /^(mqtt|mqtts|ws|wss)$/, hostname: /./ });

const editableSchema = z.object({
  name: profileNameSchema,
  url: brokerUrl,
  protocolVersion: z.union([z.literal('auto'), z.literal(4), z.literal(5)]),
  /** Null: a random one. */
  clientId: z.string().nullable(),
  username: z.string().nullable(),
  keepaliveSeconds: z.number().int().min(0).max(65_535),
  /** False keeps the session at the broker, as the sidecar does by default where its history outlives it, and so the desktop's. */
  cleanStart: z.boolean(),
  /** PEM texts. */
  tls: z.object({ ca: z.string().nullable(), cert: z.string().nullable(), rejectUnauthorized: z.boolean() }),
});

export const profileSettingsSchema = editableSchema.extend({
  isDefault: z.boolean(),
  hasPassword: z.boolean(),
  hasKey: z.boolean(),
  /** False for a profile of the configuration file, which only that file can change. */
  editable: z.boolean(),
});

/** Absent: leave the stored one as it is; null: remove it. */
const secretChange = z.string().min(1).nullable().optional();

export const profileChangeSchema = z.object({
  /** The name before this change; null for a new profile. */
  previousName: profileNameSchema.nullable(),
  profile: editableSchema,
  isDefault: z.boolean(),
  password: secretChange,
  key: secretChange,
});

export const profileTestSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), protocolVersion: z.union([z.literal(4), z.literal(5)]), durationMs: z.number().nonnegative() }),
  z.object({ ok: z.literal(false), message: z.string(), hint: z.string() }),
]);

/** Where passwords are kept. `basic_text` is Electron's name for a store that anybody who can read the file can read. */
export const secretStorageSchema = z.object({ backend: z.string(), secure: z.boolean() });

export const profilesChannels = {
  'profiles.list': { request: nothing, response: z.array(profileSettingsSchema) },
  'profiles.save': { request: profileChangeSchema, response: z.array(profileSettingsSchema) },
  'profiles.remove': { request: z.object({ name: profileNameSchema }), response: z.array(profileSettingsSchema) },
  /** Connects once with the values given (and the stored secrets that they leave alone), then disconnects. */
  'profiles.test': { request: profileChangeSchema, response: profileTestSchema },
  'profiles.secretStorage': { request: nothing, response: secretStorageSchema },
} as const;

export type ProfileSettings = z.infer<typeof profileSettingsSchema>;
export type ProfileChange = z.infer<typeof profileChangeSchema>;
export type ProfileTest = z.infer<typeof profileTestSchema>;
export type SecretStorage = z.infer<typeof secretStorageSchema>;
