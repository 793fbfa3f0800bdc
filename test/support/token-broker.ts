/** A broker (MQTT 3.1.1) that takes nothing but a signed token for a password, checked against the keys of its issuer. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { listenOnFreePort } from './ports.ts';

export interface TokenBroker extends AsyncDisposable {
  readonly url: string;
  /** What the tokens of those who were let in said, in order. */
  readonly admitted: JWTPayload[];
  readonly refused: number;
}

export async function startTokenBroker(jwksUrl: string): Promise<TokenBroker> {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const admitted: JWTPayload[] = [];
  let refused = 0;
  const broker = await Aedes.createBroker({
    authenticate: (_client, _username, password, done) => {
      jwtVerify(String(password), keys, { audience: 'mqtt' }).then(
        ({ payload }) => {
          admitted.push(payload);
          done(null, true);
        },
        () => {
          refused += 1;
          done(null, false);
        },
      );
    },
  });
  const server = createServer((socket) => void broker.handle(socket));
  const port = await listenOnFreePort(server);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    admitted,
    get refused() {
      return refused;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        broker.close();
      }),
  };
}
