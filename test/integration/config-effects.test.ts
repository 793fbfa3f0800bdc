/** Every setting of who may use the server does what it says, from the environment alone, from YAML and from JSON: seen, not parsed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { isRecord } from '../../sidecar/config/schema-tree.ts';
import { startSidecar, type Sidecar } from '../../sidecar/server.ts';
import { makeCertificates, type Certificates } from '../support/certificates.ts';
import { send } from '../support/http.ts';
import { JSON_FILE, loadValid, YAML_FILE } from '../support/load-config.ts';
import { askOverTls } from '../support/tls-tunnel.ts';
import { inSeconds, sign, signingKey, signShared, startIssuer, type TestIssuer } from '../support/tokens.ts';

type Settings = { readonly [key: string]: unknown };

interface Case {
  readonly name: string;
  readonly settings: () => Settings;
  readonly probe: (sidecar: Sidecar) => Promise<unknown>;
  readonly seen: unknown;
}

const secret = 'a shared secret of more than thirty-two bytes';
const key = signingKey('of-the-table');
let issuer: TestIssuer;
let certificates: Certificates;
beforeAll(async () => {
  [issuer, certificates] = await Promise.all([startIssuer(key), makeCertificates()]);
});
afterAll(() => Promise.all([issuer[Symbol.asyncDispose](), certificates.dispose()]));

const api = '/mqttx/api/v1/connections';
const bearer = (token: string) => ['Authorization', `Bearer ${token}`];
const status = async ({ port }: Sidecar, path: string, headers: string[] = []) => (await send({ port, path, headers })).status;
const publishStatus = async ({ port }: Sidecar, topic: string, headers: string[]) =>
  (
    await send({
      port,
      method: 'POST',
      path: `${api}/local/publish`,
      headers: [...headers, 'Content-Type', 'application/json'],
      body: JSON.stringify({ topic, payload: 'x' }),
    })
  ).status;

/** Statuses of the API without a token, and with each of them. */
const statuses = async (sidecar: Sidecar, ...tokens: (string | Promise<string>)[]) => [
  await status(sidecar, api),
  ...(await Promise.all(tokens.map(async (token) => status(sidecar, api, bearer(await token))))),
];

const jwt =
  (more: Settings): (() => Settings) =>
  () => ({ auth: { mode: 'jwt', jwt: more } });
const over = (port: number, more: object = {}) => ({ port, path: '/health/live', ca: certificates.authority.cert, ...more });
const tls = () => ({ cert: certificates.server.certFile, key: certificates.server.keyFile });

