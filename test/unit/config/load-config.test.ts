/** Where settings come from, and which source wins. */
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../../sidecar/config/schema.ts';
import { CWD, JSON_FILE, load, loadValid, problemsOf, USER_FOLDER, YAML_FILE } from '../../support/load-config.ts';

describe('sources', () => {
  test('without any source the defaults stand', () => {
    const { config, sources, flags } = loadValid({});
    expect(config).toEqual(configSchema.parse({}));
    expect(sources.file).toBeUndefined();
    expect(sources.origins.size).toBe(0);
    expect(flags).toEqual({ help: false, version: false, stdio: false });
  });

  test('the environment wins over the file, a flag over both', () => {
    const files = { [YAML_FILE]: 'server: { port: 1, host: file, basePath: /file }\n' };
    const env = { MQTTX_SSE_SERVER_PORT: '2', MQTTX_SSE_SERVER_HOST: 'environment' };
    const { config, sources } = loadValid({ files, env, argv: ['--port', '3'] });
    expect(config.server).toMatchObject({ port: 3, host: 'environment', basePath: '/file' });
    expect(sources.file).toBe(YAML_FILE);
    expect(Object.fromEntries(sources.origins)).toEqual({
      'server.port': { kind: 'flag', flag: '--port' },
      'server.host': { kind: 'environment', variable: 'MQTTX_SSE_SERVER_HOST' },
      'server.basePath': { kind: 'file', file: YAML_FILE, line: 1 },
    });
  });

  test('an empty variable counts as not set, and what has another prefix is nobody’s business', () => {
    const { config } = loadValid({ env: { MQTTX_SSE_SERVER_PORT: '', MQTTX_SERVER_PORT: 'x', PORT: '9' } });
    expect(config.server.port).toBe(4000);
  });

  test('the same settings in YAML and in JSON are the same configuration', () => {
    const settings = {
      server: { port: 4100 },
      profiles: { factory: { url: 'mqtt://10.0.0.5' } },
      policy: { rules: [{ decision: 'deny' }] },
    };
    const yaml = 'server:\n  port: 4100\nprofiles:\n  factory:\n    url: mqtt://10.0.0.5\npolicy:\n  rules:\n    - decision: deny\n';
    const fromJson = loadValid({ files: { [JSON_FILE]: JSON.stringify(settings) } }).config;
    expect(fromJson).toEqual(loadValid({ files: { [YAML_FILE]: yaml } }).config);
    expect(fromJson).toEqual(configSchema.parse(settings));
  });

  test.each([
    ['an empty YAML file', ''],
    ['a YAML file of comments', '# server:\n#   port: 1\n'],
    ['sections of which nothing is said', 'server:\n  tls:\nauth:\nprofiles:\npolicy:\n'],
  ])('%s leaves the defaults', (_, text) => {
    expect(loadValid({ files: { [YAML_FILE]: text } }).config).toEqual(configSchema.parse({}));
  });

  test('a byte order mark and CRLF do no harm', () => {
    expect(loadValid({ files: { [YAML_FILE]: '\uFEFFserver:\r\n  port: 1\r\n' } }).config.server.port).toBe(1);
    expect(loadValid({ files: { [JSON_FILE]: '\uFEFF{\r\n"server": {"port": 1}}\r\n' } }).config.server.port).toBe(1);
  });

  test('YAML profiles may share settings by anchors and merge keys', () => {
    const text = 'profiles:\n  a: &base { url: mqtt://a, username: me }\n  b:\n    <<: *base\n    url: mqtt://b\n';
    expect(loadValid({ files: { [YAML_FILE]: text } }).config.profiles).toMatchObject({ b: { url: 'mqtt://b', username: 'me' } });
  });
});

describe('the configuration file', () => {
  const at = (port: number) => `server: { port: ${port} }`;

  test.each([
    ['the working folder before the user’s', { [YAML_FILE]: at(1), [`${USER_FOLDER}/mqttx-sse-server.yaml`]: at(2) }, 1],
    ['the user’s folder', { [`${USER_FOLDER}/mqttx-sse-server.yml`]: at(2) }, 2],
    ['a JSON file', { [`${USER_FOLDER}/mqttx-sse-server.json`]: '{"server":{"port":3}}' }, 3],
  ])('is found: %s', (_, files, port) => {
    expect(loadValid({ files }).config.server.port).toBe(port);
  });

  test('is the one that --config names, before MQTTX_SSE_CONFIG, before those that are found', () => {
    const files = { [YAML_FILE]: at(1), '/etc/two.yaml': at(2), [`${CWD}/three.conf`]: at(3) };
    const env = { MQTTX_SSE_CONFIG: '/etc/two.yaml' };
    expect(loadValid({ files, env }).config.server.port).toBe(2);
    expect(loadValid({ files, env, argv: ['--config', 'three.conf'] }).config.server.port).toBe(3);
  });

  test('may not stand twice in one folder', () => {
    expect(problemsOf({ files: { [YAML_FILE]: at(1), [JSON_FILE]: '{}' } })).toEqual([
      `${YAML_FILE} and ${JSON_FILE} both exist, and only one can count. Remove one, or name it with --config.`,
    ]);
  });
});

