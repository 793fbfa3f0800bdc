/** Every kind of mistake, with the exact words that stop the start. */
import { describe, expect, test } from 'vitest';
import { CWD, JSON_FILE, load, messageOf, problemsOf, USER_FOLDER, YAML_FILE } from '../../support/load-config.ts';

const yaml = (text: string) => problemsOf({ files: { [YAML_FILE]: text } });
const env = (variables: Record<string, string>) => problemsOf({ env: variables });
const argv = (...flags: string[]) => problemsOf({ argv: flags });

describe('wrong values', () => {
  test('a number out of range', () => {
    expect(yaml('server:\n  port: 70000\n')).toEqual([
      `server.port (${YAML_FILE}, line 2): 70000 stood there. Allowed: integer from 0 to 65535.`,
    ]);
  });

  test('the same from the environment and from a flag', () => {
    expect(env({ MQTTX_SSE_SERVER_PORT: 'abc' })).toEqual([
      'server.port (environment variable MQTTX_SSE_SERVER_PORT): "abc" stood there. Allowed: integer from 0 to 65535.',
    ]);
    expect(argv('--port', '1.5')).toEqual(['server.port (flag --port): 1.5 stood there. Allowed: integer from 0 to 65535.']);
  });

  test('a number where a text belongs', () => {
    expect(yaml('cluster:\n  instanceId: 7\n')).toEqual([
      `cluster.instanceId (${YAML_FILE}, line 2): 7 stood there. Allowed: text. Put it in quotes to make it a text.`,
    ]);
  });

  test('nothing where a value belongs', () => {
    expect(yaml('server:\n  port:\n')).toEqual([
      `server.port (${YAML_FILE}, line 2): nothing stood there. Allowed: integer from 0 to 65535.`,
    ]);
  });

  test.each([
    ['log: { level: loud }', `log.level (${YAML_FILE}, line 1): "loud" stood there. Allowed: silent, error, warn, info, verbose or debug.`],
    ['policy: { readOnly: yes }', `policy.readOnly (${YAML_FILE}, line 1): "yes" stood there. Allowed: true or false.`],
    [
      'server: 4000',
      `server (${YAML_FILE}, line 1): a number (not shown) stood there. Allowed: section with the keys host, port, basePath, publicUrl, trustProxy, allowedOrigins, allowedHosts, shutdownSeconds and tls.`,
    ],
    [
      'server: { allowedHosts: localhost }',
      `server.allowedHosts (${YAML_FILE}, line 1): "localhost" stood there. Allowed: list of: host name or IP address (IPv6 without brackets).`,
    ],
    [
      'server: { basePath: /mqttx/ }',
      `server.basePath (${YAML_FILE}, line 1): "/mqttx/" stood there. Allowed: path such as /mqttx, without a slash at its end and not below /metrics, /health, /.well-known.`,
    ],
    [
      'server: { basePath: /health/x }',
      `server.basePath (${YAML_FILE}, line 1): "/health/x" stood there. Allowed: path such as /mqttx, without a slash at its end and not below /metrics, /health, /.well-known.`,
    ],
    [
      'server: { publicUrl: mqtt.example.com }',
      `server.publicUrl (${YAML_FILE}, line 1): "mqtt.example.com" stood there. Allowed: URL that begins with http:// or https://.`,
    ],
    ['sse: { heartbeatSeconds: 0 }', `sse.heartbeatSeconds (${YAML_FILE}, line 1): 0 stood there. Allowed: number from 0.1 to 3600.`],
    ['profiles: []', `profiles (${YAML_FILE}, line 1): a list stood there. Allowed: map from name to profile.`],
    [
      'profiles: { a: mqtt://a }',
      `profiles.a (${YAML_FILE}, line 1): a text (not shown) stood there. Allowed: section with the keys url, protocolVersion, clientId, username, password, oauth2, keepaliveSeconds, cleanStart, sessionExpirySeconds, connectTimeoutSeconds, tls and reconnect.`,
    ],
    [
      'profiles: { a: { url: mqtt://a, protocolVersion: 3 } }',
      `profiles.a.protocolVersion (${YAML_FILE}, line 1): 3 stood there. Allowed: auto, 4 or 5.`,
    ],
    [
      'profiles: { "a b": { url: mqtt://a } }',
      `profiles.a b (${YAML_FILE}, line 1): "a b" cannot name a profile. Allowed: 1 to 64 letters, digits, _, - and dots, a letter or digit first.`,
    ],
    [
      'profiles: { constructor: { url: mqtt://a } }',
      `profiles.constructor (${YAML_FILE}, line 1): "constructor" cannot name a profile. Allowed: 1 to 64 letters, digits, _, - and dots, a letter or digit first.`,
    ],
    ['auth: { roles: { "": [] } }', `auth.roles. (${YAML_FILE}, line 1): an entry of a map needs a name that is not empty.`],
  ])('%s', (text, problem) => {
    expect(yaml(text)).toEqual([problem]);
  });

  test('an element of a list is named with its line', () => {
    expect(yaml('server:\n  trustProxy:\n    - loopback\n    - everybody\n')).toEqual([
      `server.trustProxy[1] (${YAML_FILE}, line 4): "everybody" stood there. Allowed: IP address, CIDR block, loopback, linklocal or uniquelocal.`,
    ]);
    expect(yaml('policy:\n  rules:\n    - decision: allow\n    - decision: maybe\n      topic: a/#/b\n')).toEqual([
      `policy.rules[1].topic (${YAML_FILE}, line 5): "a/#/b" cannot be used: # stands for all levels that follow and may only be the last one.`,
      `policy.rules[1].decision (${YAML_FILE}, line 4): "maybe" stood there. Allowed: allow, ask or deny.`,
    ]);
  });

  test('a missing value is told with the line of what it is missing in', () => {
    expect(yaml('profiles:\n  factory:\n    username: me\n')).toEqual([
      `profiles.factory.url (${YAML_FILE}, line 2): is missing. Needed: URL that begins with mqtt://, mqtts://, ws:// or wss://.`,
    ]);
    expect(yaml('server:\n  port: 1\n  tls:\n    cert: a.pem\n')).toEqual([
      `server.tls.key (${YAML_FILE}, line 3): is missing. Needed: path of a PEM file, or PEM text.`,
    ]);
  });

  test('JSON files have lines too', () => {
    expect(problemsOf({ files: { [JSON_FILE]: '{\n  "server": {\n    "port": "4000"\n  }\n}\n' } })).toEqual([
      `server.port (${JSON_FILE}, line 3): "4000" stood there. Allowed: integer from 0 to 65535.`,
    ]);
  });
});

