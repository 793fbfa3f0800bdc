/**
 * The table of who may do what: claims of a token against actions. Each block is one set of claims, each row one action and
 * what becomes of it; the examples of EMQX's documentation come first.
 */
import { describe, expect, it } from 'vitest';
import { authorize, type AccessRequest, type Roles } from '../../../sidecar/security/authorize.ts';
import { principalOf } from '../../../sidecar/security/claims.ts';
import { configSchema } from '../../../sidecar/config/schema.ts';
import { allow, deny, emqxExamples, type Block } from './emqx-examples.ts';

const blocks: readonly Block[] = [
  ...emqxExamples,
  {
    name: 'a filter with one level',
    claims: { acl: [allow('subscribe', 'a/+')] },
    allowed: ['sub a/+', 'sub a/b', 'sub a/', 'sub a/b 2', 'sub $share/group/a/b', 'sub $share/group/a/+'],
    denied: ['sub a/#', 'sub a', 'sub a/b/c', 'sub a/+/c', 'sub +/+', 'sub +/b', 'sub #', 'sub A/b', 'sub $share/group/a/#', 'pub a/b'],
  },
  {
    name: 'a filter with a level in the middle',
    claims: { acl: [allow('all', 'plant/+/line/#')] },
    allowed: [
      'sub plant/1/line',
      'sub plant/1/line/#',
      'sub plant/+/line/#',
      'sub plant/+/line/+/x',
      'pub plant/1/line',
      'pub plant/2/line/a/b',
      'sub plant//line',
    ],
    denied: ['sub plant/#', 'sub plant/1/#', 'sub plant/+/+/#', 'pub plant/1', 'pub plant/1/lines', 'sub +/1/line/#', 'pub plant/1/x/line'],
  },
  {
    name: 'everything',
    claims: { acl: [allow('all', '#')] },
    allowed: ['sub #', 'sub +/+', 'pub a', 'pub /', 'sub /', 'sub a//b', 'sub $share/g/a'],
    denied: ['sub $SYS/#', 'pub $SYS/a', 'sub $share/g/$SYS/a'],
  },
  {
    name: 'a denial inside of what is allowed',
    claims: { acl: [deny('all', 'a/secret/#'), allow('all', 'a/#')] },
    allowed: ['sub a/b', 'sub a/b/#', 'pub a/b', 'pub a/secrets', 'sub a/public/+'],
    denied: [
      'sub a/secret',
      'sub a/secret/x',
      'sub a/secret/#',
      'pub a/secret',
      'pub a/secret/x',
      'sub a/+',
      'sub a/#',
      'sub a/+/x',
      'sub +/secret/x',
      'sub $share/g/a/#',
    ],
  },
  {
    name: 'the first rule wins, also over a later denial',
    claims: { acl: [allow('all', 'a/secret/mine'), deny('all', 'a/secret/#'), allow('subscribe', 'a/#')] },
    allowed: ['pub a/secret/mine', 'sub a/secret/mine', 'sub a/open', 'sub a/open/#'],
    denied: ['pub a/secret/yours', 'sub a/secret/+', 'sub a/#', 'pub a/open'],
  },
  {
    name: 'placeholders that stand in part of a level',
    claims: { username: 'u1', clientid: 'c1', acl: [allow('all', 'dev-${clientid}/${username}/#')] },
    allowed: ['pub dev-c1/u1/x', 'sub dev-c1/u1/#', 'sub dev-c1/u1'],
    denied: ['pub dev-c2/u1/x', 'sub dev-c1/#', 'sub dev-c1/u2/#', 'pub dev-/u1/x'],
  },
  {
    name: 'the subject where there is no username, and the OAuth client where there is no client id',
    claims: { sub: 'alice', client_id: 'app', acl: [allow('all', 'u/${username}/${clientid}')] },
    allowed: ['pub u/alice/app', 'sub u/alice/app'],
    denied: ['pub u/app/alice', 'pub u/${username}/${clientid}', 'sub u/+/app', 'sub u/#'],
  },
  {
    name: 'the username before the subject, the client id before the OAuth client',
    claims: { sub: 's', username: 'u', clientid: 'c', client_id: 'o', acl: [allow('all', '${username}/${clientid}')] },
    allowed: ['pub u/c', 'sub u/c'],
    denied: ['pub s/c', 'pub u/o', 'pub s/o'],
  },
  {
    name: 'a name that is a wildcard',
    claims: { username: '#', clientid: '+', acl: [allow('all', 't/${username}'), allow('all', 'c/${clientid}')] },
    allowed: [],
    denied: ['sub t/#', 'pub t/x', 'sub t/x', 'pub t/#x', 'sub c/+', 'pub c/x', 'sub c/x'],
  },
  {
    name: 'a name with levels of its own',
    claims: { username: 'bob/private', acl: [allow('all', 'users/${username}/#')] },
    allowed: [],
    denied: ['pub users/bob/private/x', 'sub users/bob/private/#', 'sub users/bob/#', 'pub users/bob'],
  },
  {
    name: 'placeholders that nothing fills',
    claims: { acl: [allow('all', 't/${username}'), deny('all', 'x/${clientid}/y'), allow('all', 'x/#'), allow('all', 'y/#')] },
    allowed: ['pub y/1', 'sub y/#', 'pub y'],
    denied: ['pub t/', 'sub t/', 'pub t/${username}', 'pub x/1/y', 'sub x/#', 'pub x', 'sub x/1'],
  },
  {
    name: 'conditions that are not known here: they cannot allow, and they do deny',
    claims: { acl: [allow('all', 'a/#', { ipaddr: '10.0.0.0/8' }), deny('all', 'b/x', { zone: 'z' }), allow('all', 'b/#')] },
    allowed: ['pub b/y', 'sub b/y'],
    denied: ['pub a/x', 'sub a/#', 'pub b/x', 'sub b/x', 'sub b/#'],
  },
  { name: 'an empty list', claims: { acl: [] }, allowed: [], denied: ['pub a', 'sub a', 'sub #'] },
  { name: 'an empty map', claims: { acl: {} }, allowed: [], denied: ['pub a', 'sub a', 'sub #'] },
  { name: 'no permissions at all', claims: {}, allowed: [], denied: ['pub a', 'sub a', 'sub #'] },
  {
    name: 'levels of quality',
    claims: { acl: [allow('subscribe', 'q/#', { qos: [0, 1] }), allow('publish', 'q/#', { qos: 2 })] },
    allowed: ['sub q/a', 'sub q/a 1', 'pub q/a 2', 'pub q/a 2 retain'],
    denied: ['sub q/a 2', 'pub q/a', 'pub q/a 1', 'sub r 0'],
  },
  {
    name: 'retention matters to messages, not to subscriptions',
    claims: { acl: [allow('all', 'a', { retain: false }), allow('all', 'b', { retain: true })] },
    allowed: ['pub a', 'sub a', 'pub b 0 retain', 'sub b'],
    denied: ['pub a 0 retain', 'pub b', 'pub b 1'],
  },
  {
    name: 'roles of the configuration',
    claims: { username: 'u', roles: ['viewer', 'operator'] },
    roles: {
      viewer: [allow('subscribe', 'plant/#')],
      operator: [allow('publish', 'plant/+/set', { qos: [1, 2] }), allow('all', 'home/${username}/#')],
      admin: [allow('all', '#')],
    },
    allowed: ['sub plant/#', 'sub plant/1/set', 'pub plant/1/set 1', 'pub plant/1/set 2 retain', 'pub home/u/x', 'sub home/u/#'],
    denied: ['pub plant/1/set', 'pub plant/1', 'pub home/v/x', 'sub #', 'sub home/#', 'pub a'],
  },
  {
    name: 'the token before its roles, and the roles in its order',
    claims: { acl: [deny('publish', 'a/x')], roles: ['second', 'first'] },
    roles: { first: [allow('all', 'a/#')], second: [deny('all', 'a/y')] },
    allowed: ['pub a/z', 'sub a/z', 'sub a/x', 'pub a'],
    denied: ['pub a/x', 'pub a/y', 'sub a/y', 'sub a/#'],
  },
  {
    name: 'one role as text, and roles that nobody has configured',
    claims: { roles: 'viewer' },
    roles: { viewer: [allow('subscribe', 'v')] },
    allowed: ['sub v'],
    denied: ['pub v', 'sub w'],
  },
  {
    name: 'roles named like members of every object',
    claims: { roles: ['constructor', '__proto__', 'toString', 'unknown'] },
    roles: { viewer: [allow('all', '#')] },
    allowed: [],
    denied: ['sub v', 'pub v'],
  },
];

const cases = blocks.flatMap(({ allowed, denied, ...block }) => [
  ...allowed.map((row) => ({ ...block, row, verdict: 'allowed' as const })),
  ...denied.map((row) => ({ ...block, row, verdict: 'denied' as const })),
]);

function requestOf(row: string): AccessRequest {
  const [action, topic = '', qosText = '0', retain] = row.split(' ');
  const qos = qosText === '2' ? 2 : qosText === '1' ? 1 : 0;
  return action === 'pub' ? { action: 'publish', topic, qos, retain: retain === 'retain' } : { action: 'subscribe', topic, qos };
}

function rolesOf(given: object): Roles {
  return configSchema.parse({ auth: { roles: given } }).auth.roles;
}

describe('permissions', () => {
  it('are tried in two hundred cases at least', () => expect(cases.length).toBeGreaterThanOrEqual(200));

  it.each(cases)('$name: $row is $verdict', ({ claims, roles = {}, row, verdict }) => {
    const principal = principalOf('jwt', { exp: 2_000_000_000, ...claims }, 'token');
    const decision = authorize(principal, requestOf(row), rolesOf(roles));
    expect(decision.ok ? 'allowed' : 'denied').toBe(verdict);
  });
});
