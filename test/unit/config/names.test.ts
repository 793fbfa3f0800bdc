/** Every documented name, of the environment and of the command line, does what it says. */
import { describe, expect, test } from 'vitest';
import { profileSchema } from '../../../sidecar/config/schema.ts';
import { isRecord } from '../../../sidecar/config/schema-tree.ts';
import { isSwitch } from '../../../sidecar/config/text-values.ts';
import { listNamedSettings, listSettings } from '../../../sidecar/config/walk-schema.ts';
import { JSON_FILE, loadValid } from '../../support/load-config.ts';

interface Sample {
  /** As it is written in the environment and after a flag. */
  readonly text: string;
  readonly value: unknown;
  /** Other variables that the setting cannot do without. */
  readonly with?: Readonly<Record<string, string>>;
}

const rule = { permission: 'allow', action: 'all', topic: 'a/#', qos: [0, 1], retain: true };
const jwtKey = { MQTTX_SSE_AUTH_JWT_SECRET: 'x' };

/** One for each setting that has a name; that none is missing is a test of its own. */
const samples: Readonly<Record<string, Sample>> = {
  'server.host': { text: '::1', value: '::1' },
  'server.port': { text: '0', value: 0 },
  'server.basePath': { text: '/a/b', value: '/a/b' },
  'server.publicUrl': { text: 'https://a.example/x', value: 'https://a.example/x' },
  'server.trustProxy': { text: '10.0.0.0/8,loopback', value: ['10.0.0.0/8', 'loopback'] },
  'server.allowedOrigins': { text: 'https://a.example, app://b', value: ['https://a.example', 'app://b'] },
  'server.allowedHosts': { text: 'a.example', value: ['a.example'] },
  'server.shutdownSeconds': { text: '2.5', value: 2.5 },
  'server.tls.cert': { text: '/c', value: '/c', with: { MQTTX_SSE_SERVER_TLS_KEY: '/k' } },
  'server.tls.key': { text: '/k', value: '/k', with: { MQTTX_SSE_SERVER_TLS_CERT: '/c' } },
  'server.tls.passphrase': {
    text: 'open sesame',
    value: 'open sesame',
    with: { MQTTX_SSE_SERVER_TLS_CERT: '/c', MQTTX_SSE_SERVER_TLS_KEY: '/k' },
  },
  'server.tls.clientCa': { text: '/ca', value: '/ca', with: { MQTTX_SSE_SERVER_TLS_CERT: '/c', MQTTX_SSE_SERVER_TLS_KEY: '/k' } },
  'server.tls.reloadSeconds': { text: '2', value: 2, with: { MQTTX_SSE_SERVER_TLS_CERT: '/c', MQTTX_SSE_SERVER_TLS_KEY: '/k' } },
  'server.tls.hstsSeconds': { text: '0', value: 0, with: { MQTTX_SSE_SERVER_TLS_CERT: '/c', MQTTX_SSE_SERVER_TLS_KEY: '/k' } },
  'auth.mode': { text: 'token', value: 'token', with: { MQTTX_SSE_AUTH_TOKEN: 'x' } },
  'auth.allowAnonymous': { text: 'true', value: true },
  'auth.token': { text: 'a=b', value: 'a=b' },
  'auth.clockToleranceSeconds': { text: '0', value: 0 },
  'auth.maxTokenBytes': { text: '1024', value: 1024 },
  'auth.jwt.secret': { text: 's,e,c', value: 's,e,c' },
  'auth.jwt.publicKey': { text: '/p', value: '/p' },
  'auth.jwt.jwksUrl': { text: 'https://a/keys', value: 'https://a/keys' },
  'auth.jwt.algorithms': { text: 'HS256,HS512', value: ['HS256', 'HS512'], with: jwtKey },
  'auth.jwt.issuer': { text: '123', value: '123', with: jwtKey },
  'auth.jwt.audience': { text: 'a', value: ['a'], with: jwtKey },
  'auth.oauth2.issuer': { text: 'https://a', value: 'https://a', with: { MQTTX_SSE_AUTH_OAUTH2_AUDIENCE: 'a' } },
  'auth.oauth2.audience': { text: 'a,b', value: ['a', 'b'], with: { MQTTX_SSE_AUTH_OAUTH2_ISSUER: 'https://a' } },
  'auth.certificateRoles': {
    text: 'viewer',
    value: ['viewer'],
    with: {
      MQTTX_SSE_AUTH_ROLES: JSON.stringify({ viewer: [rule] }),
      MQTTX_SSE_SERVER_TLS_CERT: '/c',
      MQTTX_SSE_SERVER_TLS_KEY: '/k',
      MQTTX_SSE_SERVER_TLS_CLIENT_CA: '/ca',
    },
  },
  'auth.roles': { text: JSON.stringify({ viewer: [rule] }), value: { viewer: [rule] } },
  'admin.token': { text: 'x', value: 'x' },
  'profiles': { text: '{"local":{"url":"mqtt://a"}}', value: { local: profileSchema.parse({ url: 'mqtt://a' }) } },
  'defaultProfile': { text: 'a', value: 'a', with: { MQTTX_SSE_PROFILES: '{"a":{"url":"mqtt://a"}}' } },
  'embeddedBroker.enabled': { text: 'off', value: false },
  'embeddedBroker.host': { text: '0.0.0.0', value: '0.0.0.0' },
  'embeddedBroker.port': { text: '1884', value: 1884 },
  'forward': {
    text: '[{"from":"a","to":"local","topics":["x/#"]}]',
    value: [{ from: 'a', to: 'local', topics: ['x/#'], prefix: '', qos: 1 }],
    with: { MQTTX_SSE_PROFILES: '{"a":{"url":"mqtt://a"}}' },
  },
  'mcp.handleIdleSeconds': { text: '60', value: 60 },
  'mcp.adHocConnections': { text: 'no', value: false },
  'sse.heartbeatSeconds': { text: '0.5', value: 0.5 },
  'stream.heartbeatSeconds': { text: '30', value: 30 },
  'stream.retryMs': { text: '100', value: 100 },
  'stream.chunkBytes': { text: '16', value: 16 },
  'stream.bufferBytes': { text: '65536', value: 65_536 },
  'stream.slowConsumer': { text: 'drop-oldest', value: 'drop-oldest' },
  'stream.lingerSeconds': { text: '0', value: 0 },
  'history.store': { text: 'redis', value: 'redis', with: { MQTTX_SSE_CLUSTER_REDIS_URL: 'redis://a' } },
  'history.path': { text: '/h', value: '/h' },
  'history.sync': { text: 'full', value: 'full' },
  'history.maxAgeSeconds': { text: '60', value: 60 },
  'history.maxMessages': { text: '10', value: 10 },
  'history.maxBytes': { text: '1048576', value: 1_048_576 },
  'cluster.redisUrl': { text: 'rediss://a:1/2', value: 'rediss://a:1/2' },
  'cluster.redisTls.ca': { text: '/ca', value: '/ca', with: { MQTTX_SSE_CLUSTER_REDIS_URL: 'rediss://a' } },
  'cluster.redisTls.cert': {
    text: '/c',
    value: '/c',
    with: { MQTTX_SSE_CLUSTER_REDIS_URL: 'rediss://a', MQTTX_SSE_CLUSTER_REDIS_TLS_KEY: '/k' },
  },
  'cluster.redisTls.key': {
    text: '/k',
    value: '/k',
    with: { MQTTX_SSE_CLUSTER_REDIS_URL: 'rediss://a', MQTTX_SSE_CLUSTER_REDIS_TLS_CERT: '/c' },
  },
  'cluster.redisTls.passphrase': { text: 'open sesame', value: 'open sesame', with: { MQTTX_SSE_CLUSTER_REDIS_URL: 'rediss://a' } },
  'cluster.redisTls.servername': { text: 'redis', value: 'redis', with: { MQTTX_SSE_CLUSTER_REDIS_URL: 'rediss://a' } },
  'cluster.instanceId': { text: 'one', value: 'one' },
  'policy.readOnly': { text: '1', value: true },
  'policy.rules': { text: '[{"decision":"ask","tool":"mqttPublish"}]', value: [{ decision: 'ask', tool: 'mqttPublish' }] },
  'policy.brokers': { text: '*.example.com,10.0.0.0/8,b:1883', value: ['*.example.com', '10.0.0.0/8', 'b:1883'] },
  'policy.askTimeoutSeconds': { text: '5', value: 5 },
  'audit.store': { text: 'sqlite', value: 'sqlite', with: { MQTTX_SSE_AUDIT_PATH: '/a' } },
  'audit.path': { text: '/a', value: '/a' },
  'audit.maxEntries': { text: '100', value: 100 },
  'audit.maxAgeDays': { text: '1', value: 1 },
  'limits.sessions': { text: '1', value: 1 },
  'limits.connectionsPerSession': { text: '1', value: 1 },
  'limits.subscriptionsPerSession': { text: '1', value: 1 },
  'limits.bufferMessages': { text: '1', value: 1 },
  'limits.bufferBytes': { text: '1024', value: 1024 },
  'limits.idleSessionSeconds': { text: '1', value: 1 },
  'limits.publishesPerMinute': { text: '60', value: 60 },
  'limits.apiPublishesPerMinute': { text: '1', value: 1 },
  'limits.bodyBytes': { text: '1024', value: 1024 },
  'limits.streams': { text: '1', value: 1 },
  'limits.streamsPerAddress': { text: '1', value: 1 },
  'limits.streamsPerUser': { text: '1', value: 1 },
  'limits.connectionsPerAddress': { text: '1', value: 1 },
  'limits.headerBytes': { text: '1024', value: 1024 },
  'limits.headerSeconds': { text: '1', value: 1 },
  'limits.requestSeconds': { text: '1', value: 1 },
  'limits.subscriptions': { text: '1', value: 1 },
  'log.level': { text: 'silent', value: 'silent' },
  'log.file': { text: '/l', value: '/l' },
};