describe('merging', () => {
  const twoProfiles = 'profiles:\n  a: { url: mqtt://a, username: me, password: secret }\n  b: { url: mqtt://b }\n';

  test('a configuration that defines other profiles keeps local', () => {
    const { profiles } = loadValid({ files: { [YAML_FILE]: twoProfiles } }).config;
    expect(Object.keys(profiles).toSorted()).toEqual(['a', 'b', 'local']);
    expect(profiles.local.url).toBe('mqtt://127.0.0.1:1883');
  });

  test('local can be redefined', () => {
    const { profiles } = loadValid({ env: { MQTTX_SSE_PROFILES: '{"local":{"url":"mqtt://10.0.0.1"}}' } }).config;
    expect(profiles.local.url).toBe('mqtt://10.0.0.1');
  });

  test('a profile from a later source replaces the whole profile, so its password goes to no other address', () => {
    const env = { MQTTX_SSE_PROFILES: '{"a":{"url":"mqtt://elsewhere"}}' };
    const { profiles } = loadValid({ files: { [YAML_FILE]: twoProfiles }, env }).config;
    expect(profiles['a']).toMatchObject({ url: 'mqtt://elsewhere' });
    expect(profiles['a']).not.toHaveProperty('password');
    expect(profiles['b']?.url).toBe('mqtt://b');
  });

  test('a list from a later source replaces the list', () => {
    const files = { [YAML_FILE]: 'server: { allowedHosts: [a, b] }' };
    expect(loadValid({ files, env: { MQTTX_SSE_SERVER_ALLOWED_HOSTS: 'c' } }).config.server.allowedHosts).toEqual(['c']);
    expect(loadValid({ files, argv: ['--server-allowed-hosts', ''] }).config.server.allowedHosts).toEqual([]);
  });

  test('roles are merged role by role', () => {
    const rule = { permission: 'allow', action: 'all', topic: '#' };
    const files = { [JSON_FILE]: JSON.stringify({ auth: { roles: { a: [rule, rule], b: [rule] } } }) };
    const { roles } = loadValid({ files, env: { MQTTX_SSE_AUTH_ROLES: JSON.stringify({ a: [rule] }) } }).config.auth;
    expect(roles).toEqual({ a: [rule], b: [rule] });
  });
});

describe('flags', () => {
  test.each([
    [['--port', '0'], 0],
    [['--port=0'], 0],
    [['--server-port', '81'], 81],
    [['--port', '1', '--port', '2'], 2],
  ])('%j sets the port', (argv, port) => {
    expect(loadValid({ argv }).config.server.port).toBe(port);
  });

  test.each([
    [['--no-embedded-broker'], false],
    [['--embedded-broker'], true],
    [['--embedded-broker=off'], false],
    [['--no-embedded-broker=off'], true],
    [['--embedded-broker', '--no-embedded-broker-enabled'], false],
  ])('%j switches the embedded broker', (argv, enabled) => {
    expect(loadValid({ argv }).config.embeddedBroker.enabled).toBe(enabled);
  });

  test('the short forms of host and log level are known', () => {
    const { config } = loadValid({ argv: ['--host', '127.0.0.1', '--log-level', 'debug'] });
    expect([config.server.host, config.log.level]).toEqual(['127.0.0.1', 'debug']);
  });

  test('a flag of a list may be repeated', () => {
    const argv = ['--server-allowed-hosts', 'a,b', '--server-allowed-hosts', 'c'];
    expect(loadValid({ argv }).config.server.allowedHosts).toEqual(['a', 'b', 'c']);
  });

  test('--stdio is told apart from the settings', () => {
    expect(loadValid({ argv: ['--stdio'] }).flags.stdio).toBe(true);
  });

  test.each([['--help'], ['-h'], ['--version'], ['-v']])('%s is answered whatever state the configuration is in', (flag) => {
    const result = load({ argv: [flag], env: { MQTTX_SSE_NONSENSE: '1' }, files: { [YAML_FILE]: '{{{' } });
    expect(result).toMatchObject({ ok: true, flags: flag.includes('h') ? { help: true } : { version: true } });
  });
});

describe('paths', () => {
  test('start from the folder of the file they are written in, else from the working folder', () => {
    const files = { '/etc/mqttx/c.yaml': 'log: { file: a.log }\nprofiles: { x: { url: mqtts://x, tls: { ca: ca.pem } } }' };
    const argv = ['--config', '/etc/mqttx/c.yaml', '--history-path', 'h.sqlite'];
    const { config } = loadValid({ files, argv });
    expect(config.log.file).toBe('/etc/mqttx/a.log');
    expect(config.profiles['x']?.tls?.ca).toBe('/etc/mqttx/ca.pem');
    expect(config.history.path).toBe(`${CWD}/h.sqlite`);
  });

  test('absolute paths and PEM text stay as they are', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';
    const env = { MQTTX_SSE_SERVER_TLS_CERT: pem, MQTTX_SSE_SERVER_TLS_KEY: '/etc/key.pem' };
    expect(loadValid({ env }).config.server.tls).toMatchObject({ cert: pem, key: '/etc/key.pem' });
  });
});
