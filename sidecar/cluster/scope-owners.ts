/**
 * Which instance keeps what a caller without a session has on a profile: its subscriptions and its place in what it reads. The
 * first that is asked keeps it, for as long as it is used; a handle of a connection names its instance by itself.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RedisLink } from '../hub/log/redis-link.ts';
import { redisScript } from '../hub/log/redis-link.ts';
import type { Principal } from '../security/principal.ts';
import { ownerOf } from './instance-ids.ts';
import { instanceKey, scopeKey } from './keys.ts';

/** KEYS: scope. ARGV: instance that asks, milliseconds, beginning of the key of an instance. Replies with the owner. */
const claimScript = redisScript(`
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] and redis.call('EXISTS', ARGV[3] .. owner) == 1 then return owner end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`);

const callSchema = z.object({
  method: z.literal('tools/call'),
  params: z.object({
    arguments: z.object({ connection: z.coerce.string().nullish(), profile: z.string().nullish() }).catch({}),
    /** Of a call that waits for an answer in the instance which has asked. */
    requestState: z.string().optional().catch(undefined),
  }),
});

interface ScopeOwnersParts {
  readonly link: RedisLink;
  readonly instance: string;
  readonly isProfile: (name: string) => boolean;
  /** How long a scope outlives its last use. */
  readonly idleMs: number;
}

export class ScopeOwners {
  readonly #parts: ScopeOwnersParts;

  constructor(parts: ScopeOwnersParts) {
    this.#parts = parts;
  }

  /** The instance that a request has to be served by; undefined where any can. Never rejects. */
  async find(body: unknown, principal: Principal): Promise<string | undefined> {
    const call = callSchema.safeParse(body).data?.params;
    const waitsIn = call?.requestState === undefined ? undefined : ownerOf(call.requestState);
    if (waitsIn !== undefined) return waitsIn;
    const reference = call?.arguments.connection ?? call?.arguments.profile ?? undefined;
    if (reference === undefined) return undefined;
    return this.#parts.isProfile(reference) ? this.#claim(reference, principal) : ownerOf(reference);
  }

  async #claim(profile: string, { id }: Principal): Promise<string | undefined> {
    const { link, instance, idleMs } = this.#parts;
    // The id may be long, and is nobody's business who looks into Redis.
    const caller = createHash('sha256').update(id).digest('base64url');
    const key = scopeKey(profile, caller);
    const owner = await link.run(claimScript, [key], [instance, Math.ceil(idleMs), instanceKey('')]).catch(() => undefined);
    return typeof owner === 'string' ? owner : undefined;
  }
}