describe('unknown names', () => {
  const allowedInSse = 'Allowed here: heartbeatSeconds.';

  test.each([
    [
      'a slip',
      'sse:\n  heartbeatSecond: 1\n',
      `sse.heartbeatSecond (${YAML_FILE}, line 2): there is no such setting. Did you mean sse.heartbeatSeconds? ${allowedInSse}`,
    ],
    [
      'other case and separators',
      'sse: { heartbeat_seconds: 1 }',
      `sse.heartbeat_seconds (${YAML_FILE}, line 1): there is no such setting. Did you mean sse.heartbeatSeconds? ${allowedInSse}`,
    ],
    ['something else', 'sse: { colour: red }', `sse.colour (${YAML_FILE}, line 1): there is no such setting. ${allowedInSse}`],
    [
      'one that JavaScript objects have',
      'sse: { __proto__: { x: 1 } }',
      `sse.__proto__ (${YAML_FILE}, line 1): there is no such setting, and no map can have this key. Remove it.`,
    ],
  ])('a key: %s', (_, text, problem) => {
    expect(yaml(text)).toEqual([problem]);
  });

  test('a key that stands elsewhere is told where', () => {
    expect(yaml('port: 1')[0]).toContain(
      'there is no such setting. Did you mean server.port or embeddedBroker.port? Allowed here: server, auth,',
    );
  });

  test('a variable', () => {
    expect(env({ MQTTX_SSE_SERVER_PROT: '1', MQTTX_SSE_WHATEVER_IT_IS: '1' })).toEqual([
      'environment variable MQTTX_SSE_SERVER_PROT: there is no such setting. Did you mean MQTTX_SSE_SERVER_PORT?',
      'environment variable MQTTX_SSE_WHATEVER_IT_IS: there is no such setting.',
    ]);
  });

  test('a flag, together with what follows it', () => {
    expect(argv('--prot', '1')).toEqual(['flag --prot: there is no such flag. Did you mean --port?']);
    expect(argv('--colour=red')).toEqual(['flag --colour: there is no such flag. --help lists all flags.']);
    expect(argv('-x')).toEqual(['flag -x: there is no such flag. --help lists all flags.']);
  });
});

