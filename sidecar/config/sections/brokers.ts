/**
 * `profiles`, `defaultProfile` and `embeddedBroker`: the brokers that the sidecar knows by name. Read by `mqtt`; the desktop
 * parses the profiles that a person edits with `profileSchema`.
 */
import { z } from 'zod';
import { count, hostName, pem, port, seconds, secret, secretPem, text, url } from '../fields.ts';

const profileTls = z.strictObject({
  ca: pem().exactOptional().describe('Authority that signed the certificate of the broker; without it, those of the system.'),
  cert: pem().exactOptional().describe('Client certificate.'),
  key: secretPem().exactOptional().describe('Private key of the client certificate.'),
  passphrase: secret().exactOptional().describe('Passphrase of an encrypted private key.'),
  rejectUnauthorized: z.boolean().default(true).describe('Refuses a broker whose certificate cannot be verified.'),
  servername: hostName().exactOptional().describe('Name to verify the certificate against, when it is not the host of the URL.'),
  alpn: z.array(text()).min(1).exactOptional().describe('Protocols offered by ALPN.'),
});

const reconnect = z
  .strictObject({
    minMs: count(1, 3_600_000).default(1000).describe('First wait before a lost connection is tried again, in milliseconds.'),
    maxMs: count(1, 3_600_000).default(30_000).describe('Longest wait between two attempts, in milliseconds.'),
    factor: z.number().min(1).max(10).default(2).describe('By how much each wait is longer than the one before.'),
    jitter: z.number().min(0).max(1).default(0.2).describe('Share of the wait by which it is spread at random, up and down.'),
  })
  .prefault({});

const oauth2 = z.strictObject({
  tokenUrl: url('http', 'https').exactOptional().describe('Token endpoint of the authorization server.'),
  issuer: url('http', 'https').exactOptional().describe('Issuer whose metadata names the token endpoint; instead of tokenUrl.'),
  clientId: text().describe('Client id at the authorization server.'),
  clientSecret: secret().describe('Client secret.'),
  clientAuthentication: z
    .enum(['basic', 'post'])
    .default('basic')
    .describe('How the secret is sent: in the header Authorization, or in the body.'),
  scope: text().exactOptional().describe('Scopes to ask for, separated by spaces.'),
  audience: text().exactOptional().describe('Audience to ask for, where the authorization server wants one.'),
  resource: text().exactOptional().describe('Resource to ask for (RFC 8707).'),
});

export const profileSchema = z.strictObject({
  url: url('mqtt', 'mqtts', 'ws', 'wss').describe('Address of the broker; credentials in it are used as username and password.'),
  protocolVersion: z
    .literal(['auto', 4, 5])
    .default('auto')
    .describe('5 is MQTT 5.0, 4 is MQTT 3.1.1; auto tries 5 and falls back to 4 when the broker refuses it.'),
  clientId: text().exactOptional().describe('Client id, used as it stands; without it, a new one is made for every connection.'),
  username: z.string().exactOptional().describe('User name at the broker.'),
  password: z.string().exactOptional().meta({ secret: 'value', description: 'Password at the broker.' }),
  oauth2: oauth2
    .exactOptional()
    .describe(
      'Gets an access token by client credentials and sends it as the password; the connection is taken over to a new token before the old one runs out.',
    ),
  keepaliveSeconds: count(0, 65_535).default(60).describe('Longest silence before a ping; 0 sends none.'),
  cleanStart: z.boolean().exactOptional().meta({
    description:
      'Starts without what the broker still holds of an earlier session; without this setting true, but false where history.store outlives the process.',
  }),
  sessionExpirySeconds: count(0, 4_294_967_295)
    .exactOptional()
    .describe(
      'How long the broker keeps the session after the connection is lost (MQTT 5.0); 4294967295 is for ever. Without it a day where cleanStart is false, else not at all.',
    ),
  connectTimeoutSeconds: seconds(0.1, 600).default(10).describe('How long an attempt to connect may take.'),
  tls: profileTls.exactOptional().describe('TLS towards the broker, for mqtts and wss.'),
  reconnect: reconnect.describe('Waits between the attempts to reconnect.'),
});

/** URL-safe, since a profile is named in paths; never a name that every JavaScript object answers to. */
const profileName = /^[A-Za-z\d][\w.-]{0,63}$/;

/** The object has `local` by itself, so that a file which defines other profiles keeps it. */
export const profilesSection = z
  .object({ local: profileSchema.prefault({ url: 'mqtt://127.0.0.1:1883' }) })
  .catchall(profileSchema)
  .superRefine((profiles, context) => {
    for (const name of Object.keys(profiles)) {
      if (profileName.test(name) && !(name in Object.prototype)) continue;
      const message = `"${name}" cannot name a profile. Allowed: 1 to 64 letters, digits, _, - and dots, a letter or digit first.`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .prefault({})
  .meta({
    allowed: 'map from name to profile',
    description: 'Brokers by name; local (mqtt://127.0.0.1:1883) exists unless it is redefined.',
  });

export const defaultProfileField = text()
  .default('local')
  .meta({ allowed: 'name of a profile', description: 'Profile that is used where none is named.' });

export const embeddedBrokerSection = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .meta({ flag: 'embedded-broker', description: 'Starts a broker (MQTT 3.1.1) for the profile local when nothing listens there.' }),
    host: hostName().default('127.0.0.1').describe('Address on which the embedded broker listens.'),
    port: port().default(1883).describe('TCP port of the embedded broker; 0 takes a free one.'),
  })
  .prefault({})
  .describe('The broker that the server brings along.');
