import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../support/load-config.ts';

const env = (variables: Readonly<Record<string, string>>) => problemsOf({ env: variables });

describe('roles of client certificates', () => {
  const tls = { MQTTX_SSE_SERVER_TLS_CERT: '/c', MQTTX_SSE_SERVER_TLS_KEY: '/k' };

  test('that do not exist', () => {
    expect(env({ ...tls, MQTTX_SSE_SERVER_TLS_CLIENT_CA: '/ca', MQTTX_SSE_AUTH_CERTIFICATE_ROLES: 'viewer' })).toEqual([
      'auth.certificateRoles (environment variable MQTTX_SSE_AUTH_CERTIFICATE_ROLES): names the role "viewer", which does not exist in auth.roles.',
    ]);
  });

  test('where no certificate is demanded', () => {
    expect(env({ ...tls, MQTTX_SSE_AUTH_ROLES: '{"viewer":[]}', MQTTX_SSE_AUTH_CERTIFICATE_ROLES: 'viewer' })).toEqual([
      expect.stringContaining('has no effect, since no client certificate is demanded.'),
    ]);
  });
});

describe('a profile with oauth2', () => {
  const profile = (more: object) => env({ MQTTX_SSE_PROFILES: JSON.stringify({ a: { url: 'mqtt://a', ...more } }) });
  const oauth2 = { tokenUrl: 'https://a/token', clientId: 'a', clientSecret: 'hunter2' };

  test.each([
    [{ oauth2: { ...oauth2, issuer: 'https://a' } }, 'needs exactly one of tokenUrl and issuer; both stood there.'],
    [{ oauth2: { clientId: 'a', clientSecret: 'hunter2' } }, 'needs exactly one of tokenUrl and issuer; none of them stood there.'],
    [{ oauth2, password: 'hunter2' }, 'cannot stand beside oauth2, whose token is the password.'],
    [{ oauth2, url: 'mqtt://u:hunter2@a' }, 'cannot stand beside oauth2, whose token is the password.'],
  ])('%j', (more, words) => {
    const problems = profile(more);
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

test('a rule on connecting that names a topic', () => {
  const rules = [
    { action: 'connect', decision: 'ask' },
    { action: 'connect', topic: 'a/#', decision: 'deny' },
  ];
  expect(env({ MQTTX_SSE_POLICY_RULES: JSON.stringify(rules) })).toEqual([
    expect.stringMatching(/^policy\.rules\[1\]\.topic .*makes the rule match nothing, since connecting has no topic\./),
  ]);
});

describe('forward', () => {
  const profiles = {
    a: { url: 'mqtt://a' },
    b: { url: 'mqtt://b' },
    old: { url: 'mqtt://old', protocolVersion: 4 },
    again: { url: 'mqtt://a:1883' },
  };
  const forward = (...rules: object[]) =>
    env({
      MQTTX_SSE_PROFILES: JSON.stringify(profiles),
      MQTTX_SSE_FORWARD: JSON.stringify(rules.map((rule) => ({ topics: ['x/#'], ...rule }))),
    });

  test.each([
    [[{ from: 'a', to: 'c' }], 'names the profile "c", which does not exist.'],
    [[{ from: 'a', to: 'a' }], 'is "a", as from is. Name another profile.'],
    [[{ from: 'a', to: 'again' }], '"a" and "again" are the same broker'],
    [
      [
        { from: 'a', to: 'old' },
        { from: 'old', to: 'a' },
      ],
      '"old" speaks MQTT 3.1.1, which cannot tell',
    ],
    [[{ from: 'a', to: 'b', topics: ['x/#/y'] }], '"x/#/y" cannot be used'],
    [[{ from: 'a', to: 'b', topics: ['y', '$share/g/x/#'] }], 'cannot be a shared subscription'],
    [[{ from: 'a', to: 'b', topics: [] }], 'forward[0].topics'],
    [[{ from: 'a', to: 'b', prefix: '+/' }], 'text without + and #'],
  ])('%j', (rules, words) => {
    expect(forward(...rules).join('\n')).toContain(words);
  });

  test('in a ring of brokers that may speak MQTT 5 is for the marks to hold', () => {
    expect(() => forward({ from: 'a', to: 'b' }, { from: 'b', to: 'a' })).toThrow('the configuration was accepted');
  });
});
