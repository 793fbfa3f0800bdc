/**
 * What page and host say to each other. Messages from the page are parsed by the schema here; what goes to the page is
 * only typed, since it cannot be wrong there but by our own doing. Pages see none of this: it travels in the isolated
 * world.
 */
import { z } from 'zod';

/** From the isolated world to the host, through a DevTools binding. */
export const pageMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('send'), channel: z.string(), args: z.string() }),
  z.object({ type: z.literal('invoke'), id: z.number(), channel: z.string(), args: z.string() }),
  z.object({
    type: z.literal('open'),
    url: z.string(),
    frameName: z.string(),
    features: z.string(),
    disposition: z.enum(['default', 'foreground-tab', 'background-tab', 'new-window']),
  }),
  z.object({ type: z.literal('close') }),
  z.object({ type: z.literal('permission'), id: z.number(), permission: z.string(), origin: z.string() }),
  z.object({ type: z.literal('preload-error'), path: z.string(), message: z.string() }),
  z.object({ type: z.literal('preload-done') }),
]);

export type PageMessage = z.output<typeof pageMessage>;

/** From the host to the isolated world: an IPC event, the answer to an `invoke`, or leave to go on with a request. */
export type HostMessage =
  | { readonly type: 'event'; readonly channel: string; readonly args: string }
  | { readonly type: 'reply'; readonly id: number; readonly value: string }
  | { readonly type: 'reply'; readonly id: number; readonly error: string }
  | { readonly type: 'permission-settled'; readonly id: number; readonly isGranted: boolean };

/** The global of the isolated world that takes host messages. */
export const RECEIVER = '__electronHostReceive';

/** What a sandboxed preload finds in `process`. */
export interface PreloadFacts {
  readonly platform: string;
  readonly arch: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
}

/** The outcome of a call over the context bridge: a value, an error, or a promise to be settled under that id. */
export type BridgeOutcome = { value: string } | { error: string } | { promise: number };

/** Messages between the two worlds of a page, by the suffix of the DOM event's name. */
export interface WorldMessages {
  'expose': { key: string; api: string };
  'call': { id: number; fn: number; args: string };
  'return': { id: number; outcome: BridgeOutcome };
  'settle': { promise: number; value?: string; error?: string };
  'callback': { callback: number; args: string };
  'open': { url: string; frameName: string; features: string; disposition: 'default' | 'foreground-tab' | 'background-tab' | 'new-window' };
  'close': Record<string, never>;
  'permission': { id: number; permission: string; origin: string };
  'permission-settled': { id: number; isGranted: boolean };
}

/** The two worlds share the document and nothing else, so they talk by events on it whose detail is text. */
export interface WorldPort {
  fire<K extends keyof WorldMessages>(name: K, message: WorldMessages[K]): void;
  /** Returns what stops the listening. */
  listen<K extends keyof WorldMessages>(name: K, listener: (message: WorldMessages[K]) => void): () => void;
}
