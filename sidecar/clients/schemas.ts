/**
 * What leaves this room: the status, plan and result that the command line prints and the desktop shows (they cross IPC), and
 * the journal that lies on disk. The desktop translates by the codes; the texts are complete sentences in English.
 */
import { z } from 'zod';

export const clientIdSchema = z.enum([
  'mqttx',
  'claude-desktop',
  'claude-code',
  'cursor',
  'vscode',
  'windsurf',
  'zed',
  'gemini-cli',
  'cline',
  'lm-studio',
]);
export type ClientId = z.infer<typeof clientIdSchema>;

export const transportSchema = z.enum(['sse', 'http', 'stdio']);
export type Transport = z.infer<typeof transportSchema>;

export const refusalCodeSchema = z.enum([
  'empty',
  'bom',
  'encoding',
  'comments',
  'truncated',
  'unparsable',
  'not-an-object',
  'wrong-type',
  'not-a-file',
  'dangling-link',
  'too-large',
  'not-permitted',
  'read-only',
]);
export type RefusalCode = z.infer<typeof refusalCodeSchema>;

/** Why a settings file is left untouched, and what can be done about it. */
export const refusalSchema = z.object({ code: refusalCodeSchema, reason: z.string(), hint: z.string() });
export type Refusal = z.infer<typeof refusalSchema>;

export const nextStepSchema = z.object({
  code: z.enum(['nothing', 'restart', 'restart-if-running', 'start', 'new-session', 'confirm']),
  text: z.string(),
});
export type NextStep = z.infer<typeof nextStepSchema>;

/** One value to be written; `before` and `after` are JSON text, so that no number loses a digit. */
export const settingEditSchema = z.object({
  path: z.array(z.string()),
  role: z.enum(['entry', 'companion', 'switch']),
  /** null where nothing stood. */
  before: z.string().nullable(),
  after: z.string(),
});
export type SettingEdit = z.infer<typeof settingEditSchema>;

const clientStateSchema = z.enum(['not-installed', 'not-configured', 'configured', 'configured-differently', 'unreadable']);
export type ClientState = z.infer<typeof clientStateSchema>;

export const clientStatusSchema = z.object({
  client: clientIdSchema,
  name: z.string(),
  /** A client may be installed in several ways at once; each is shown by itself. */
  installation: z.string(),
  label: z.string(),
  /** null where the client is not installed. */
  file: z.string().nullable(),
  state: clientStateSchema,
  /** null where that cannot be told. */
  running: z.boolean().nullable(),
  /** The name under which the sidecar stands there, or would stand there. */
  serverName: z.string(),
  transport: transportSchema.nullable(),
  /** What would have to change; empty unless `configured-differently`. */
  differences: z.array(settingEditSchema),
  refusal: refusalSchema.nullable(),
  canUndo: z.boolean(),
});
export type ClientStatus = z.infer<typeof clientStatusSchema>;

export const configurationPlanSchema = z.object({
  client: clientIdSchema,
  name: z.string(),
  installation: z.string(),
  label: z.string(),
  file: z.string(),
  serverName: z.string(),
  transport: transportSchema,
  /** Whether an entry that points elsewhere may be replaced. */
  replace: z.boolean(),
  /** Whether the file does not exist yet. */
  creates: z.boolean(),
  /** Empty where nothing has to change. */
  edits: z.array(settingEditSchema),
  /** The change as a unified diff; access tokens are masked. */
  diff: z.string(),
});
export type ConfigurationPlan = z.infer<typeof configurationPlanSchema>;

export const applyResultSchema = z.object({
  client: clientIdSchema,
  name: z.string(),
  installation: z.string(),
  label: z.string(),
  file: z.string(),
  serverName: z.string(),
  changed: z.boolean(),
  /** The state that was read back from the file. */
  state: clientStateSchema,
  backup: z.string().nullable(),
  diff: z.string(),
  nextStep: nextStepSchema,
});
export type ApplyResult = z.infer<typeof applyResultSchema>;

export const undoPreviewSchema = z.object({
  client: clientIdSchema,
  name: z.string(),
  file: z.string(),
  serverName: z.string(),
  /** The file comes back byte for byte, or only our entry goes because others wrote since. */
  kind: z.enum(['restore', 'remove-entry']),
  diff: z.string(),
});
export type UndoPreview = z.infer<typeof undoPreviewSchema>;

/** What became of each entry we wrote, after the sidecar moved to another port. */
export const reconfigurationSchema = z.object({
  results: z.array(applyResultSchema),
  failures: z.array(z.object({ client: clientIdSchema, file: z.string(), code: z.string(), message: z.string(), hint: z.string() })),
});
export type Reconfiguration = z.infer<typeof reconfigurationSchema>;

/** What we wrote into one file, so that it can be taken back. */
export const journalRecordSchema = z.object({
  client: clientIdSchema,
  installation: z.string(),
  label: z.string(),
  file: z.string(),
  serverName: z.string(),
  transport: transportSchema,
  appliedAt: z.string(),
  /** SHA-256 of the file as we left it; null where others wrote between two of our changes, so that no backup undoes both. */
  hashAfter: z.string().nullable(),
  /** The file as it was before; null where it did not exist. */
  backup: z.string().nullable(),
  createdFolders: z.array(z.string()),
  createdContainers: z.array(z.array(z.string())),
  /** The servers that stood beside ours. */
  otherServers: z.array(z.string()),
  edits: z.array(settingEditSchema),
});
export type JournalRecord = z.infer<typeof journalRecordSchema>;

export const journalSchema = z.object({ version: z.literal(1), records: z.array(journalRecordSchema) });
