/**
 * The sidecar process as the desktop supervises it: its state, and what a person can do about it. Main sends the state at
 * every change; the page never guesses it. All moments are milliseconds since the epoch.
 */
import { z } from 'zod';
import { reconfigurationSchema } from '../../../sidecar/clients/schemas.ts';
import { failureSchema, nothing } from './result.ts';

const moment = z.number().int().nonnegative();
const port = z.number().int().min(1).max(65_535);

/** Who listens on the port that the sidecar wants. */
export const portHolderSchema = z.discriminatedUnion('kind', [
  /** A sidecar of ours that this desktop did not start: it can be used as it is, or replaced. */
  z.object({ kind: z.literal('sidecar'), pid: z.number().int().nullable(), version: z.string() }),
  z.object({ kind: z.literal('program'), pid: z.number().int(), name: z.string() }),
  /** The system does not tell. */
  z.object({ kind: z.literal('unknown') }),
]);

/** What the sidecar died of. Tray and page have words for it in the person's language. */
export const crashReasonSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exit'),
    /** `exited` with a code of its own, or ended by a signal; `unasked` with code 0. */
    end: z.enum(['aborted', 'killed', 'faulted', 'terminated', 'unasked', 'exited']),
    code: z.number().int(),
  }),
  z.object({ kind: z.literal('not-ready'), seconds: z.number() }),
  /** It said itself why it cannot start. */
  z.object({ kind: z.literal('refused'), failure: failureSchema }),
]);

export const sidecarStateSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('stopped'), since: moment }),
  z.object({ name: z.literal('starting'), since: moment, port }),
  z.object({
    name: z.literal('running'),
    since: moment,
    port,
    pid: z.number().int().nullable(),
    mcpUrl: z.string(),
    /** True for a sidecar that was running already and is only used by this desktop. */
    attached: z.boolean(),
  }),
  z.object({ name: z.literal('stopping'), since: moment }),
  z.object({
    name: z.literal('crashed'),
    since: moment,
    reason: crashReasonSchema,
    /** Its last words, the oldest first. */
    lastLines: z.array(z.string()),
    attempt: z.number().int().nonnegative(),
    /** Null when it crashed too often in a row and is no longer restarted by itself. */
    nextTryAt: moment.nullable(),
  }),
  z.object({ name: z.literal('port-blocked'), since: moment, port, holder: portHolderSchema, freePort: port.nullable() }),
]);

export const sidecarChannels = {
  'sidecar.state': { request: nothing, response: sidecarStateSchema },
  'sidecar.start': { request: nothing, response: nothing },
  'sidecar.stop': { request: nothing, response: nothing },
  'sidecar.restart': { request: nothing, response: nothing },
  /** Moves to another port for good, and rewrites the client configurations that this program wrote. */
  'sidecar.changePort': { request: z.object({ port }), response: reconfigurationSchema },
  /** Out of `port-blocked`: use the sidecar that holds the port, or end it and start our own. */
  'sidecar.attach': { request: nothing, response: nothing },
  'sidecar.replace': { request: nothing, response: nothing },
} as const;

export const sidecarEvents = { 'sidecar.stateChanged': sidecarStateSchema } as const;

export type PortHolder = z.infer<typeof portHolderSchema>;
export type CrashReason = z.infer<typeof crashReasonSchema>;
export type SidecarState = z.infer<typeof sidecarStateSchema>;
