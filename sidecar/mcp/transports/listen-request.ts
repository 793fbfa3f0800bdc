/** What a `subscriptions/listen` request asks for, and the same request asking for less. Pure; the SDK checks the rest of it. */
import { CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ClientInfo } from '../session.ts';

const listenSchema = z.looseObject({
  method: z.literal('subscriptions/listen'),
  params: z.looseObject({
    notifications: z.looseObject({ resourceSubscriptions: z.array(z.string()) }),
    _meta: z
      .looseObject({ [CLIENT_INFO_META_KEY]: z.object({ name: z.string(), version: z.string() }).optional().catch(undefined) })
      .optional(),
  }),
});

type Parsed = z.output<typeof listenSchema>;

export interface ListenRequest {
  readonly uris: readonly string[];
  readonly client: ClientInfo | undefined;
  narrowedTo(uris: readonly string[]): Parsed;
}

/** Undefined for every other message, and for a listener that names no resources. */
export function listenRequest(message: unknown): ListenRequest | undefined {
  // Looked at first, because this stands in the way of every call.
  if (typeof message !== 'object' || message === null || !('method' in message) || message.method !== 'subscriptions/listen')
    return undefined;
  const parsed = listenSchema.safeParse(message);
  if (!parsed.success) return undefined;
  const { params } = parsed.data;
  return {
    uris: params.notifications.resourceSubscriptions,
    client: params._meta?.[CLIENT_INFO_META_KEY],
    narrowedTo: (resourceSubscriptions) => ({
      ...parsed.data,
      params: { ...params, notifications: { ...params.notifications, resourceSubscriptions: [...resourceSubscriptions] } },
    }),
  };
}
