import { describe, expect, it } from 'vitest';
import { createLog } from '../../../sidecar/observe/log.ts';
import { authorize, createAuthorize, demand, type AccessRequest, type Decision } from '../../../sidecar/security/authorize.ts';
import { principalOf } from '../../../sidecar/security/claims.ts';
import type { Principal } from '../../../sidecar/security/principal.ts';

const requests: readonly AccessRequest[] = [
  { action: 'publish', topic: 'a' },
  { action: 'subscribe', topic: '#', qos: 2 },
  { action: 'connect' },
  { action: 'admin' },
];

/** The actions that are open to the principal, on topics that nobody restricts. */
function open(principal: Principal, roles = {}): string[] {
  return requests.filter((request) => authorize(principal, request, roles).ok).map(({ action }) => action);
}

function oauth(claims: object): Principal {
  return principalOf('oauth2', { exp: 2_000_000_000, iss: 'https://issuer.example', sub: 'alice', ...claims }, 'token');
}

function jwt(claims: object): Principal {
  return principalOf('jwt', { exp: 2_000_000_000, sub: 'alice', ...claims }, 'token');
}

function wordsOf(decision: Decision): string {
  return decision.ok ? 'permitted' : decision.error.advice;
}

describe('without signed tokens', () => {
  it.each(['anonymous', 'token', 'certificate', 'stdio'] as const)('%s may do everything with MQTT, and nothing to the server', (kind) => {
    expect(open({ id: 'x', kind })).toEqual(['publish', 'subscribe', 'connect']);
  });

  it('the admin may do everything', () => {
    expect(open({ id: 'admin', kind: 'admin' })).toEqual(['publish', 'subscribe', 'connect', 'admin']);
  });
});

describe('the scopes of an access token', () => {
  it.each([
    ['', []],
    ['openid profile', []],
    ['mqtt:subscribe', ['subscribe']],
    ['mqtt:publish', ['publish']],
    ['openid mqtt:connect mqtt:subscribe', ['subscribe', 'connect']],
    ['mqtt:admin', ['admin']],
    ['MQTT:publish mqtt:publishing', []],
  ])('"%s" open %j', (scope, actions) => expect(open(oauth({ scope }))).toEqual(actions));

  it('may come as scp, also as a list', () => {
    expect(open(oauth({ scp: ['mqtt:publish', 'mqtt:connect'] }))).toEqual(['publish', 'connect']);
    expect(open(oauth({ scp: 'mqtt:publish mqtt:connect' }))).toEqual(['publish', 'connect']);
  });

  it('are not enough where the token has rules of its own', () => {
    const scope = 'mqtt:publish mqtt:subscribe';
    expect(open(oauth({ scope, acl: [] }))).toEqual([]);
    expect(open(oauth({ scope, acl: [{ permission: 'allow', action: 'publish', topic: '#' }] }))).toEqual(['publish']);
  });

  it('are not enough for whoever has no role where roles are configured', () => {
    const roles = { viewer: [{ permission: 'allow', action: 'subscribe', topic: '#' }] } as const;
    const scope = 'mqtt:publish mqtt:subscribe';
    expect(open(oauth({ scope }), roles)).toEqual([]);
    expect(open(oauth({ scope, roles: ['viewer'] }), roles)).toEqual(['subscribe']);
  });

  it('are needed beside the rules', () => {
    expect(open(oauth({ acl: { all: ['#'] } }))).toEqual([]);
    expect(open(oauth({ scope: 'mqtt:publish', acl: { all: ['#'] } }))).toEqual(['publish']);
  });

  it('are named in the refusal', () => {
    const decision = authorize(oauth({ scope: 'mqtt:subscribe' }), { action: 'publish', topic: 'a/b' }, {});
    expect(decision).toMatchObject({ ok: false, error: { code: 'insufficient-scope', status: 403, scope: 'mqtt:publish' } });
    expect(wordsOf(decision)).toMatch(/^Publishing to "a\/b" .* needs the scope mqtt:publish/);
  });
});

describe('a token of mode jwt', () => {
  it('may connect without a word about it, and is held to its rules', () => {
    expect(open(jwt({ acl: { pub: ['a'] } }))).toEqual(['publish', 'connect']);
  });

  it('is held to the scopes once it names one of ours', () => {
    expect(open(jwt({ scope: 'mqtt:subscribe', acl: { all: ['#'] } }))).toEqual(['subscribe']);
    expect(open(jwt({ scope: 'openid', acl: { all: ['#'] } }))).toEqual(['publish', 'subscribe', 'connect']);
  });
});

describe('a refusal', () => {
  it('says what was refused and by which rule', () => {
    const acl = [{ permission: 'deny', action: 'all', topic: 'a/secret/#' }];
    const words = wordsOf(authorize(jwt({ acl }), { action: 'subscribe', topic: 'a/#', qos: 1 }, {}));
    expect(words).toContain('Subscribing to "a/#" with QoS 1 is denied by rule 1 of the token.');
  });

  it('names the role', () => {
    const roles = { guest: [{ permission: 'deny', action: 'all', topic: '#' }] } as const;
    const words = wordsOf(authorize(jwt({ roles: ['guest'] }), { action: 'publish', topic: 'a', retain: true }, roles));
    expect(words).toContain('Publishing to "a" with QoS 0, retained, is denied by rule 1 of the role "guest".');
  });

  it('cuts a long topic', () => {
    const words = wordsOf(authorize(jwt({}), { action: 'publish', topic: 'x'.repeat(60_000) }, {}));
    expect(words.length).toBeLessThan(400);
  });

  it('is thrown by demand', () => {
    expect(() => demand(authorize(jwt({}), { action: 'publish', topic: 'a' }, {}))).toThrow(/permitted by no rule/);
    expect(() => demand({ ok: true })).not.toThrow();
  });
});

describe('createAuthorize', () => {
  it('logs who was refused what, and what was permitted only in detail', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', sink: (line) => lines.push(line) });
    const decide = createAuthorize({ roles: {}, log });
    decide(jwt({ acl: { pub: ['a'] } }), { action: 'publish', topic: 'a' });
    expect(lines).toEqual([]);
    decide(jwt({ acl: { pub: ['a'] } }), { action: 'publish', topic: 'b' });
    expect(lines.join('\n')).toMatch(/Refused.*jwt:#alice/);
  });
});