const named = listNamedSettings().flatMap((setting) => {
  const sample = samples[setting.key];
  return sample === undefined ? [] : [{ ...setting, sample }];
});

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, step) => (isRecord(inner) ? inner[step] : undefined), value);
}

test('there is a sample for every setting that has a name', () => {
  expect(Object.keys(samples)).toEqual(listNamedSettings().map((setting) => setting.key));
});

describe.each(named)('$key', ({ path, schema, names, sample }) => {
  const env = sample.with ?? {};

  test(`is set by ${names.variable}`, () => {
    expect(valueAt(loadValid({ env: { ...env, [names.variable]: sample.text } }).config, path)).toEqual(sample.value);
  });

  test.each(names.flags)('is set by --%s', (flag) => {
    expect(valueAt(loadValid({ env, argv: [`--${flag}=${sample.text}`] }).config, path)).toEqual(sample.value);
    const argv = isSwitch(schema) ? [sample.value === true ? `--${flag}` : `--no-${flag}`] : [`--${flag}`, sample.text];
    expect(valueAt(loadValid({ env, argv }).config, path)).toEqual(sample.value);
  });

  test('is set by a file', () => {
    const value: unknown =
      typeof sample.value === 'object' ? loadValid({ env: { ...env, [names.variable]: sample.text } }).config : undefined;
    const written = value === undefined ? sample.value : valueAt(value, path);
    const tree = path.toReversed().reduce<unknown>((inner, step) => ({ [step]: inner }), written);
    expect(valueAt(loadValid({ env, files: { [JSON_FILE]: JSON.stringify(tree) } }).config, path)).toEqual(sample.value);
  });
});

