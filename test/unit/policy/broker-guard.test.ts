/** Which brokers may be reached: patterns, names that mean something else, and names that change their meaning. */
import type { LookupAddress } from 'node:dns';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { guardBroker } from '../../../sidecar/policy/broker-guard.ts';
import { brokerPatternProblem, parseBrokerPatterns } from '../../../sidecar/policy/broker-patterns.ts';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'broker.lan': ['10.0.0.5'],
  'public.example.com': ['93.184.216.34', '2606:2800:220:1::1'],
  'rebind.example.com': ['127.0.0.1'],
  'mapped.example.com': ['::ffff:169.254.169.254'],
  'mixed.example.com': ['192.168.1.1', '93.184.216.34'],
  '0x7f.1': ['127.0.0.1'],
};

const addressesOf = (name: string): LookupAddress[] =>
  (NAMES[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const unknown = (name: string): NodeJS.ErrnoException => Object.assign(new Error(`${name} is not known`), { code: 'ENOTFOUND' });

function guarded(brokers: readonly string[], url: string, profiles: readonly string[] = []) {
  return guardBroker(
    {
      patterns: parseBrokerPatterns(brokers),
      profiles,
      resolve: (name, callback) => (name in NAMES ? callback(null, addressesOf(name)) : callback(unknown(name), [])),
    },
    url,
  );
}

describe('a pattern', () => {
  it.each([
    'broker.lan',
    'broker.lan:8883',
    '*.example.com',
    '10.0.0.0/8',
    '10.0.0.5:1883',
    '::1',
    '[::1]:1883',
    '[fd00::/8]:1883',
    'fd00::/8',
  ])('may be %s', (text) => expect(brokerPatternProblem(text)).toBeUndefined());

  it.each(['', '*', 'a b', 'mqtt://a', 'host:0', 'host:99999', '10.0.0.0/33', '10.0.0.0/x', 'name/8', '[name]:1', 'a.*.b', '-a', ':1883'])(
    'may not be "%s"',
    (text) => expect(brokerPatternProblem(text)).toBeTypeOf('string'),
  );
});

describe('an address', () => {
  it.each([
    [[], 'mqtt://127.0.0.1'],
    [['127.0.0.0/8'], 'mqtt://127.0.0.1:1883'],
    [['127.0.0.1:1883'], 'mqtt://127.0.0.1'],
    [['[::1]:1883'], 'mqtt://[::1]:1883'],
    [['broker.lan'], 'mqtts://BROKER.lan.:8883'],
    [['broker.lan:8883'], 'mqtts://broker.lan'],
    [['10.0.0.0/8'], 'mqtt://broker.lan'],
    [['*.example.com'], 'wss://public.example.com/mqtt'],
    [['*.example.com', '127.0.0.1'], 'mqtt://rebind.example.com'],
    // Connecting to it fails in the socket's own words.
    [['10.0.0.0/8'], 'mqtt://unknown.lan'],
  ])('under %j may be %s', async (brokers, url) => {
    await expect(guarded(brokers, url)).resolves.not.toBeNull();
  });

  it.each([
    [['10.0.0.0/8'], 'mqtt://127.0.0.1'],
    [['elsewhere'], 'mqtt://unknown.lan'],
    [['127.0.0.1:1883'], 'mqtt://127.0.0.1:6379'],
    [['broker.lan:8883'], 'mqtt://broker.lan:22'],
    [['*.example.com'], 'mqtt://example.com'],
    [['*.example.com'], 'mqtt://notexample.com'],
    [['*.example.com'], 'mqtt://rebind.example.com'],
    [['*.example.com'], 'ws://mapped.example.com'],
    [['*.example.com', '10.0.0.0/8'], 'mqtt://0x7f.1'],
    [['10.0.0.0/8'], 'mqtt://public.example.com'],
    [['10.0.0.0/8'], 'mqtt://[::ffff:127.0.0.1]'],
  ])('under %j may not be %s', async (brokers, url) => {
    await expect(guarded(brokers, url)).rejects.toMatchObject({ code: 'broker-not-allowed' });
  });

  it('of a profile needs no pattern', async () => {
    await expect(guarded(['broker.lan'], 'mqtt://127.0.0.1:1884', ['mqtt://u:p@127.0.0.1:1884'])).resolves.toBeUndefined();
    await expect(guarded(['broker.lan'], 'mqtt://127.0.0.1:1885', ['mqtt://u:p@127.0.0.1:1884'])).rejects.toThrow('127.0.0.1:1885');
  });

  it('that a name has is named in the refusal', async () => {
    await expect(guarded(['*.example.com'], 'mqtt://rebind.example.com')).rejects.toThrow('rebind.example.com:1883, which is 127.0.0.1,');
  });
});

describe('the lookup of a socket', () => {
  it('gives only the addresses that are allowed', async () => {
    const lookup = await guarded(['*.example.com'], 'mqtt://mixed.example.com');
    if (lookup === undefined) throw new Error('the name is not guarded');
    const found = await new Promise((resolve) => lookup('mixed.example.com', { all: true }, (_error, addresses) => resolve(addresses)));
    expect(found).toEqual([{ address: '93.184.216.34', family: 4 }]);
  });

  it('refuses a name that means another address by then', async () => {
    let addresses = addressesOf('public.example.com');
    const lookup = await guardBroker(
      { patterns: parseBrokerPatterns(['*.example.com']), profiles: [], resolve: (_name, callback) => callback(null, addresses) },
      'mqtt://turning.example.com',
    );
    if (lookup === undefined) throw new Error('the name is not guarded');
    addresses = addressesOf('rebind.example.com');
    await expect(promisify(lookup)('turning.example.com', { all: true })).rejects.toMatchObject({ code: 'broker-not-allowed' });
  });
});
