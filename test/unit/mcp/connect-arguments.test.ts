/** What the arguments of `mqttConnect` mean, and which of them cannot stand together. */
import { describe, expect, it } from 'vitest';
import { connectArguments, connectionOptions, type ProfileSource } from '../../../sidecar/mcp/connect-arguments.ts';

const plant = {
  url: 'mqtts://plant.example:8883',
  username: 'line3',
  password: 'configured',
  tls: { ca: 'AUTHORITY', rejectUnauthorized: true },
  protocolVersion: 'auto',
  keepaliveSeconds: 60,
  cleanStart: true,
  reconnect: { minMs: 1, maxMs: 1, factor: 1, jitter: 0 },
  connectTimeoutMs: 1,
} as const;

const profiles: ProfileSource = {
  all: [],
  names: ['plant'],
  optionsOf: (name) => (name === 'plant' ? plant : undefined),
  adHoc: true,
};

const options = (given: Record<string, unknown>) => connectionOptions(connectArguments.parse(given), profiles);

describe('where mqttConnect connects to', () => {
  it.each([
    [{ host: 'broker.example' }, 'mqtt://broker.example:1883'],
    [{ host: 'broker.example', tls: {} }, 'mqtts://broker.example:8883'],
    [{ host: '::1', port: 1884 }, 'mqtt://[::1]:1884'],
    [{ url: 'mqtt://broker.example' }, 'mqtt://broker.example'],
    [{ url: 'mqtt://broker.example', port: 1884 }, 'mqtt://broker.example:1884'],
    [{ url: 'mqtt://broker.example:1884', port: '1884' }, 'mqtt://broker.example:1884'],
    [{ host: 'mqtts://me:p%40ss@broker.example', port: 8884 }, 'mqtts://me:p%40ss@broker.example:8884'],
    [{ host: 'wss://broker.example/mqtt', port: 8084 }, 'wss://broker.example:8084/mqtt'],
  ])('takes %j for %s', (given, url) => {
    expect(options(given).url).toBe(url);
  });

  it.each([
    [{ url: 'mqtt://broker.example:1883', port: 8883 }, /names port 1883, and "port" says 8883/],
    [{ host: 'mqtt://broker.example:1883', port: 8883 }, /names port 1883, and "port" says 8883/],
    [{ profile: 'plant', port: 1883 }, /"profile" and "port" cannot be given together/],
  ])('refuses %j, of which a part would not count', (given, text) => {
    expect(() => options(given)).toThrow(text);
  });
});

describe('TLS of mqttConnect', () => {
  it.each([{ url: 'mqtt://broker.example' }, { url: 'ws://broker.example' }, { host: 'mqtt://broker.example' }])(
    'is not believed to be there with %j',
    (given) => {
      expect(() => options({ ...given, tls: { ca: 'PEM' } })).toThrow(/is not encrypted/);
    },
  );

  it.each([{ rejectUnauthorized: false }, { ca: 'OTHER' }, { servername: 'other.example' }])(
    'verifies the broker of a profile as configured, and not by %j',
    (tls) => {
      expect(() => options({ profile: 'plant', tls })).toThrow(/profile "plant" is verified is part of the profile/);
    },
  );

  it('takes a client certificate beside a profile', () => {
    const { tls, password } = options({ profile: 'plant', tls: { cert: 'CERTIFICATE', key: 'KEY', rejectUnauthorized: 'true' } });
    expect([tls, password]).toEqual([{ ca: 'AUTHORITY', rejectUnauthorized: true, cert: 'CERTIFICATE', key: 'KEY' }, 'configured']);
  });
});