describe('names', () => {
  const settings = listNamedSettings();

  test('are those of the contract', () => {
    const port = settings.find(({ key }) => key === 'server.port');
    expect(port?.names).toEqual({ variable: 'MQTTX_SSE_SERVER_PORT', flags: ['port', 'server-port'] });
  });

  test('are different for different settings', () => {
    const variables = settings.map(({ names }) => names.variable);
    const flags = settings.flatMap(({ schema, names }) =>
      names.flags.flatMap((flag) => (isSwitch(schema) ? [flag, `no-${flag}`] : [flag])),
    );
    expect(new Set(variables).size).toBe(variables.length);
    expect(new Set(flags).size).toBe(flags.length);
  });

  test('within maps and lists there are none', () => {
    const unnamed = listSettings().filter(({ names }) => names === undefined);
    expect(unnamed.map(({ key }) => key)).toContain('profiles.<name>.tls.ca');
    expect(unnamed.every(({ key }) => /<name>|\[\]/.test(key))).toBe(true);
  });

  test.each([
    ['true', true],
    ['1', true],
    ['yes', true],
    ['ON', true],
    ['false', false],
    ['0', false],
    ['no', false],
    [' off ', false],
  ])('%j in the environment is %s', (text, value) => {
    expect(loadValid({ env: { MQTTX_SSE_POLICY_READ_ONLY: text } }).config.policy.readOnly).toBe(value);
  });
});
