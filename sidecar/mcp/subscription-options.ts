/**
 * What the options of MQTT 5 subscriptions come to where a connection is shared: a broker knows one subscription for each filter
 * and connection, so an option of one reader would be everybody's. Used by the scope. Pure.
 */
import { AppError } from '../errors.ts';
import type { ReaderOptions } from '../hub/shared-subscription.ts';
import type { SubscribeOptions } from '../mqtt/types.ts';
import type { ScopedConnection } from './scoped-connection.ts';

/** @throws AppError `invalid-arguments` for what others would feel, on a connection that others read */
export function demandOwn({ profile }: ScopedConnection, { noLocal, retainAsPublished }: SubscribeOptions): void {
  if (profile === undefined || (noLocal !== true && retainAsPublished !== true)) return;
  const option = noLocal === true ? 'noLocal' : 'retainAsPublished';
  throw new AppError(
    'invalid-arguments',
    `The connection of the profile "${profile}" is shared, and ${option} would change what its other readers get.`,
    {
      hint: `Open a connection of your own with mqttConnect {"profile": "${profile}"}, or leave ${option} out.`,
    },
  );
}

/** What the caller asked of its own subscription to the filter: MQTT has one for each filter, so it stays true of a second reader. */
export function keptOptions(
  { subscriptions }: { readonly subscriptions: ReadonlyMap<string, { readonly options: SubscribeOptions }> },
  filter: string,
): Pick<SubscribeOptions, 'noLocal' | 'retainAsPublished'> {
  const { noLocal, retainAsPublished } = subscriptions.get(filter)?.options ?? {};
  return { ...(noLocal === true ? { noLocal } : {}), ...(retainAsPublished === true ? { retainAsPublished } : {}) };
}

/**
 * Retained messages are each reader's own affair, whatever the protocol's version: 0 always, 1 when the subscription is new, 2 never
 * (MQTT 5.0, section 3.8.3.1). The identifier is the caller's own as well; see `identifiersOf`.
 */
export function readerOptions(
  { retainHandling, subscriptionIdentifier: _own, ...options }: SubscribeOptions,
  isKnown: boolean,
): ReaderOptions {
  if (retainHandling === undefined) return options;
  return { ...options, retained: retainHandling === 0 || (retainHandling === 1 && !isKnown) ? 'always' : 'never' };
}
