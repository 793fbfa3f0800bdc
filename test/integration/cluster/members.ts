/** Parts of instances without the instances: what they have of Redis, to be put together as a test needs it. Ended with the test. */
import { onTestFinished } from 'vitest';
import { Bus } from '../../../sidecar/cluster/bus.ts';
import { newInstanceTag, Peers } from '../../../sidecar/cluster/peers.ts';
import { RedisLink } from '../../../sidecar/hub/log/redis-link.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

export interface Member {
  readonly tag: string;
  readonly link: RedisLink;
  readonly peers: Peers;
  readonly bus: Bus;
  /** As if the process was killed: nothing is said to anybody, and its key is gone as after its expiry. */
  die(): Promise<void>;
}

export interface Members {
  readonly redis: TestRedis;
  /** @param hold delays what it finds out of who lives, as a busy Redis does */
  join(name: string, hold?: (asked: readonly string[]) => Promise<void>): Promise<Member>;
}

class HeldPeers extends Peers {
  readonly #hold: (asked: readonly string[]) => Promise<void>;

  constructor(parts: ConstructorParameters<typeof Peers>[0], hold: (asked: readonly string[]) => Promise<void>) {
    super(parts);
    this.#hold = hold;
  }

  override async alive(tags: readonly string[]): Promise<ReadonlySet<string>> {
    const living = await super.alive(tags);
    await this.#hold(tags);
    return living;
  }
}

export async function gather(): Promise<Members> {
  const redis = await startRedis();
  onTestFinished(() => redis.dispose());
  const log = createLog({ level: 'silent' });
  return {
    redis,
    async join(name, hold = async () => {}) {
      const link = new RedisLink({ url: redis.url, name, log });
      onTestFinished(() => link.close());
      const tag = newInstanceTag();
      await link.whenUp(10_000);
      const peers = new HeldPeers({ link, tag, name }, hold);
      await peers.announce();
      const bus = new Bus({ link, instance: tag, peers, log });
      onTestFinished(() => bus.close());
      onTestFinished(() => peers.close());
      await bus.ready();
      return {
        tag,
        link,
        peers,
        bus,
        async die() {
          await peers.close();
          link.close();
        },
      };
    },
  };
}
