/**
 * The state of a broker connection on its way from the instance that holds it to those that use it. Times are the holder's:
 * instances are expected to keep their clocks (NTP), and nothing but what people see depends on it. Pure.
 */
import { z } from 'zod';
import type { ConnectionState } from '../mqtt/types.ts';
import { receiveError, sharedErrorSchema, shareError } from './shared-error.ts';

const since = z.number();

const sharedStateSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('connecting'), since }),
  z.object({ name: z.literal('connected'), since, protocolVersion: z.literal([4, 5]), sessionPresent: z.boolean() }),
  z.object({
    name: z.literal('reconnecting'),
    since,
    attempt: z.int(),
    nextTryAt: z.number().exactOptional(),
    reason: z.string(),
  }),
  z.object({ name: z.literal('disconnected'), since }),
  z.object({ name: z.literal('failed'), since, error: sharedErrorSchema }),
]);

type SharedState = z.output<typeof sharedStateSchema>;

export const toldStateSchema = z.object({
  profile: z.string(),
  /** The instance that tells it. */
  holder: z.string(),
  /** Its name, for people. */
  name: z.string(),
  epoch: z.string(),
  clientId: z.string(),
  state: sharedStateSchema,
});

export type ToldState = z.output<typeof toldStateSchema>;

export function shareState(state: ConnectionState): SharedState {
  return state.name === 'failed' ? { ...state, error: shareError(state.error) } : state;
}

export function receiveState(state: SharedState): ConnectionState {
  return state.name === 'failed' ? { ...state, error: receiveError(state.error) } : state;
}
