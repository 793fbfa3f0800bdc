/**
 * One-click configuration of MCP clients over the bridge. The shapes are those of `sidecar/clients`; a client is addressed
 * together with the installation, since one may be installed in several ways at once.
 */
import { z } from 'zod';
import { applyResultSchema, clientIdSchema, clientStatusSchema, configurationPlanSchema } from '../../../sidecar/clients/schemas.ts';
import { nothing } from './result.ts';

const installationSchema = z.object({ client: clientIdSchema, installation: z.string() });

/** `replace`: an entry of ours that points elsewhere may be overwritten. */
export const configureRequestSchema = installationSchema.extend({ replace: z.boolean() });

export const clientsChannels = {
  'clients.list': { request: nothing, response: z.array(clientStatusSchema) },
  /** What `clients.apply` would do; writes nothing. */
  'clients.plan': { request: configureRequestSchema, response: configurationPlanSchema },
  'clients.apply': { request: configureRequestSchema, response: applyResultSchema },
  /** What a person would paste into the client's settings by hand. */
  'clients.snippet': { request: z.object({ client: clientIdSchema }), response: z.object({ text: z.string() }) },
  'clients.undo': { request: installationSchema, response: z.array(clientStatusSchema) },
} as const;

/** Sent when a client was started or quit, or its file changed. */
export const clientsEvents = { 'clients.changed': z.array(clientStatusSchema) } as const;

export type ConfigureRequest = z.infer<typeof configureRequestSchema>;
export type ClientInstallation = z.infer<typeof installationSchema>;
