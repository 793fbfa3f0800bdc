import { expect, it } from 'vitest';
import { clientNetwork } from '../../../sidecar/security/client-network.ts';
import { trustedProxies } from '../../../sidecar/security/trusted-proxies.ts';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

it('Addresses of one /64 count together, those of another apart', () => {
  expect(clientNetwork('2001:db8::1')).toBe(clientNetwork('2001:db8::ffff:1'));
  expect(clientNetwork('2001:db8::1')).not.toBe(clientNetwork('2001:db8:0:1::1'));
});

it('A number of proxies makes every peer one, a list those that it names', () => {
  expect(trustedProxies(0)('192.0.2.7')).toBe(false);
  expect(trustedProxies(1)('192.0.2.7')).toBe(true);
  const listed = trustedProxies(['10.0.0.0/8', 'linklocal', '2001:db8::1']);
  expect(
    ['10.1.2.3', '::ffff:10.1.2.3', '169.254.1.1', '2001:db8::1', '192.0.2.7', '2001:db8::2'].map((address) => listed(address)),
  ).toEqual([true, true, true, true, false, false]);
});
