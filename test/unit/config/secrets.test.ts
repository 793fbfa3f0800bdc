/** References to secrets, and that nothing secret is ever shown. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactConfig } from '../../../sidecar/config/redact-config.ts';
import { configSchema } from '../../../sidecar/config/schema.ts';
import { CWD, loadValid, messageOf, problemsOf, YAML_FILE } from '../../support/load-config.ts';

describe('references', () => {
  const yaml = (text: string, more: { env?: Record<string, string>; files?: Record<string, string> } = {}) => ({
    env: more.env ?? {},
    files: { [YAML_FILE]: text, ...more.files },
  });

  test('take a value from the environment', () => {
    expect(loadValid(yaml('auth: { token: "${env:TOKEN}" }', { env: { TOKEN: 'abc' } })).config.auth.token).toBe('abc');
  });

  test.each([
    ['abc\n', 'abc'],
    ['abc\r\n', 'abc'],
    ['abc\n\n', 'abc\n'],
    ['abc', 'abc'],
  ])('take the content of a file without one newline at its end: %j', (content, password) => {
    const given = yaml('profiles: { a: { url: mqtt://a, password: "${file:/run/secrets/p}" } }', { files: { '/run/secrets/p': content } });
    expect(loadValid(given).config.profiles['a']?.password).toBe(password);
  });

  test('name a file relative to the configuration file, or to the working folder', () => {
    const files = { '/etc/x/c.yaml': 'admin: { token: "${file:t}" }', '/etc/x/t': 'from etc', [`${CWD}/t`]: 'from here' };
    const argv = ['--config', '/etc/x/c.yaml'];
    expect(loadValid({ files, argv }).config.admin.token).toBe('from etc');
    expect(loadValid({ files, argv, env: { MQTTX_SSE_ADMIN_TOKEN: '${file:t}' } }).config.admin.token).toBe('from here');
  });

  test('may stand within a text, several times, and be written literally', () => {
    const env = {
      U: 'me',
      P: 'se:cret',
      MQTTX_SSE_CLUSTER_REDIS_URL: 'redis://${env:U}:${env:P}@host',
      MQTTX_SSE_ADMIN_TOKEN: '$${env:U} ${other:x}',
    };
    const { config } = loadValid({ env });
    expect(config.cluster.redisUrl).toBe('redis://me:se:cret@host');
    expect(config.admin.token).toBe('${env:U} ${other:x}');
  });

  test('may stand for numbers, lists and JSON', () => {
    const files = {
      '/run/profiles.json': '{"a":{"url":"mqtt://a"}}',
      [YAML_FILE]: 'server: { port: "${env:PORT}", allowedHosts: "${env:HOSTS}" }',
    };
    const env = {
      PORT: '4100',
      HOSTS: 'a, b',
      MQTTX_SSE_PROFILES: '${file:/run/profiles.json}',
      MQTTX_SSE_POLICY_READ_ONLY: '${env:YES}',
      YES: 'yes',
    };
    const { config } = loadValid({ files, env, argv: ['--limits-sessions', '${env:PORT}'] });
    expect(config.server).toMatchObject({ port: 4100, allowedHosts: ['a', 'b'] });
    expect(config.limits.sessions).toBe(4100);
    expect(config.profiles['a']?.url).toBe('mqtt://a');
    expect(config.policy.readOnly).toBe(true);
  });

  test('within a map given as JSON are looked up', () => {
    const env = { MQTTX_SSE_PROFILES: '{"a":{"url":"mqtt://a","password":"${env:P}"}}', P: '"}' };
    expect(loadValid({ env }).config.profiles['a']?.password).toBe('"}');
  });

  test('in what a reference yields are not looked up', () => {
    expect(loadValid({ env: { MQTTX_SSE_ADMIN_TOKEN: '${env:A}', A: '${env:B}', B: 'x' } }).config.admin.token).toBe('${env:B}');
  });

  test('of a setting that a later source overrides do not matter', () => {
    expect(loadValid({ ...yaml('admin: { token: "${env:NOWHERE}" }'), argv: ['--admin-token', 'x'] }).config.admin.token).toBe('x');
  });

  test('that lead nowhere stop the start', () => {
    expect(problemsOf(yaml('admin:\n  token: ${env:NOWHERE}'))).toEqual([
      `admin.token (${YAML_FILE}, line 2): the environment variable NOWHERE, which \${env:NOWHERE} names, is not set. Set it, or write the value itself.`,
    ]);
    expect(problemsOf({ argv: ['--admin-token', '${file:t}'] })).toEqual([
      `admin.token (flag --admin-token): the file ${CWD}/t, which \${file:t} names, does not exist. Create it, or correct the path.`,
    ]);
    expect(problemsOf({ argv: ['--admin-token', '${file:t}'], files: { [`${CWD}/t`]: { throws: 'EISDIR: a folder' } } })).toEqual([
      `admin.token (flag --admin-token): the file ${CWD}/t, which \${file:t} names, cannot be read: EISDIR: a folder`,
    ]);
  });

  test('are shown instead of what they yield when that is wrong', () => {
    const env = { PORT: 'sesame', TOPIC: 'a/#/sesame', NAME: 'sesame' };
    const text =
      'server: { port: "${env:PORT}" }\npolicy: { rules: [{ decision: deny, topic: "${env:TOPIC}" }] }\ndefaultProfile: ${env:NAME}\n';
    expect(problemsOf(yaml(text, { env }))).toEqual([
      `server.port (${YAML_FILE}, line 1): what \${env:PORT} yields (not shown) stood there. Allowed: integer from 0 to 65535.`,
      `policy.rules[0].topic (${YAML_FILE}, line 2): what \${env:TOPIC} yields (not shown) stood there. Allowed: topic filter.`,
      `defaultProfile (${YAML_FILE}, line 3): what \${env:NAME} yields (not shown) stood there. Allowed: name of a profile.`,
    ]);
  });
});

describe('error messages', () => {
  test.each([
    ['a token of the wrong type', { MQTTX_SSE_PROFILES: '{"a":{"url":"mqtt://a","password":12345678}}' }],
    ['a token with spaces', { MQTTX_SSE_AUTH_TOKEN: '1234 5678' }],
    ['a URL with credentials', { MQTTX_SSE_CLUSTER_REDIS_URL: 'http://u:12345678@host' }],
    ['a URL whose password was not encoded', { MQTTX_SSE_CLUSTER_REDIS_URL: 'rediss//u:12/34@5678@host' }],
    ['a broken map', { MQTTX_SSE_PROFILES: '{"a":{"password":"12345678"' }],
    ['a URL where a profile belongs', { MQTTX_SSE_PROFILES: '{"a":"mqtt://u:12345678@host"}' }],
    ['a private key where a path of something else belongs', { MQTTX_SSE_LOG_LEVEL: '-----BEGIN PRIVATE KEY-----\n12345678' }],
  ])('do not repeat %s', (_, env) => {
    expect(messageOf({ env })).not.toMatch(/12\/?34|5678/);
  });

  test.each([
    'auth: { token: *sesame }',
    'auth: { token: !sesame x }',
    'auth: { token: @sesame }',
    'auth:\n  token: "\\sesame"',
    'auth: [sesame',
    'a: b: sesame',
  ])('do not repeat a piece of the broken YAML file %j', (text) => {
    const message = messageOf({ files: { [YAML_FILE]: text } });
    expect(message).toContain('not valid YAML');
    expect(message).not.toContain('sesame');
  });
});

describe('redactConfig', () => {
  test('hides what the schema marks as secret, and nothing else', () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----';
    const config = configSchema.parse({
      server: { tls: { cert: '/c.pem', key: pem, passphrase: 'sesame' } },
      auth: { token: 'sesame', jwt: { secret: 'sesame' } },
      admin: { token: 'sesame' },
      profiles: { a: { url: 'mqtts://u:sesame@host:1', username: 'u', password: 'sesame', tls: { cert: 'c', key: '/k.pem' } } },
      cluster: { redisUrl: 'redis://:sesame@host' },
    });
    expect(redactConfig(config)).toEqual({
      ...config,
      server: { ...config.server, tls: { cert: '/c.pem', key: '***', passphrase: '***', reloadSeconds: 10, hstsSeconds: 31_536_000 } },
      auth: { ...config.auth, token: '***', jwt: { secret: '***' } },
      admin: { token: '***' },
      profiles: {
        local: config.profiles.local,
        a: { ...config.profiles['a'], url: 'mqtts://***@host:1', password: '***' },
      },
      cluster: { redisUrl: 'redis://***@host' },
    });
  });

  test('shows a reference instead of what it yielded', () => {
    const { config, sources } = loadValid({ env: { MQTTX_SSE_CLUSTER_INSTANCE_ID: '${env:A}', A: 'sesame' } });
    expect(redactConfig(config, sources)).toMatchObject({ cluster: { instanceId: '${env:A}' } });
  });

  test('lets no secret through, whatever it looks like', () => {
    const secret = fc.stringMatching(/^[!-~]{12,30}$/).filter((text) => !text.includes('${') && !text.includes(','));
    fc.assert(
      fc.property(secret, (text) => {
        const written = JSON.stringify(text).slice(1, -1);
        const profiles = { a: { url: `mqtt://u:${encodeURIComponent(text)}@host`, password: text } };
        const given = { MQTTX_SSE_AUTH_TOKEN: text, MQTTX_SSE_AUTH_JWT_SECRET: text, MQTTX_SSE_PROFILES: JSON.stringify(profiles) };
        const { config, sources } = loadValid({ env: given });
        expect(config.auth.token).toBe(text);
        const shown = JSON.stringify(redactConfig(config, sources));
        const message = JSON.stringify(messageOf({ env: { ...given, MQTTX_SSE_SERVER_PORT: 'x', MQTTX_SSE_DEFAULT_PROFILE: 'b' } }));
        for (const output of [shown, message]) expect(output.includes(written) || output.includes(encodeURIComponent(text))).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