describe('the command line', () => {
  test('an argument that belongs to no flag', () => {
    expect(argv('start')).toEqual(['"start" on the command line belongs to no flag. Remove it.']);
  });

  test('what follows a secret is not repeated', () => {
    expect(argv('--auth-token', 'correct', 'horse')).toEqual([
      'what follows the value of --auth-token belongs to no flag. Put a value with spaces in quotes.',
    ]);
  });

  test.each([[['--port']], [['--port', '--no-embedded-broker']]])('%j lacks a value', (flags) => {
    expect(argv(...flags)).toEqual(['server.port (flag --port): needs a value: --port <value>, or --port=<value>.']);
  });

  test('--config lacks a value, --stdio takes none', () => {
    expect(argv('--config')).toEqual(['flag --config: needs a value: --config <value>, or --config=<value>.']);
    expect(argv('--stdio=yes')).toEqual(['flag --stdio: takes no value. Remove what follows the =.']);
  });
});

describe('files', () => {
  test('that are named and do not exist', () => {
    const words = 'which does not exist. Create it, or correct the path.';
    expect(argv('--config', 'x.yaml')).toEqual([`--config names the file ${CWD}/x.yaml, ${words}`]);
    expect(env({ MQTTX_SSE_CONFIG: '/etc/x.yaml' })).toEqual([`MQTTX_SSE_CONFIG names the file /etc/x.yaml, ${words}`]);
  });

  test('that cannot be read', () => {
    expect(problemsOf({ files: { [YAML_FILE]: { throws: 'EACCES: permission denied' } } })).toEqual([
      `${YAML_FILE}: the file cannot be read: EACCES: permission denied`,
    ]);
  });

  test.each([['- a list'], ['a text'], ['42']])('that hold %s instead of settings', (text) => {
    expect(yaml(text)).toEqual([`${YAML_FILE}: the file has to hold settings by name, such as server: { port: 4000 }.`]);
  });

  test('that cannot be parsed do not hide what is wrong elsewhere, nor make up what is missing', () => {
    const files = { [`${USER_FOLDER}/mqttx-sse-server.yaml`]: 'a: [1' };
    expect(problemsOf({ files, env: { MQTTX_SSE_AUTH_MODE: 'token', MQTTX_SSE_SERVER_PORT: 'x' } })).toEqual([
      expect.stringContaining('mqttx-sse-server.yaml, line 1: not valid YAML: '),
      'server.port (environment variable MQTTX_SSE_SERVER_PORT): "x" stood there. Allowed: integer from 0 to 65535.',
    ]);
  });

  test('maps that are no JSON, without repeating them', () => {
    expect(env({ MQTTX_SSE_PROFILES: '{"a":{"password":"hunter2"' })).toEqual([
      'profiles (environment variable MQTTX_SSE_PROFILES): not valid JSON: a closing } is missing.',
    ]);
  });
});

