import { describe, expect, it } from 'vitest';
import { planClient } from '../../../sidecar/mqtt/client-options.ts';
import type { ConnectionOptions } from '../../../sidecar/mqtt/types.ts';
import { testConnectionOptions } from '../../support/mqtt.ts';

function plan(options: Partial<ConnectionOptions>) {
  return planClient({ ...testConnectionOptions, url: 'mqtt://broker', ...options }).options;
}

describe('credentials', () => {
  it('come from the URL unless they are given by name', () => {
    expect(plan({ url: 'mqtt://me:mine@broker' })).toMatchObject({ username: 'me', password: 'mine' });
    expect(plan({ url: 'mqtt://me:mine@broker', username: 'you' })).toMatchObject({ username: 'you', password: 'mine' });
    expect(plan({ username: 'me' })).not.toHaveProperty('password');
  });

  it('with a password alone have an empty user name, which 3.1.1 needs', () => {
    expect(plan({ password: 'token' })).toMatchObject({ username: '', password: 'token' });
  });
});

describe('the address', () => {
  it('of an IPv6 broker stands in brackets only where a URL is made of it', () => {
    expect(plan({ url: 'mqtt://[::1]' })).toMatchObject({ protocol: 'mqtt', host: '::1', port: 1883 });
    expect(plan({ url: 'ws://[::1]:8083/mqtt?key=1' })).toMatchObject({ protocol: 'ws', host: '[::1]', port: 8083, path: '/mqtt?key=1' });
  });
});

describe('TLS options', () => {
  it('go to the WebSocket as a whole', () => {
    const tls = { servername: 'other', alpn: ['mqtt'], rejectUnauthorized: false };
    const expected = { servername: 'other', ALPNProtocols: ['mqtt'], rejectUnauthorized: false };
    expect(plan({ url: 'wss://broker/mqtt', tls })).toMatchObject({ ...expected, wsOptions: expected });
    expect(plan({ url: 'mqtts://broker', tls })).toMatchObject(expected);
  });

  it('check the certificate of the broker unless told otherwise', () => {
    expect(plan({ url: 'mqtts://broker' })).toMatchObject({ rejectUnauthorized: true });
  });

  it('that carry no certificate are left out without TLS', () => {
    expect(plan({ tls: { rejectUnauthorized: false } })).not.toHaveProperty('rejectUnauthorized');
  });
});

describe('the will', () => {
  it('carries its delay and properties', () => {
    const payload = Buffer.from('gone');
    const will = {
      topic: 'a',
      payload,
      qos: 1,
      retain: true,
      delaySeconds: 5,
      properties: { contentType: 'x', subscriptionIdentifier: [1] },
    } as const;
    expect(plan({ will }).will).toEqual({
      topic: 'a',
      payload,
      qos: 1,
      retain: true,
      properties: { contentType: 'x', willDelayInterval: 5 },
    });
  });

  it('that MQTT does not allow is refused', () => {
    const will = { topic: 'a', payload: Buffer.from(''), qos: 0, retain: false, properties: { messageExpiryInterval: -1 } } as const;
    expect(() => plan({ will })).toThrow(/messageExpiryInterval/);
  });
});
