/**
 * Updates of the program and the few things of the desktop that a web page cannot do: clipboard, links in the system's
 * browser, the folder of the logs, the bundle for bug reports, the program's end.
 */
import { z } from 'zod';
import { nothing } from './result.ts';

export const updateStateSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('idle'), checkedAt: z.number().int().nullable() }),
  z.object({ name: z.literal('checking') }),
  z.object({ name: z.literal('available'), version: z.string(), notes: z.string() }),
  z.object({ name: z.literal('downloading'), version: z.string(), percent: z.number().min(0).max(100), bytesPerSecond: z.number() }),
  z.object({ name: z.literal('ready'), version: z.string() }),
  z.object({ name: z.literal('failed'), message: z.string(), hint: z.string() }),
  /** This installation is updated by something else, such as a package manager. */
  z.object({ name: z.literal('elsewhere'), by: z.string() }),
]);

export const aboutSchema = z.object({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  node: z.string(),
  platform: z.enum(['win32', 'darwin', 'linux']),
});

export const updatesChannels = {
  'updates.state': { request: nothing, response: updateStateSchema },
  'updates.check': { request: nothing, response: nothing },
  'updates.download': { request: nothing, response: nothing },
  /** Ends the program, installs, starts again. */
  'updates.install': { request: nothing, response: nothing },
} as const;

export const systemChannels = {
  'system.about': { request: nothing, response: aboutSchema },
  'system.copyText': { request: z.object({ text: z.string() }), response: nothing },
  /** Only https, and http to loopback, are opened. */
  'system.openExternal': { request: z.object({ url: z.url() }), response: nothing },
  'system.openLogsFolder': { request: nothing, response: nothing },
  /** As from the tray: asks first while assistants are connected. */
  'system.quit': { request: nothing, response: nothing },
  /** Asks for a place and writes a redacted bundle there; null when the person changed their mind. */
  'system.saveDiagnostics': { request: nothing, response: z.object({ file: z.string().nullable() }) },
} as const;

export const updatesEvents = { 'updates.stateChanged': updateStateSchema } as const;

export type UpdateState = z.infer<typeof updateStateSchema>;
export type About = z.infer<typeof aboutSchema>;
