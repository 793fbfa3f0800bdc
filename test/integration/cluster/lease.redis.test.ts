import { expect, onTestFinished, test } from 'vitest';
import { profileKeys } from '../../../sidecar/cluster/keys.ts';
import { Lease, tokenOf } from '../../../sidecar/cluster/lease.ts';
import { until } from '../../support/polling.ts';
import { gather, type Members } from './members.ts';

const keys = profileKeys('local');
const beginning = { epoch: 'e', seq: 0, clientId: 'client' };

async function leaseOf(members: Members, name: string) {
  const { link, tag } = await members.join(name);
  const seen = { lost: 0, retaken: 0 };
  const lease = new Lease({ link, keys, instance: tag, onLost: () => (seen.lost += 1), onRetaken: () => (seen.retaken += 1) });
  onTestFinished(() => lease.release());
  return { lease, tag, seen };
}

test('one of two has the lease, and the other is told which', async () => {
  const members = await gather();
  const [one, other] = [await leaseOf(members, 'one'), await leaseOf(members, 'other')];
  expect(await one.lease.acquire(beginning)).toMatchObject({ epoch: 'e', seq: 0, clientId: 'client' });
  expect(await other.lease.acquire({ ...beginning, epoch: 'other', clientId: 'another' })).toEqual({ heldBy: one.tag });
  expect([one.lease.isValid, other.lease.isValid]).toEqual([true, false]);
});

test('who takes it next has a higher token, and the log and the client id as they were', async () => {
  const members = await gather();
  const [one, other] = [await leaseOf(members, 'one'), await leaseOf(members, 'other')];
  const before = await one.lease.acquire(beginning);
  await one.lease.release();
  expect(one.lease.isValid).toBe(false);
  const after = await other.lease.acquire({ epoch: 'other', seq: 9, clientId: 'another' });
  expect(after).toMatchObject({ epoch: 'e', seq: 0, clientId: 'client' });
  if (!('holder' in before) || !('holder' in after)) throw new Error('The lease was not taken.');
  expect(tokenOf(after.holder)).toBeGreaterThan(tokenOf(before.holder));
  expect(one.seen).toEqual({ lost: 0, retaken: 0 });
});

test('who releases what another one has by now takes nothing from him', async () => {
  const members = await gather();
  const [one, other] = [await leaseOf(members, 'one'), await leaseOf(members, 'other')];
  await one.lease.acquire(beginning);
  await members.redis.client.del(keys.lease);
  await other.lease.acquire(beginning);
  await one.lease.release();
  expect(await members.redis.client.get(keys.lease)).toBe(other.lease.holder);
});

test('a holder notices at his next renewal that another one has it', async () => {
  const members = await gather();
  const [one, other] = [await leaseOf(members, 'one'), await leaseOf(members, 'other')];
  await one.lease.acquire(beginning);
  await members.redis.client.del(keys.lease);
  await other.lease.acquire(beginning);
  await until('it is lost', () => one.seen.lost === 1);
  expect([one.lease.isValid, one.lease.holder, other.lease.isValid]).toEqual([false, undefined, true]);
});

test('what Redis has lost is taken again as long as nobody has had it since', async () => {
  const members = await gather();
  const one = await leaseOf(members, 'one');
  await one.lease.acquire(beginning);
  await members.redis.client.flushall();
  await until('it is taken again', () => one.seen.retaken === 1);
  expect([one.lease.isValid, one.seen.lost, await members.redis.client.get(keys.lease)]).toEqual([true, 0, one.lease.holder]);
});

test('it is lost where somebody has had it in between, though nobody has it now', async () => {
  const members = await gather();
  const [one, other] = [await leaseOf(members, 'one'), await leaseOf(members, 'other')];
  await one.lease.acquire(beginning);
  await members.redis.client.del(keys.lease);
  await other.lease.acquire(beginning);
  await other.lease.release();
  await until('it is lost', () => one.seen.lost === 1);
  expect(await members.redis.client.get(keys.lease)).toBeNull();
});

test('a holder that cannot reach Redis gives it up by his own clock', async () => {
  const members = await gather();
  const one = await leaseOf(members, 'one');
  await one.lease.acquire(beginning);
  await members.redis.kill();
  await until('it is lost', () => one.seen.lost === 1);
  expect(one.lease.isValid).toBe(false);
});
