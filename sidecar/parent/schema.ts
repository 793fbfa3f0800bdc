/**
 * The messages between the sidecar, run as a child, and the program that started it. Both sides parse what they receive with
 * these schemas. Configuration, admin token and passwords travel here and nowhere else: never by environment, arguments or disk.
 */
import { z } from 'zod';

const port = z.int().min(1).max(65_535);

/** Parsed by the configuration's own schemas once they have arrived; here they are only known to be objects. */
const settings = z.record(z.string(), z.unknown());

/** Who listens on the port that the sidecar wants. */
export const portHolderSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sidecar'), pid: z.int().nullable(), version: z.string() }),
  z.object({ kind: z.literal('program'), pid: z.int(), name: z.string() }),
  /** The system does not tell. */
  z.object({ kind: z.literal('unknown') }),
]);

const profilesMessage = { profiles: settings, defaultProfile: z.string() } as const;

/** From the parent. Whatever arrives is also a sign of life; `ping` is nothing else. */
export const parentMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), config: settings, adminToken: z.string().min(16), ...profilesMessage }),
  z.object({ type: z.literal('profiles-changed'), ...profilesMessage }),
  /** This policy from now on. */
  z.object({ type: z.literal('policy-changed'), policy: settings }),
  /** Connect once with this profile, and disconnect. Answered by `profile-tried` with the same id. */
  z.object({ type: z.literal('try-profile'), id: z.string(), profile: settings }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('ping') }),
]);

const toolDescriptionSchema = z.object({
  name: z.string(),
  description: z.string(),
  input_schema: z.record(z.string(), z.json()),
});

export const profileTrialSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), protocolVersion: z.union([z.literal(4), z.literal(5)]), durationMs: z.number().nonnegative() }),
  z.object({ ok: z.literal(false), message: z.string(), hint: z.string() }),
]);

/** From the child. */
export const childMessageSchema = z.discriminatedUnion('type', [
  /** The child listens to messages now and waits for `start`. */
  z.object({ type: z.literal('awaiting-start') }),
  z.object({
    type: z.literal('ready'),
    port,
    mcpUrl: z.string(),
    pid: z.int(),
    embeddedBrokerUrl: z.string().nullable(),
    /** As `tools/list` gives them; some clients keep a copy in their settings. */
    tools: z.array(toolDescriptionSchema),
  }),
  /** It cannot start and never will with this configuration. It ends when the parent has answered with `stop`. */
  z.object({
    type: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    /** Of a port that is in use. */
    portHolder: portHolderSchema.nullable(),
  }),
  z.object({ type: z.literal('profile-tried'), id: z.string(), result: profileTrialSchema }),
]);

export type PortHolder = z.infer<typeof portHolderSchema>;
export type ParentMessage = z.infer<typeof parentMessageSchema>;
export type StartMessage = Extract<ParentMessage, { type: 'start' }>;
export type ChildMessage = z.infer<typeof childMessageSchema>;
export type ReadyMessage = Extract<ChildMessage, { type: 'ready' }>;
export type ProfileTrial = z.infer<typeof profileTrialSchema>;

/** The parent pings this often … */
export const PING_MS = 2000;
/** … and is taken for gone after this many intervals without a message: a utility process cannot see its channel close. */
export const MISSED_PINGS = 5;