const cases: readonly Case[] = [
  { name: 'auth.mode none', settings: () => ({ auth: { mode: 'none' } }), probe: (sidecar) => statuses(sidecar), seen: [200] },
  {
    name: 'auth.mode token, auth.token',
    settings: () => ({ auth: { mode: 'token', token: 'let-me-in' } }),
    probe: (sidecar) => statuses(sidecar, 'let-me-in', 'let-me-out'),
    seen: [401, 200, 401],
  },
  {
    name: 'auth.allowAnonymous, server.host',
    settings: () => ({ server: { host: '0.0.0.0' }, auth: { allowAnonymous: true } }),
    probe: (sidecar) => statuses(sidecar),
    seen: [200],
  },
  { name: 'auth.jwt.secret', settings: jwt({ secret }), probe: (sidecar) => statuses(sidecar, signShared(secret)), seen: [401, 200] },
  {
    name: 'auth.jwt.publicKey',
    settings: jwt({ publicKey: key.publicPem }),
    probe: (sidecar) => statuses(sidecar, sign(key), sign(signingKey('x'))),
    seen: [401, 200, 401],
  },
  {
    name: 'auth.jwt.jwksUrl',
    settings: () => jwt({ jwksUrl: issuer.jwksUrl })(),
    probe: (sidecar) => statuses(sidecar, sign(key)),
    seen: [401, 200],
  },
  {
    name: 'auth.jwt.algorithms',
    settings: jwt({ secret, algorithms: ['HS512'] }),
    probe: (sidecar) => statuses(sidecar, signShared(secret), signShared(secret, {}, 'HS512')),
    seen: [401, 401, 200],
  },
  {
    name: 'auth.jwt.issuer, auth.jwt.audience',
    settings: jwt({ secret, issuer: 'us', audience: ['mqtt', 'sse'] }),
    probe: (sidecar) =>
      statuses(
        sidecar,
        signShared(secret, { iss: 'us', aud: 'sse' }),
        signShared(secret, { iss: 'us' }),
        signShared(secret, { aud: 'mqtt' }),
      ),
    seen: [401, 200, 401, 401],
  },
  {
    name: 'auth.clockToleranceSeconds, auth.maxTokenBytes',
    settings: () => ({ auth: { mode: 'jwt', jwt: { secret }, clockToleranceSeconds: 120, maxTokenBytes: 300 } }),
    probe: (sidecar) =>
      statuses(
        sidecar,
        signShared(secret, { exp: inSeconds(-60) }),
        signShared(secret, { exp: inSeconds(-180) }),
        signShared(secret, { x: 'y'.repeat(300) }),
      ),
    seen: [401, 200, 401, 401],
  },
  {
    name: 'auth.oauth2.issuer, auth.oauth2.audience',
    settings: () => ({ auth: { mode: 'oauth2', oauth2: { issuer: issuer.url, audience: ['mqtt'] } } }),
    probe: (sidecar) => statuses(sidecar, sign(key, { iss: issuer.url, aud: 'mqtt' }), sign(key, { iss: issuer.url, aud: 'other' })),
    seen: [401, 200, 401],
  },
  {
    name: 'auth.roles',
    settings: () => ({
      auth: { mode: 'jwt', jwt: { secret }, roles: { worker: [{ permission: 'allow', action: 'publish', topic: 'plant/${username}' }] } },
    }),
    // Whoever may publish learns that there is no broker.
    probe: async (sidecar) => {
      const headers = bearer(await signShared(secret, { sub: 'alice', roles: ['worker'] }));
      return [await publishStatus(sidecar, 'plant/alice', headers), await publishStatus(sidecar, 'plant/bob', headers)];
    },
    seen: [503, 403],
  },
  {
    name: 'auth.certificateRoles, server.tls.clientCa',
    settings: () => ({
      server: { tls: { ...tls(), clientCa: certificates.authority.certFile } },
      auth: { certificateRoles: ['reader'], roles: { reader: [{ permission: 'allow', action: 'subscribe', topic: 'a' }] } },
    }),
    probe: async ({ port }) => {
      const { cert, key: own } = certificates.client;
      const asked = { ...over(port), cert, key: own };
      const stream = async (topic: string) => (await askOverTls({ ...asked, path: `/mqttx/stream?topic=${topic}` })).answer.slice(9, 12);
      const stranger = await askOverTls(over(port)).catch(() => 'refused');
      return [stranger, await stream('b')];
    },
    seen: ['refused', '403'],
  },
  {
    name: 'server.tls.cert, server.tls.key, server.tls.hstsSeconds',
    settings: () => ({ server: { tls: { ...tls(), hstsSeconds: 77 }, allowedHosts: ['mqtt.example'] } }),
    probe: async ({ port, urls }) => {
      const { answer } = await askOverTls(over(port, { headers: { Host: 'mqtt.example' } }));
      return [urls.mcp.startsWith('https://'), answer.includes('max-age=77')];
    },
    seen: [true, true],
  },
  {
    name: 'admin.token',
    settings: () => ({ admin: { token: 'of-the-operator' } }),
    probe: (sidecar) => status(sidecar, '/mqttx/admin/v1/snapshot', bearer('of-the-operator')),
    seen: 200,
  },
  {
    name: 'server.basePath',
    settings: () => ({ server: { basePath: '/gate' } }),
    probe: async (sidecar) => [await status(sidecar, '/gate/api/v1/connections'), await status(sidecar, api)],
    seen: [200, 404],
  },
  {
    name: 'server.publicUrl',
    settings: () => ({ server: { publicUrl: 'https://mqtt.example/gate' } }),
    probe: async (sidecar) => [sidecar.urls.mcp, await status(sidecar, api, ['Host', 'mqtt.example'])],
    seen: ['https://mqtt.example/gate/mqttx/sse', 200],
  },
  {
    name: 'server.allowedHosts',
    settings: () => ({ server: { allowedHosts: ['a.example', 'b.example'] } }),
    probe: async (sidecar) => Promise.all(['b.example', 'c.example'].map((host) => status(sidecar, api, ['Host', host]))),
    seen: [200, 403],
  },
  {
    name: 'server.allowedOrigins',
    settings: () => ({ server: { allowedOrigins: ['https://page.example'] } }),
    probe: async (sidecar) =>
      Promise.all(['https://page.example', 'https://other.example'].map((origin) => status(sidecar, api, ['Origin', origin]))),
    seen: [200, 403],
  },
  {
    name: 'server.trustProxy',
    settings: () => ({
      server: { trustProxy: ['loopback'] },
      auth: { mode: 'oauth2', oauth2: { issuer: 'http://127.0.0.1:9', audience: ['mqtt'] } },
    }),
    probe: async ({ port }) => {
      const { headers } = await send({ port, path: api, headers: ['X-Forwarded-Proto', 'https'] });
      return String(headers['www-authenticate']).includes('resource_metadata="https://');
    },
    seen: true,
  },
];

