/**
 * The whole of what crosses between the desktop's main process and the dashboard: each channel with the schema of its
 * request and of its answer. Main validates requests with it, the page validates answers and events. Every answer travels
 * in the envelope of `ipc/result.ts`; what is not listed here does not exist.
 */
import { z } from 'zod';
import type { EventChannel, InvokeChannel } from './ipc-channels.ts';
import { adminChannels, adminEvents } from './ipc/admin.ts';
import { clientsChannels, clientsEvents } from './ipc/clients.ts';
import { policyChannels, policyEvents } from './ipc/policy.ts';
import { profilesChannels } from './ipc/profiles.ts';
import { settingsChannels, settingsEvents } from './ipc/settings.ts';
import { sidecarChannels, sidecarEvents } from './ipc/sidecar.ts';
import { systemChannels, updatesChannels, updatesEvents } from './ipc/system.ts';

interface ChannelSchemas {
  readonly request: z.ZodType;
  readonly response: z.ZodType;
}

export const PAGES = [
  'overview',
  'sessions',
  'brokers',
  'messages',
  'activity',
  'permissions',
  'clients',
  'logs',
  'settings',
  'welcome',
] as const;

/** Main asks the window to show a page, as from the tray's menu. */
const windowEvents = { 'window.navigate': z.object({ page: z.enum(PAGES) }) } as const;

const invokeContract = {
  ...adminChannels,
  ...sidecarChannels,
  ...clientsChannels,
  ...profilesChannels,
  ...policyChannels,
  ...settingsChannels,
  ...updatesChannels,
  ...systemChannels,
} as const satisfies Record<InvokeChannel, ChannelSchemas>;

const eventContract = {
  ...adminEvents,
  ...sidecarEvents,
  ...clientsEvents,
  ...policyEvents,
  ...settingsEvents,
  ...updatesEvents,
  ...windowEvents,
} as const satisfies Record<EventChannel, z.ZodType>;

export type RequestOf<C extends InvokeChannel> = z.infer<(typeof invokeContract)[C]['request']>;
export type ResponseOf<C extends InvokeChannel> = z.infer<(typeof invokeContract)[C]['response']>;
export type EventOf<C extends EventChannel> = z.infer<(typeof eventContract)[C]>;

/** The contract by channel, so that a generic caller gets the schema of its very channel. */
export const invokeSchemas: {
  readonly [C in InvokeChannel]: { readonly request: z.ZodType<RequestOf<C>>; readonly response: z.ZodType<ResponseOf<C>> };
} = invokeContract;
export const eventSchemas: { readonly [C in EventChannel]: z.ZodType<EventOf<C>> } = eventContract;

export type PageName = (typeof PAGES)[number];

/** What the preload script puts on `window.mqttxBridge`. It passes on the listed channels and understands nothing. */
export interface Bridge {
  /** Resolves with the envelope of `ipc/result.ts`; rejects only for a channel that is not listed. */
  invoke(channel: InvokeChannel, request: unknown): Promise<unknown>;
  /** Returns the function that ends the subscription. */
  on(channel: EventChannel, listener: (payload: unknown) => void): () => void;
}
