/**
 * What has to happen in Redis in one step, as scripts. The log of a profile is a stream whose ids are the numbers of the
 * messages, and a hash beside it with its epoch and last number. Only who holds the profile's lease may write: the lease is
 * looked at in the same step, so that a holder that has lost it without knowing changes nothing (fencing).
 */
import { redisScript } from './redis-link.ts';

/**
 * KEYS: lease, meta, log. ARGV: holder, epoch, number before the first message, number of the oldest message to keep, count of
 * messages; then header, topic, payload and properties of each.
 * Replies `ok`, also where an earlier attempt had been done and its reply was lost; `fenced` without the lease; `lost` where
 * the log in Redis does not go on from there.
 */
export const appendScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'fenced' end
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
if meta[1] ~= ARGV[2] then return 'lost' end
local seq, base, count = tonumber(meta[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
if seq == base + count then return 'ok' end
if seq ~= base then return 'lost' end
for i = 1, count do
  local at = 2 + i * 4
  redis.call('XADD', KEYS[3], string.format('%.0f-0', base + i), 'h', ARGV[at], 't', ARGV[at + 1], 'p', ARGV[at + 2], 'x', ARGV[at + 3])
end
redis.call('HSET', KEYS[2], 'seq', string.format('%.0f', base + count))
redis.call('XTRIM', KEYS[3], 'MINID', ARGV[4] .. '-0')
return 'ok'`);

/**
 * KEYS: lease, meta. ARGV: instance, milliseconds, epoch and number to begin with where there is no log, client id to use
 * where none is known.
 * Replies with who holds the lease now, and where that is the instance that asks, with epoch, last number and client id.
 */
export const acquireScript = redisScript(`
local held = redis.call('GET', KEYS[1])
if held and string.match(held, '^%S+') ~= ARGV[1] then return {held} end
local holder = ARGV[1] .. ' ' .. redis.call('HINCRBY', KEYS[2], 'fence', 1)
redis.call('SET', KEYS[1], holder, 'PX', ARGV[2])
if redis.call('HEXISTS', KEYS[2], 'epoch') == 0 then redis.call('HSET', KEYS[2], 'epoch', ARGV[3], 'seq', ARGV[4]) end
redis.call('HSETNX', KEYS[2], 'client', ARGV[5])
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq', 'client')
return {holder, meta[1], meta[2], meta[3]}`);

/**
 * KEYS: lease, meta. ARGV: holder, milliseconds, fencing token of the holder.
 * Replies 1 if the lease is still the holder's, 2 if it is again: Redis may have lost it with all else, as long as nobody has
 * had it since.
 */
export const renewScript = redisScript(`
local held = redis.call('GET', KEYS[1])
if held == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if held then return 0 end
local fence = redis.call('HGET', KEYS[2], 'fence')
if fence and fence ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 2`);

/** KEYS: lease. ARGV: holder. */
export const releaseScript = redisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/** KEYS: lease, hash. ARGV: holder, then field and value of each change; an empty value deletes. Replies 1 if it was done. */
export const changeHashScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[2], ARGV[i]) else redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
end
return 1`);
