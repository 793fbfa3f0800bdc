/**
 * A real authorization server that gives tokens to programs (client credentials), for brokers that take a token for a password. It
 * can be away, and counts what it has given out.
 */
import { createServer } from 'node:http';
import { exportJWK } from 'jose';
import { Provider } from 'oidc-provider';
import { listenOnFreePort } from './ports.ts';
import { signingKey } from './tokens.ts';

export const PROGRAM = { clientId: 'sidecar', clientSecret: 'the secret of the sidecar' } as const;

export interface TokenProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  /** Tokens given out so far. */
  readonly granted: number;
  isAway: boolean;
}

/** Its tokens are JWTs for the audience `mqtt`, with the scope `telemetry` where it is asked for. */
export async function startTokenProvider({ ttlSeconds = 600 }: { ttlSeconds?: number } = {}): Promise<TokenProvider> {
  const server = createServer();
  const issuer = `http://127.0.0.1:${await listenOnFreePort(server)}`;
  const key = signingKey('provider-key');
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(key.privateKey)), kid: key.kid, alg: key.alg, use: 'sig' }] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clients: [
      {
        client_id: PROGRAM.clientId,
        client_secret: PROGRAM.clientSecret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:broker',
        getResourceServerInfo: () => ({
          scope: 'telemetry',
          audience: 'mqtt',
          accessTokenTTL: ttlSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    ttl: { ClientCredentials: ttlSeconds },
  });
  let granted = 0;
  provider.on('grant.success', () => {
    granted += 1;
  });
  const handle = provider.callback();
  const state = { isAway: false };
  server.on('request', (request, response) => {
    if (state.isAway) response.writeHead(503).end();
    else void handle(request, response);
  });
  return {
    issuer,
    tokenUrl: `${issuer}/token`,
    jwksUrl: `${issuer}/jwks`,
    get granted() {
      return granted;
    },
    get isAway() {
      return state.isAway;
    },
    set isAway(isAway) {
      state.isAway = isAway;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
