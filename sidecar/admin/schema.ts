/**
 * What the dashboard sees: the shapes of the admin API under `/mqttx/admin/v1`. The sidecar builds them, the desktop's
 * main process and the dashboard parse them; all moments are milliseconds since the epoch. No secret stands in any of them.
 */
import { z } from 'zod';
import { forwardViewSchema } from './forward-schema.ts';
import { serverViewSchema } from './server-schema.ts';
import { approvalViewSchema, callDecisionSchema, policyViewSchema } from './policy-schema.ts';

export { approvalAnsweredSchema, approvalAnswerSchema, policyViewSchema } from './policy-schema.ts';
export type { ApprovalAnswer, ApprovalView, PolicyView } from './policy-schema.ts';

const moment = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
/** Messages (or bytes) per second over the last few seconds. */
const rate = z.number().nonnegative();

export const subscriptionViewSchema = z.object({
  connection: z.string(),
  topic: z.string(),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  /** Messages received on it so far. */
  messages: count,
});

export const sessionViewSchema = z.object({
  id: z.string(),
  transport: z.enum(['http-sse', 'streamable-http', 'stateless', 'stdio']),
  /** What the client said of itself in `initialize`; null if it never did. */
  client: z.object({ name: z.string(), version: z.string() }).nullable(),
  protocolVersion: z.string().nullable(),
  since: moment,
  /** Remote address and port; null for stdio. */
  address: z.string().nullable(),
  principal: z.string(),
  connections: z.array(z.string()),
  subscriptions: z.array(subscriptionViewSchema),
  /** JSON-RPC messages from the client. */
  messagesIn: count,
  /** JSON-RPC messages to the client. */
  messagesOut: count,
  /** Notifications that a client too slow to read did not get. */
  dropped: count,
  lastActivityAt: moment,
});

const connectionStateViewSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('connecting'), since: moment }),
  z.object({ name: z.literal('connected'), since: moment, protocolVersion: z.union([z.literal(4), z.literal(5)]) }),
  z.object({ name: z.literal('reconnecting'), since: moment, attempt: count, nextTryAt: moment.nullable(), reason: z.string() }),
  z.object({ name: z.literal('disconnected'), since: moment }),
  z.object({ name: z.literal('failed'), since: moment, reason: z.string(), hint: z.string() }),
]);

export const connectionViewSchema = z.object({
  id: z.string(),
  /** A connection belongs to one session, or to a profile whose readers share it. */
  owner: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('session'), session: z.string() }),
    z.object({ kind: z.literal('profile'), profile: z.string() }),
    z.object({ kind: z.literal('forward'), profile: z.string() }),
    z.object({ kind: z.literal('api'), principal: z.string() }),
  ]),
  url: z.string(),
  clientId: z.string(),
  username: z.string().nullable(),
  tls: z.boolean(),
  state: connectionStateViewSchema,
  subscriptions: z.array(z.object({ topic: z.string(), qos: z.union([z.literal(0), z.literal(1), z.literal(2)]), readers: count })),
  messagesIn: count,
  messagesOut: count,
  bytesIn: count,
  bytesOut: count,
  rateIn: rate,
  rateOut: rate,
});

/** A browser stream (`GET /mqttx/stream`). */
export const streamViewSchema = z.object({
  id: z.string(),
  connection: z.string(),
  topics: z.array(z.string()),
  since: moment,
  address: z.string(),
  principal: z.string(),
  delivered: count,
  dropped: count,
  pendingBytes: count,
});

export const profileViewSchema = z.object({
  name: z.string(),
  url: z.string(),
  isDefault: z.boolean(),
  protocolVersion: z.union([z.literal('auto'), z.literal(4), z.literal(5)]),
  clientId: z.string().nullable(),
  username: z.string().nullable(),
  hasPassword: z.boolean(),
});

export const activityEntrySchema = z.object({
  id: z.string(),
  at: moment,
  session: z.string().nullable(),
  client: z.string().nullable(),
  principal: z.string(),
  tool: z.string(),
  /** The arguments as given, secrets replaced, long texts shortened. */
  arguments: z.record(z.string(), z.unknown()),
  outcome: z.enum(['ok', 'error', 'denied']),
  /** Absent in entries of earlier versions. */
  decision: callDecisionSchema.optional(),
  /** The first lines of the text that the client got. */
  result: z.string(),
  durationMs: z.number().nonnegative(),
});

export const totalsSchema = z.object({
  messagesIn: count,
  messagesOut: count,
  toolCalls: count,
  rateIn: rate,
  rateOut: rate,
  rateToolCalls: rate,
  memoryBytes: count,
});

export const attentionSchema = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  /** Code of the error registry, or a code of the dashboard's own. */
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  hint: z.string(),
});

/** A point of the traffic curve: messages per second in the second that ended at `at`. */
export const ratePointSchema = z.object({ at: moment, rateIn: rate, rateOut: rate });