describe('rules between settings', () => {
  test.each([
    [
      'defaultProfile: nowhere',
      `defaultProfile (${YAML_FILE}, line 1): names the profile "nowhere", which does not exist. Profiles: local.`,
    ],
    ['auth: { mode: token }', `auth.token (${YAML_FILE}, line 1): is missing. auth.mode is "token", which needs it.`],
    ['auth: { mode: jwt }', `auth.jwt (${YAML_FILE}, line 1): is missing. auth.mode is "jwt", which needs it.`],
    ['auth: { mode: oauth2 }', `auth.oauth2 (${YAML_FILE}, line 1): is missing. auth.mode is "oauth2", which needs it.`],
    [
      'auth: { jwt: { issuer: me } }',
      `auth.jwt (${YAML_FILE}, line 1): needs exactly one of secret, publicKey and jwksUrl; none of them stood there.`,
    ],
    [
      'auth: { jwt: { secret: x, jwksUrl: http://x } }',
      `auth.jwt (${YAML_FILE}, line 1): needs exactly one of secret, publicKey and jwksUrl; secret and jwksUrl stood there.`,
    ],
    [
      'auth: { jwt: { publicKey: k.pem, algorithms: [HS256, RS256] } }',
      `auth.jwt.algorithms (${YAML_FILE}, line 1): HS256 cannot be used with publicKey. Allowed: RS, PS, ES and EdDSA algorithms.`,
    ],
    [
      'auth: { jwt: { secret: x, algorithms: [ES256] } }',
      `auth.jwt.algorithms (${YAML_FILE}, line 1): ES256 cannot be used with secret. Allowed: HS256, HS384 and HS512.`,
    ],
    ['history: { store: sqlite }', `history.path (${YAML_FILE}, line 1): is missing. history.store is "sqlite", which needs it.`],
    ['history: { store: redis }', 'cluster.redisUrl: is missing. history.store is "redis", which needs it.'],
    ['profiles: { a: { url: mqtts://a, tls: { cert: c } } }', `profiles.a.tls.key (${YAML_FILE}, line 1): is missing. tls.cert needs it.`],
    ['profiles: { a: { url: mqtts://a, tls: { key: k } } }', `profiles.a.tls.cert (${YAML_FILE}, line 1): is missing. tls.key needs it.`],
    [
      'profiles: { a: { url: mqtt://a, tls: { ca: c } } }',
      `profiles.a.tls (${YAML_FILE}, line 1): has no effect, since the URL does not ask for TLS. Use mqtts:// or wss://, or leave tls out.`,
    ],
    [
      'profiles: { a: { url: ws://a, reconnect: { minMs: 9, maxMs: 3 } } }',
      `profiles.a.reconnect.minMs (${YAML_FILE}, line 1): is 9, more than reconnect.maxMs (3). Allowed: at most maxMs.`,
    ],
  ])('%s', (text, problem) => {
    expect(yaml(text)).toEqual([problem]);
  });

  test('are checked although another setting is wrong', () => {
    expect(
      yaml('server: { port: x }\ndefaultProfile: nowhere\nprofiles: { "a b": { url: mqtt://a } }\nhistory: { store: redis }\n'),
    ).toEqual([
      expect.stringContaining('server.port '),
      expect.stringContaining('profiles.a b '),
      expect.stringContaining('defaultProfile '),
      expect.stringContaining('cluster.redisUrl: '),
    ]);
  });

  test.each([
    ['the mode itself', 'auth: { mode: tokn }', 'auth.mode '],
    ['the profile that is the default one', 'profiles: { a: { ulr: mqtt://a, url: 5 } }\ndefaultProfile: a', 'profiles.a.url '],
    ['what the rule asks for', 'auth: { mode: token, token: 5 }', 'auth.token '],
    ['a secret that could not be looked up', 'auth: { mode: token, token: "${env:NOWHERE}" }', 'auth.token '],
  ])('are not told when they only follow from another mistake: %s', (_, text, start) => {
    const problems = yaml(text).filter((problem) => !problem.includes('no such setting'));
    expect(problems).toEqual([expect.stringContaining(start)]);
  });
});

describe('the message', () => {
  test('tells one problem', () => {
    const result = load({ argv: ['--port', 'x'] });
    expect(result).toEqual({
      ok: false,
      message:
        'The configuration has a problem, so nothing was started:\n' +
        '  - server.port (flag --port): "x" stood there. Allowed: integer from 0 to 65535.\n' +
        'Correct this and start again; --help lists every setting, docs/configuration.md explains them.',
    });
  });

  test('tells the problems of all sources at once', () => {
    const given = {
      files: { [YAML_FILE]: 'server:\n  basePath: x\n' },
      env: { MQTTX_SSE_NONSENSE: '1', MQTTX_SSE_POLICY_RULES: '[', MQTTX_SSE_LOG_LEVEL: 'x' },
      argv: ['--port', 'x', '--nonsense'],
    };
    expect(problemsOf(given)).toHaveLength(6);
    expect(messageOf(given)).toMatch(/^The configuration has 6 problems, so nothing was started:\n/);
  });
});
