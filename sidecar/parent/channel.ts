/**
 * The child's end of the channel to its parent: Electron's `process.parentPort`, reached without importing Electron, as an
 * object that takes and gives checked messages. Used by the command line to learn whether it was started as a child.
 */
import { z } from 'zod';
import { type ChildMessage, type ParentMessage, parentMessageSchema } from './schema.ts';

/** What is used of `process.parentPort`; messages are queued there until somebody listens. */
export interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

export interface ParentChannel {
  send(message: ChildMessage): void;
  /** @param onMessage hears every message that this version understands; others (of a newer parent) only count as a sign of life */
  listen(onMessage: (message: ParentMessage) => void, onSignOfLife: () => void): void;
}

/** The channel to the parent; undefined for a sidecar that was started by itself. */
export function waitForParent(owner: object = process): ParentChannel | undefined {
  const found = parentPortSchema.safeParse(Reflect.get(owner, 'parentPort'));
  return found.success ? createParentChannel(found.data) : undefined;
}

const parentPortSchema = z.custom<ParentPort>(
  (value) => typeof value === 'object' && value !== null && 'postMessage' in value && typeof value.postMessage === 'function',
);

export function createParentChannel(port: ParentPort): ParentChannel {
  return {
    send: (message) => port.postMessage(message),
    listen(onMessage, onSignOfLife) {
      port.on('message', ({ data }) => {
        onSignOfLife();
        const message = parentMessageSchema.safeParse(data);
        if (message.success) onMessage(message.data);
      });
    },
  };
}