/** `GET /mqttx/admin/v1/snapshot`, and the first event of `GET /mqttx/admin/v1/events`. */
export const adminSnapshotSchema = z.object({
  at: moment,
  server: serverViewSchema,
  totals: totalsSchema,
  sessions: z.array(sessionViewSchema),
  connections: z.array(connectionViewSchema),
  streams: z.array(streamViewSchema),
  profiles: z.array(profileViewSchema),
  /** Those of the setting `forward`. */
  forwards: z.array(forwardViewSchema).optional(),
  /** The newest first, at most 200; the rest by `GET …/activity`. */
  activity: z.array(activityEntrySchema),
  attention: z.array(attentionSchema),
  /** Questions that wait for a person, the oldest first. */
  approvals: z.array(approvalViewSchema),
  policy: policyViewSchema,
  /** The last minutes, the oldest first, at most 300 points, so that a curve stands there when the page opens. */
  rates: z.array(ratePointSchema).optional(),
});

/** `event: change` of `GET /mqttx/admin/v1/events`: what became different since the event before; absent parts did not change. */
export const adminChangeSchema = z.object({
  at: moment,
  totals: totalsSchema.optional(),
  sessions: z.object({ upsert: z.array(sessionViewSchema), remove: z.array(z.string()) }).optional(),
  connections: z.object({ upsert: z.array(connectionViewSchema), remove: z.array(z.string()) }).optional(),
  streams: z.object({ upsert: z.array(streamViewSchema), remove: z.array(z.string()) }).optional(),
  profiles: z.array(profileViewSchema).optional(),
  forwards: z.array(forwardViewSchema).optional(),
  activity: z.array(activityEntrySchema).optional(),
  attention: z.array(attentionSchema).optional(),
  /** All that are open now. */
  approvals: z.array(approvalViewSchema).optional(),
  policy: policyViewSchema.optional(),
});

/** `event: messages` of `GET /mqttx/admin/v1/messages?topic=…&connection=…`: at most a few hundred a second, the rest counted. */
export const adminMessagesSchema = z.object({
  at: moment,
  messages: z.array(
    z.object({
      id: z.string(),
      connection: z.string(),
      topic: z.string(),
      /** base64; at most the first 64 KiB. */
      payload: z.string(),
      payloadBytes: count,
      qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
      retain: z.boolean(),
      receivedAt: moment,
      properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  /** Messages of this interval that are not shown. */
  skipped: count,
});

/** `POST /mqttx/admin/v1/publish`. */
export const publishRequestSchema = z.object({
  connection: z.string(),
  topic: z.string(),
  payload: z.string(),
  encoding: z.enum(['utf8', 'json', 'base64', 'hex']),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  retain: z.boolean(),
});

/** Its answer, after the broker's acknowledgement; null at QoS 0 and on MQTT 3.1.1. */
export const publishOutcomeSchema = z.object({ reasonCode: z.number().int().nullable() });

/** Query of `GET /mqttx/admin/v1/activity`; `before` is the `next` of the page before. */
export const activityQuerySchema = z.object({
  tool: z.string().optional(),
  outcome: z.enum(['ok', 'error', 'denied']).optional(),
  verdict: callDecisionSchema.shape.verdict.optional(),
  before: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** Its answer, the newest first; `next` is null on the last page. */
export const activityPageSchema = z.object({ entries: z.array(activityEntrySchema), next: z.string().nullable() });

export const logEntrySchema = z.object({
  at: moment,
  level: z.enum(['error', 'warn', 'info', 'debug']),
  scope: z.string(),
  message: z.string(),
  context: z.record(z.string(), z.unknown()).optional(),
});

/** Query of `GET /mqttx/admin/v1/logs`: this level and graver ones; `search` in scope and message, without regard to case. */
export const logQuerySchema = z.object({
  level: z.enum(['error', 'warn', 'info', 'debug']).optional(),
  search: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(2000).optional(),
});

/** Its answer, the newest first. */
export const logPageSchema = z.object({ entries: z.array(logEntrySchema) });

export type SubscriptionView = z.infer<typeof subscriptionViewSchema>;
export type SessionView = z.infer<typeof sessionViewSchema>;
export type ConnectionView = z.infer<typeof connectionViewSchema>;
export type StreamView = z.infer<typeof streamViewSchema>;
export type ProfileView = z.infer<typeof profileViewSchema>;
export type ActivityEntry = z.infer<typeof activityEntrySchema>;
export type Totals = z.infer<typeof totalsSchema>;
export type Attention = z.infer<typeof attentionSchema>;
export type AdminSnapshot = z.infer<typeof adminSnapshotSchema>;
export type AdminChange = z.infer<typeof adminChangeSchema>;
export type AdminMessages = z.infer<typeof adminMessagesSchema>;
export type LogEntry = z.infer<typeof logEntrySchema>;
export type RatePoint = z.infer<typeof ratePointSchema>;
export type PublishRequest = z.infer<typeof publishRequestSchema>;
export type PublishOutcome = z.infer<typeof publishOutcomeSchema>;
export type ActivityQuery = z.infer<typeof activityQuerySchema>;
export type ActivityPage = z.infer<typeof activityPageSchema>;
export type LogQuery = z.infer<typeof logQuerySchema>;
