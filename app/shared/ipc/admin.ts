/**
 * The admin API over the bridge: main asks the sidecar and passes on. Used by `ipc-contract.ts`; the shapes themselves are
 * the sidecar's (`sidecar/admin/schema.ts`) and are not repeated here.
 */
import { z } from 'zod';
import {
  activityPageSchema,
  activityQuerySchema,
  adminChangeSchema,
  adminMessagesSchema,
  adminSnapshotSchema,
  approvalAnswerSchema,
  logEntrySchema,
  logQuerySchema,
  publishOutcomeSchema,
  publishRequestSchema,
} from '../../../sidecar/admin/schema.ts';
import { failureSchema, nothing } from './result.ts';

/** Of the state of the sidecar, in order; `lost` says that main's own stream from it broke, and when it tries again. */
export const adminEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), snapshot: adminSnapshotSchema }),
  z.object({ kind: z.literal('change'), change: adminChangeSchema }),
  z.object({ kind: z.literal('lost'), error: failureSchema, nextTryAt: z.number().nullable() }),
]);

export const messagesRequestSchema = z.object({
  /** MQTT topic filter. */
  filter: z.string().min(1),
  /** Connection id or profile name; absent: the default profile. */
  connection: z.string().optional(),
});

export const messagesEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({ kind: z.literal('messages'), batch: adminMessagesSchema }),
  z.object({ kind: z.literal('lost'), error: failureSchema, nextTryAt: z.number().nullable() }),
]);

export const exportFormatSchema = z.enum(['json', 'csv']);

/** `file` is null when the person closed the dialog instead of choosing a place. */
export const exportOutcomeSchema = z.object({ file: z.string().nullable(), entries: z.number().int().nonnegative() });

/** Entries of the sidecar come with `source: sidecar`, those of the desktop's own processes with `app`. */
export const sourcedLogEntrySchema = logEntrySchema.extend({ source: z.enum(['app', 'sidecar']) });
export const sourcedLogQuerySchema = logQuerySchema.extend({ source: z.enum(['app', 'sidecar']).optional() });

export const adminChannels = {
  'admin.snapshot': { request: nothing, response: adminSnapshotSchema },
  /** From now on `admin.event` comes to this window: first a snapshot, then what changes. Calling it again starts over. */
  'admin.watch': { request: nothing, response: nothing },
  'admin.unwatch': { request: nothing, response: nothing },
  'admin.disconnectSession': { request: z.object({ id: z.string() }), response: nothing },
  'admin.closeConnection': { request: z.object({ id: z.string() }), response: nothing },
  'admin.publish': { request: publishRequestSchema, response: publishOutcomeSchema },
  /** `feed` is chosen by the page, so that no event can come before the page knows its name. */
  'admin.openMessages': { request: messagesRequestSchema.extend({ feed: z.string() }), response: nothing },
  'admin.closeMessages': { request: z.object({ feed: z.string() }), response: nothing },
  'admin.listActivity': { request: activityQuerySchema, response: activityPageSchema },
  'admin.exportActivity': {
    request: z.object({ query: activityQuerySchema, format: exportFormatSchema }),
    response: exportOutcomeSchema,
  },
  /** Answers a question that waits for a person; fails with `approval-not-found` if it is not open any more. */
  'admin.answerApproval': { request: z.object({ id: z.string(), answer: approvalAnswerSchema.shape.answer }), response: nothing },
  'admin.listLogs': { request: sourcedLogQuerySchema, response: z.object({ entries: z.array(sourcedLogEntrySchema) }) },
} as const;

export const adminEvents = {
  'admin.event': adminEventSchema,
  'admin.messages': z.object({ feed: z.string(), event: messagesEventSchema }),
  'admin.exportProgress': z.object({ entries: z.number().int().nonnegative() }),
} as const;

export type AdminEvent = z.infer<typeof adminEventSchema>;
export type MessagesRequest = z.infer<typeof messagesRequestSchema>;
export type MessagesEvent = z.infer<typeof messagesEventSchema>;
export type ExportFormat = z.infer<typeof exportFormatSchema>;
export type ExportOutcome = z.infer<typeof exportOutcomeSchema>;
export type SourcedLogEntry = z.infer<typeof sourcedLogEntrySchema>;
export type SourcedLogQuery = z.infer<typeof sourcedLogQuerySchema>;
