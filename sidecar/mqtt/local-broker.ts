/**
 * Decides whether the sidecar brings its own broker: only where nothing listens at the address that the profile `local`
 * points to, so that a user without a broker can begin and a user with one is left alone.
 */
import type { Config } from '../config/schema.ts';
import { parseBrokerUrl } from './broker-url.ts';

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** Whether the profile `local` is meant to reach the embedded broker. Pure. */
export function isEmbeddedBrokerWanted({ embeddedBroker, profiles }: Pick<Config, 'embeddedBroker' | 'profiles'>): boolean {
  if (!embeddedBroker.enabled) return false;
  const { scheme, host, port } = parseBrokerUrl(profiles.local.url);
  return (
    scheme === 'mqtt' &&
    (host === embeddedBroker.host || LOOPBACK_HOSTS.has(host)) &&
    (port === embeddedBroker.port || embeddedBroker.port === 0)
  );
}
