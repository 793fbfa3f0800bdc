/** The keys of an issuer: kept, renewed, rotated; by a clock that the test turns. */
import { errors, type JSONWebKeySet } from 'jose';
import { describe, expect, it } from 'vitest';
import { KeySet } from '../../../sidecar/security/key-set.ts';
import { publicJwk, signingKey } from '../../support/tokens.ts';

const [first, second] = [signingKey('first'), signingKey('second')];
const [firstJwk, secondJwk] = await Promise.all([publicJwk(first), publicJwk(second)]);

/** An issuer and the clock by which it is asked; waiting turns the clock. */
function arrange() {
  const world = { now: 0, loads: 0, failures: 0, keys: [firstJwk], isAway: false };
  const keys = new KeySet({
    async load(): Promise<JSONWebKeySet> {
      world.loads += 1;
      if (world.isAway) throw new Error('away');
      return { keys: [...world.keys] };
    },
    now: () => world.now,
    async wait(ms) {
      world.now += ms;
    },
    onFailure: () => {
      world.failures += 1;
    },
  });
  const find = async (kid: string): Promise<string> => {
    try {
      await keys.key({ alg: 'ES256', kid }, { payload: '', signature: '' });
      return 'found';
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return 'unknown';
      return error instanceof Error ? error.message : String(error);
    }
  };
  return { world, find, keys };
}

describe('the keys of an issuer', () => {
  it('are fetched once for many tokens', async () => {
    const { world, find } = arrange();
    expect(await Promise.all(Array.from({ length: 100 }, () => find('first')))).toEqual(Array.from({ length: 100 }, () => 'found'));
    world.now += 60_000;
    expect(await find('first')).toBe('found');
    expect(world.loads).toBe(1);
  });

  it('are fetched again for a key that is new, however short after the last time', async () => {
    const { world, find } = arrange();
    await find('first');
    world.now += 1;
    world.keys = [firstJwk, secondJwk];
    expect(await Promise.all(['second', 'first', 'second'].map(find))).toEqual(['found', 'found', 'found']);
    expect(world.loads).toBe(2);
  });

  it('rotate again and again without a wrong refusal', async () => {
    const { world, find } = arrange();
    await find('first');
    for (let round = 0; round < 20; round += 1) {
      world.now += 100;
      const isEven = round % 2 === 0;
      world.keys = isEven ? [secondJwk] : [firstJwk];
      expect(await find(isEven ? 'second' : 'first')).toBe('found');
    }
  });

  it('are not fetched without end for keys that somebody invents', async () => {
    const { world, find } = arrange();
    await find('first');
    const verdicts = new Set<string>();
    for (let minute = 0; minute < 60_000; minute += 100) {
      world.now += 100;
      verdicts.add(await find(`invented-${minute}`));
      expect(await find('first')).toBe('found');
    }
    expect([...verdicts]).toEqual(['unknown']);
    expect(world.loads).toBeLessThan(10);
  });

  it('are fetched once for a storm of unknown keys at the same time', async () => {
    const { world, find } = arrange();
    await find('first');
    world.now += 5_000;
    const verdicts = await Promise.all(Array.from({ length: 500 }, (_, index) => find(`invented-${index}`)));
    expect(new Set(verdicts)).toEqual(new Set(['unknown']));
    expect(world.loads).toBe(2);
  });

  it('grow old and are fetched again beside the work', async () => {
    const { world, find, keys } = arrange();
    await find('first');
    world.now += 11 * 60_000;
    world.keys = [secondJwk];
    expect(await find('first')).toBe('found');
    await keys.key({ alg: 'ES256', kid: 'second' }, { payload: '', signature: '' });
    expect(await find('first')).toBe('unknown');
  });

  it('go on being used while the issuer is away, for a day', async () => {
    const { world, find } = arrange();
    await find('first');
    world.isAway = true;
    world.now += 23 * 3_600_000;
    expect(await find('first')).toBe('found');
    world.now += 3_600_000;
    expect(await find('first')).toMatch(/cannot be fetched at the moment/);
    world.isAway = false;
    world.now += 60_000;
    expect(await find('first')).toBe('found');
  });

  it('say clearly that they cannot be had, and are asked for again soon, not at every request', async () => {
    const { world, find } = arrange();
    world.isAway = true;
    expect(await find('first')).toMatch(/cannot be fetched at the moment/);
    expect(await find('first')).toMatch(/cannot be fetched at the moment/);
    expect([world.loads, world.failures]).toEqual([1, 1]);
    world.isAway = false;
    world.now += 1_000;
    expect(await find('first')).toBe('found');
  });

  it('leave it open whether a key is wrong while nobody can say', async () => {
    const { world, find } = arrange();
    await find('first');
    world.isAway = true;
    world.now += 2_000;
    expect(await find('second')).toMatch(/cannot be fetched at the moment/);
    expect(await find('first')).toBe('found');
  });
});
