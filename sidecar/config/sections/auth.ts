/**
 * `auth` and `admin`: who may use the sidecar, and the roles that tokens refer to. Read by the one decision point in
 * `security`. The claims inside a token have their own schema there.
 */
import { z } from 'zod';
import { count, pem, seconds, secret, text, url } from '../fields.ts';
import { aclTopic } from '../topic-fields.ts';

const jwtAlgorithms = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

const audience = z.union([z.array(text()).min(1), text()]).meta({ allowed: 'text, or list of texts of which one has to match' });

const qos = z.literal([0, 1, 2]);

/** One line of a role; the first line that matches decides. */
const aclRuleSchema = z.strictObject({
  permission: z.enum(['allow', 'deny']).describe('What the rule decides when it matches.'),
  action: z.enum(['publish', 'subscribe', 'all']).describe('What the caller wants to do.'),
  topic: aclTopic().describe('Topic filter; `${username}` and `${clientid}` are filled in, and `eq ` in front takes wildcards literally.'),
  qos: z
    .union([qos, z.array(qos).min(1)])
    .exactOptional()
    .meta({ allowed: '0, 1 or 2, or list of these', description: 'Matches only these QoS levels; without it, every one.' }),
  retain: z.boolean().exactOptional().describe('Matches only the publishing of retained, or of not retained, messages; without it, both.'),
});

const jwt = z.strictObject({
  secret: secret().exactOptional().describe('Shared secret for HS256, HS384 and HS512.'),
  publicKey: pem().exactOptional().describe('Public key for RS, PS, ES and EdDSA.'),
  jwksUrl: url('http', 'https')
    .exactOptional()
    .describe('Address of a key set; fetched when needed, and again when an unknown key is named.'),
  algorithms: z
    .array(z.enum(jwtAlgorithms))
    .min(1)
    .exactOptional()
    .describe('Algorithms that are accepted; without it, those that fit the kind of key.'),
  issuer: text().exactOptional().describe('Issuer (iss) that a token has to name.'),
  audience: audience.exactOptional().describe('Audience (aud) that a token has to name.'),
});

const oauth2 = z.strictObject({
  issuer: url('http', 'https').describe('Issuer whose metadata tells the key set (RFC 8414 or OpenID Connect discovery).'),
  audience: audience.describe(
    'Audience (aud) that an access token has to name, usually the public address of this server; what MCP clients ask for as resource, if it is such an address.',
  ),
});

export const authSection = z
  .strictObject({
    mode: z
      .enum(['none', 'token', 'jwt', 'oauth2'])
      .default('none')
      .describe('How callers prove who they are; none is accepted on loopback only, unless allowAnonymous is set.'),
    allowAnonymous: z.boolean().default(false).describe('Serves everybody on the network although mode is none.'),
    token: z
      .string()
      .regex(/^[\x21-\x7e]+$/)
      .exactOptional()
      .meta({
        allowed: 'printable ASCII characters without spaces',
        secret: 'value',
        description: 'The secret that every caller has to send, for mode token.',
      }),
    clockToleranceSeconds: seconds(0, 300)
      .default(30)
      .describe('How far the clocks of issuer and server may differ when a token is checked.'),
    maxTokenBytes: count(256, 65_536).default(8192).describe('Largest token that is looked at.'),
    jwt: jwt.exactOptional().describe('Tokens signed by a known key, for mode jwt; exactly one of secret, publicKey and jwksUrl.'),
    oauth2: oauth2.exactOptional().describe('Access tokens of an authorization server, for mode oauth2.'),
    certificateRoles: z
      .array(text())
      .default([])
      .describe(
        'Roles of callers whom a client certificate proves (server.tls.clientCa) in modes none and token; without any, they may do everything with MQTT.',
      ),
    roles: z.record(text(), z.array(aclRuleSchema)).default({}).meta({
      allowed: 'map from role to list of rules',
      description:
        'Permissions of the roles that a token names in its claim roles. The rules of its claim acl come first, then those of its roles in the order of the token; the first that matches decides, none denies.',
    }),
  })
  .prefault({})
  .describe('Who may use the server, and what they may do.');

export const adminSection = z
  .strictObject({
    token: secret().exactOptional().describe('Token of the dashboard; without it, a new one is made at every start and printed.'),
  })
  .prefault({})
  .describe('The dashboard and its API.');
