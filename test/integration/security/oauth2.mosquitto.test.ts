/** MCP's authorization flow, from a 401 to a tool that works, with the official client against a real OpenID provider. */
import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { startOpenIdProvider, type OpenIdProvider } from '../../support/openid-provider.ts';
import { freePort } from '../../support/ports.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

/** What a client program keeps of an authorization. */
class Person implements OAuthClientProvider {
  readonly redirectUrl = 'http://127.0.0.1:9/callback';
  readonly clientMetadata = {
    client_name: 'a client of the test',
    redirect_uris: [this.redirectUrl],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  sentTo: URL | undefined;
  kept: StoredOAuthTokens | undefined;
  #client: StoredOAuthClientInformation | undefined;
  #verifier = '';

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.#client;
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#client = client;
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.kept;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.kept = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.sentTo = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }
}

interface World extends AsyncDisposable {
  readonly provider: OpenIdProvider;
  readonly sidecar: TestSidecar;
}

async function arrange(broker: Mosquitto, agreedScopes: readonly string[]): Promise<World> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const provider = await startOpenIdProvider({ resource: () => origin, agreedScopes });
  const sidecar = await startTestSidecar({
    server: { port },
    auth: { mode: 'oauth2', oauth2: { issuer: provider.issuer, audience: origin } },
    profiles: { local: { url: broker.url } },
  });
  return {
    provider,
    sidecar,
    async [Symbol.asyncDispose]() {
      await sidecar.stop();
      await provider[Symbol.asyncDispose]();
    },
  };
}

const transports = {
  // oxlint-disable-next-line typescript/no-deprecated -- one of the transports under test is the old one
  '/mqttx/sse': (url: URL, person: Person) => new SSEClientTransport(url, { authProvider: person }),
  '/mqttx/mcp': (url: URL, person: Person) => new StreamableHTTPClientTransport(url, { authProvider: person }),
};
type Path = keyof typeof transports;

/** Signs in where the client is sent to, and connects with the token that it gets. */
async function connect({ provider, sidecar }: World, person: Person, path: Path = '/mqttx/sse'): Promise<Client> {
  const url = new URL(path, sidecar.origin);
  const first = transports[path](url, person);
  await expect(new Client({ name: 'test', version: '1' }).connect(first)).rejects.toThrow(UnauthorizedError);
  if (person.sentTo === undefined) throw new Error('The client was sent nowhere.');
  const back = await provider.signIn(person.sentTo);
  await first.finishAuth(back.searchParams);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transports[path](url, person));
  return client;
}

async function call(client: Client, name: string, toolArguments: Record<string, unknown>): Promise<string> {
  const result = await client.callTool({ name, arguments: toolArguments });
  return `${result.isError === true ? 'refused' : 'done'}: ${JSON.stringify(result.content)}`;
}

let broker: Mosquitto;
beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(() => broker.dispose());

describe('the authorization flow of MCP', () => {
  it.each(['/mqttx/sse', '/mqttx/mcp'] as const)('leads from a 401 at %s to tools that work', async (path) => {
    await using world = await arrange(broker, ['mqtt:connect', 'mqtt:subscribe', 'mqtt:publish']);
    const person = new Person();
    const client = await connect(world, person, path);
    expect(person.sentTo?.searchParams.get('scope')).toBe('mqtt:connect mqtt:subscribe mqtt:publish');
    expect(decodeJwt(person.kept?.access_token ?? '')).toMatchObject({
      iss: world.provider.issuer,
      aud: world.sidecar.origin,
      sub: 'alice',
    });
    expect(await call(client, 'mqttConnect', { profile: 'local' })).toMatch(/^done/);
    expect(await call(client, 'mqttSubscribe', { topic: 'a/#' })).toMatch(/^done/);
    expect(await call(client, 'mqttPublish', { topic: 'a/b', payload: 'x', qos: 1 })).toMatch(/^done/);
    await client.close();
  });

  it('gives no more than what the person agreed to', async () => {
    await using world = await arrange(broker, ['mqtt:connect', 'mqtt:subscribe']);
    const client = await connect(world, new Person());
    expect(await call(client, 'mqttConnect', { profile: 'local' })).toMatch(/^done/);
    expect(await call(client, 'mqttSubscribe', { topic: 'a/#' })).toMatch(/^done/);
    expect(await call(client, 'mqttPublish', { topic: 'a/b', payload: 'x' })).toMatch(/^refused.*needs the scope mqtt:publish/);
    await client.close();
  });
});

describe('what a client reads before it has a token', () => {
  it.each(['', '/mqttx/sse', '/mqttx/mcp', '/mqttx/stream'])('is told at /.well-known/oauth-protected-resource%s', async (path) => {
    await using world = await arrange(broker, []);
    const response = await fetch(`${world.sidecar.origin}/.well-known/oauth-protected-resource${path}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ resource: world.sidecar.origin, authorization_servers: [world.provider.issuer] });
  });

  it('is named in the challenge', async () => {
    await using world = await arrange(broker, []);
    const { origin } = world.sidecar;
    for (const path of ['/mqttx/sse', '/mqttx/sse?token=x', '/mqttx/stream?topic=a']) {
      const response = await fetch(`${origin}${path}`);
      expect(response.status).toBe(401);
      const metadata = `${origin}/.well-known/oauth-protected-resource${path.replace(/\?.*/, '')}`;
      expect(response.headers.get('www-authenticate')).toContain(`resource_metadata="${metadata}"`);
    }
  });

  it('is nothing where OAuth is not in use', async () => {
    await using sidecar = await startTestSidecar();
    expect((await fetch(`${sidecar.origin}/.well-known/oauth-protected-resource`)).status).toBe(404);
  });
});

describe('a token of the provider', () => {
  it('is refused elsewhere: it was issued for another audience', async () => {
    await using here = await arrange(broker, ['mqtt:connect']);
    const person = new Person();
    await (await connect(here, person)).close();
    await using elsewhere = await startTestSidecar({
      auth: { mode: 'oauth2', oauth2: { issuer: here.provider.issuer, audience: 'https://elsewhere.example' } },
    });
    const headers = { Authorization: `Bearer ${person.kept?.access_token}` };
    const response = await fetch(`${elsewhere.origin}/mqttx/sse`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(
      /error="invalid_token", error_description="The token was issued for another audience\."/,
    );
  });
});
