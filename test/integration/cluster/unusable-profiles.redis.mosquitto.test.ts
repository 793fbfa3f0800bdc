/** What becomes of the connections of an instance where a profile cannot be used: it does not keep others waiting, nor its lease. */
import { expect, onTestFinished, test } from 'vitest';
import { keptProfilesKey, profileKeys } from '../../../sidecar/cluster/keys.ts';
import { SharedProfile, type SharedProfileParts } from '../../../sidecar/cluster/shared-profile.ts';
import { SharedProfiles } from '../../../sidecar/cluster/shared-profiles.ts';
import { keptField } from '../../../sidecar/cluster/wishes.ts';
import { AppError } from '../../../sidecar/errors.ts';
import { RedisLink, type RedisValue } from '../../../sidecar/hub/log/redis-link.ts';
import type { ConnectionOptions } from '../../../sidecar/mqtt/types.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { wideBounds } from '../../unit/log/support.ts';
import { gather } from './members.ts';

const log = createLog({ level: 'silent' });

/** Redis somewhat further away than the broker. */
class FarLink extends RedisLink {
  override async command(name: string, ...args: readonly RedisValue[]): Promise<unknown> {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return super.command(name, ...args);
  }
}

function optionsFor(url: string): ConnectionOptions {
  const reconnect = { minMs: 50, maxMs: 500, factor: 2, jitter: 0 };
  return { url, protocolVersion: 'auto', keepaliveSeconds: 60, cleanStart: false, reconnect, connectTimeoutMs: 5_000 };
}

async function prepare(): Promise<
  Omit<SharedProfileParts, 'profile' | 'optionsOf'> & { client: Awaited<ReturnType<typeof gather>>['redis']['client'] }
> {
  const { redis, join } = await gather();
  const { bus, peers } = await join('one');
  const link = new FarLink({ url: redis.url, name: 'far', log });
  onTestFinished(() => link.close());
  await link.whenUp(10_000);
  return { link, bus, peers, bounds: wideBounds, lingerMs: 60_000, newClientId: () => 'client', log, client: redis.client };
}

test('a connection that is refused at once, before its holder is ready, is given up', async () => {
  const broker = await startMosquitto({ users: { anna: 'secret' } });
  onTestFinished(() => broker.dispose());
  const { client, ...parts } = await prepare();
  const profile = new SharedProfile({ ...parts, profile: 'local', optionsOf: () => optionsFor(broker.url) });
  onTestFinished(() => profile.stop());
  await client.hset(profileKeys('local').wishes, keptField('a'), JSON.stringify({ topic: 'a/#', qos: 1 }));
  profile.keep();
  await until('it has been tried', async () => (await client.hget(profileKeys('local').state, 'now'))?.includes('"failed"') === true);
  await until('others may have it', async () => (await client.get(profileKeys('local').lease)) === null);
  expect(profile.holder).toBeUndefined();
});

test('a profile whose files cannot be read keeps no other from being taken up', async () => {
  const broker = await startMosquitto();
  onTestFinished(() => broker.dispose());
  const { client, ...parts } = await prepare();
  await client.sadd(keptProfilesKey, 'broken', 'local');
  const profiles = new SharedProfiles({
    ...parts,
    optionsOf(name) {
      if (name === 'broken') throw new AppError('invalid-configuration', 'The file that profiles.broken.tls.ca names cannot be read.');
      return optionsFor(broker.url);
    },
  });
  onTestFinished(() => profiles.stop());
  await until('the other one is held', () => profiles.held === 1);
  expect(profiles.holderOf('local')).toBe('one');
});
