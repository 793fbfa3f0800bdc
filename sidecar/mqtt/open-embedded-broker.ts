/** Starts the embedded broker where the configuration wants one and its place is free, and tells the profile `local` where it is. */
import type { Config } from '../config/schema.ts';
import { startEmbeddedBrokerIfFree, type EmbeddedBroker } from './embedded-broker.ts';
import { isEmbeddedBrokerWanted } from './local-broker.ts';
import type { ProfileRegistry } from './profile-registry.ts';

export async function openEmbeddedBroker(
  config: Config,
  registry: ProfileRegistry,
): Promise<(EmbeddedBroker & { url: string }) | undefined> {
  if (!isEmbeddedBrokerWanted(config)) return undefined;
  const broker = await startEmbeddedBrokerIfFree(config.embeddedBroker);
  if (broker === undefined) return undefined;
  const url = `mqtt://${config.embeddedBroker.host}:${broker.port}`;
  if (config.embeddedBroker.port === 0) registry.moveLocal(url);
  return { ...broker, url };
}
