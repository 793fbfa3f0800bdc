/** The defaults that the contract fixes, and that every field says what it is. */
import { describe, expect, test } from 'vitest';
import { describeType } from '../../../sidecar/config/describe-type.ts';
import { configSchema, findProfile, profileSchema } from '../../../sidecar/config/schema.ts';
import { schemaAt } from '../../../sidecar/config/schema-tree.ts';
import { listSections, listSettings } from '../../../sidecar/config/walk-schema.ts';

const MIB = 1024 * 1024;

test('the defaults are those of the contract', () => {
  expect(configSchema.parse({})).toMatchObject({
    server: { host: 'localhost', port: 4000, basePath: '/mqttx' },
    auth: { mode: 'none', allowAnonymous: false },
    profiles: { local: { url: 'mqtt://127.0.0.1:1883', protocolVersion: 'auto' } },
    defaultProfile: 'local',
    embeddedBroker: { enabled: true, host: '127.0.0.1', port: 1883 },
    mcp: { adHocConnections: true },
    sse: { heartbeatSeconds: 10 },
    stream: { heartbeatSeconds: 15, retryMs: 2000, chunkBytes: MIB, bufferBytes: 4 * MIB, slowConsumer: 'disconnect', lingerSeconds: 60 },
    history: { store: 'memory', maxAgeSeconds: 300, maxMessages: 100_000, maxBytes: 64 * MIB },
    limits: { bodyBytes: 4 * MIB },
    policy: { readOnly: false, rules: [], brokers: [] },
  });
});

test('a configuration that was parsed parses to itself', () => {
  const config = configSchema.parse({ server: { tls: { cert: 'c', key: 'k' } }, profiles: { a: { url: 'wss://a/mqtt', password: 'x' } } });
  expect(configSchema.parse(config)).toEqual(config);
});

describe('every setting', () => {
  test.each(listSettings())('$key says what it means, in one sentence', ({ description }) => {
    expect(description).toMatch(/^\S.*\.$/s);
  });

  test.each(listSettings())('$key says what is allowed', ({ type }) => {
    expect(type).not.toMatch(/null|undefined|Infinity|9007199254740991|^value$/);
    expect(type).not.toBe('');
  });

  test.each(listSettings().filter(({ key }) => /(?:Bytes|Seconds|Ms|port)$/.test(key)))('$key has a range', ({ type }) => {
    expect(type).toMatch(/^(?:integer|number) from [\d.]+ to \d+$/);
  });

  test.each(listSettings().filter(({ key }) => /password|token$|secret|\.key$/i.test(key)))('$key is marked as secret', ({ secret }) => {
    expect(secret).toMatch(/value|pem/);
  });

  test.each(listSections())('the section $name says what it is for', ({ description }) => {
    expect(description).toMatch(/^\S.*\.$/);
  });
});

test('words for lists of plain values name the values', () => {
  const schema = schemaAt(configSchema, ['server', 'allowedHosts']);
  expect(schema === undefined ? '' : describeType(schema)).toBe('list of: host name or IP address (IPv6 without brackets)');
});

test.each([
  ['server', 'prot'],
  ['server', 'port', 'x'],
  ['server', 'toString'],
  ['server', 0],
])('the schema knows no place %s.%s', (...path) => {
  expect(schemaAt(configSchema, path)).toBeUndefined();
});

describe('profiles', () => {
  test('are found by name, and by their own names only', () => {
    const config = configSchema.parse({ profiles: { a: { url: 'mqtt://a' } } });
    expect(findProfile(config, 'a')?.url).toBe('mqtt://a');
    expect(findProfile(config, 'local')?.url).toBe('mqtt://127.0.0.1:1883');
    expect(findProfile(config, 'toString')).toBeUndefined();
  });

  test.each(['mqtt://a', 'mqtts://a:8883', 'ws://a/mqtt', 'wss://u:p@[::1]:9/x?y=z', 'MQTT://a'])('may have the address %s', (url) => {
    expect(profileSchema.safeParse({ url }).success).toBe(true);
  });

  test.each(['', 'a', 'mqtt:a', 'mqtt://', 'http://a', 'mqtt://a:99999'])('may not have the address %j', (url) => {
    expect(profileSchema.safeParse({ url }).success).toBe(false);
  });
});

describe('origins', () => {
  test.each(['https://a.example', 'http://a:8080', 'app://mqttx', 'http://[::1]:3000'])('%s is one', (origin) => {
    expect(configSchema.safeParse({ server: { allowedOrigins: [origin] } }).success).toBe(true);
  });

  test.each(['*', 'a.example', 'https://a.example/', 'https://A.example', 'https://u@a', 'null'])('%s is none', (origin) => {
    expect(configSchema.safeParse({ server: { allowedOrigins: [origin] } }).success).toBe(false);
  });
});

test.each(['a/b', 'eq a/+', '${username}/#', '+/${clientid}', '$share/g/a'])('a role may speak of the topic %s', (topic) => {
  const roles = { r: [{ permission: 'allow', action: 'all', topic }] };
  expect(configSchema.safeParse({ auth: { roles } }).success).toBe(true);
});
