/**
 * A real OpenID provider for tests, on a free loopback port: clients register themselves, `alice` signs in by following
 * redirects, a program gets tokens of its own, and access tokens are signed for the resource that was asked for. Its signing key is made
 * anew for each, and may be replaced.
 */
import { createServer } from 'node:http';
import { exportJWK, type JWK } from 'jose';
import { Provider, type Configuration } from 'oidc-provider';
import { z } from 'zod';
import { signingKey } from './tokens.ts';

const SCOPES = ['mqtt:connect', 'mqtt:subscribe', 'mqtt:publish'];
const PROGRAM = { id: 'program', secret: 'the secret of the program' };

export interface OpenIdProvider extends AsyncDisposable {
  readonly issuer: string;
  /** Signs in and agrees, as a browser would that is sent to this address; resolves with the address it is sent to at the end. */
  signIn(authorization: URL): Promise<URL>;
  /** A token of the program (client credentials) for the resource, with all scopes. */
  grant(): Promise<string>;
  /** Signs with a new key from now on, and tells its id. The one before stays among the published ones, those before it do not. */
  rotate(): Promise<string>;
}

interface ProviderSettings {
  /** What resources of that beginning may be asked for. */
  readonly resource: () => string;
  /** Scopes that the user agrees to, of those that were asked for. */
  readonly agreedScopes: readonly string[];
}

export async function startOpenIdProvider({ resource, agreedScopes }: ProviderSettings): Promise<OpenIdProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The provider has no port.');
  const issuer = `http://127.0.0.1:${address.port}`;
  const configuration: Configuration = {
    clients: [
      {
        client_id: PROGRAM.id,
        client_secret: PROGRAM.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: SCOPES.join(' '),
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    scopes: ['openid', 'offline_access', ...SCOPES],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, indicator) => {
          if (!indicator.startsWith(resource())) throw new Error(`Nobody knows the resource ${indicator}.`);
          return {
            scope: SCOPES.join(' '),
            audience: indicator,
            accessTokenTTL: 600,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
        useGrantedResource: () => true,
      },
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['of the test'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, ClientCredentials: 600, IdToken: 600, AuthorizationCode: 60 },
  };
  const keys = [await newKey('provider-key')];
  let handle = handlerOf(keys);
  server.on('request', (request, response) => void handle(request, response));

  return {
    issuer,
    signIn: followRedirects,
    grant: grantToProgram,
    async rotate() {
      const kid = `provider-key-${keys.length}`;
      keys.unshift(await newKey(kid));
      handle = handlerOf(keys.slice(0, 2));
      return kid;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  /** Providers of one issuer share what they have stored; only their keys differ. */
  function handlerOf(published: readonly JWK[]): ReturnType<Provider['callback']> {
    const provider = new Provider(issuer, { ...configuration, jwks: { keys: [...published] } });
    provider.use(async (context, next) => {
      if (!context.path.startsWith('/interaction/')) return next();
      const { prompt, params, session, grantId } = await provider.interactionDetails(context.req, context.res);
      if (prompt.name === 'login') {
        return provider.interactionFinished(
          context.req,
          context.res,
          { login: { accountId: 'alice' } },
          { mergeWithLastSubmission: false },
        );
      }
      const grant =
        (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
        new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params['client_id']) });
      const resourceIndicator = String(params['resource']);
      // Clients may register with the scopes of the resource only if they are scopes of the provider, too.
      grant.addOIDCScope(SCOPES.join(' '));
      grant.addResourceScope(resourceIndicator, agreedScopes.join(' '));
      grant.rejectResourceScope(resourceIndicator, SCOPES.filter((scope) => !agreedScopes.includes(scope)).join(' '));
      return provider.interactionFinished(context.req, context.res, { consent: { grantId: await grant.save() } });
    });
    return provider.callback();
  }

  async function grantToProgram(): Promise<string> {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${PROGRAM.id}:${PROGRAM.secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: resource(), scope: SCOPES.join(' ') }),
    });
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
  }

  async function followRedirects(authorization: URL): Promise<URL> {
    const cookies = new Map<string, string>();
    let at = authorization;
    for (let step = 0; step < 10 && at.origin === issuer; step += 1) {
      const headers = { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
      const response = await fetch(at, { headers, redirect: 'manual' });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${at.pathname} answered with ${response.status}: ${await response.text()}`);
      at = new URL(location, at);
    }
    if (!at.searchParams.has('code')) throw new Error(`The sign-in ended at ${at.href}.`);
    return at;
  }
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey, alg } = signingKey(kid);
  return { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' };
}