/** What every case has besides: a free port, no broker, silence. */
function complete(settings: Settings): Settings {
  const server = isRecord(settings['server']) ? settings['server'] : {};
  return {
    ...settings,
    server: { port: 0, ...server },
    embeddedBroker: { enabled: false },
    log: { level: 'silent' },
    profiles: { local: { url: 'mqtt://127.0.0.1:9' } },
  };
}

/** Maps are JSON, lists have commas. */
function variables(settings: Settings, prefix = 'MQTTX_SSE'): Record<string, string> {
  const entries = Object.entries(settings).flatMap(([name, value]): (readonly [string, string])[] => {
    const variable = `${prefix}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    if (['MQTTX_SSE_PROFILES', 'MQTTX_SSE_AUTH_ROLES'].includes(variable)) return [[variable, JSON.stringify(value)]];
    if (isRecord(value)) return Object.entries(variables(value, variable));
    return [[variable, Array.isArray(value) ? value.join(',') : String(value)]];
  });
  return Object.fromEntries(entries);
}

const sources = {
  'the environment': (settings: Settings) => ({ env: variables(settings) }),
  'YAML': (settings: Settings) => ({ files: { [YAML_FILE]: stringify(settings) } }),
  'JSON': (settings: Settings) => ({ files: { [JSON_FILE]: JSON.stringify(settings) } }),
};

describe('by the environment alone', () => {
  it.each(cases)('$name', async ({ settings, probe, seen }) => {
    const sidecar = await startSidecar(configFrom('the environment', settings()));
    try {
      expect(await probe(sidecar)).toEqual(seen);
    } finally {
      await sidecar.stop();
    }
  });
});

// The configuration is all that a sidecar is started with: what is equal there does what was seen above.
describe.each(['YAML', 'JSON'] as const)('%s comes to the same configuration', (source) => {
  it.each(cases)('$name', ({ settings }) => {
    const given = settings();
    const config = configFrom(source, given);
    expect(config).toEqual(configFrom('the environment', given));
  });
});

function configFrom(source: keyof typeof sources, settings: Settings) {
  return loadValid(sources[source](complete(settings))).config;
}
