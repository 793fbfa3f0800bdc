/**
 * A connection inside this process, for requests that came in at another instance: one end for a client, one for a server of
 * `node:http`, which takes any duplex stream. The server's end answers what code asks of a socket of the network.
 */
import { duplexPair, type Duplex } from 'node:stream';

interface InjectedConnection {
  readonly client: Duplex;
  readonly server: Duplex;
}

/** @param address IP address of the client that sent the request */
export function openInjectedConnection(address: string): InjectedConnection {
  const [client, server] = duplexPair();
  const asSocket = {
    remoteAddress: address,
    remotePort: 0,
    setNoDelay: () => server,
    setKeepAlive: () => server,
    setTimeout: () => server,
    destroySoon() {
      server.end(() => server.destroy());
    },
  };
  Object.assign(server, asSocket);
  // Either end goes with the other, as over a network.
  client.once('close', () => server.destroy());
  server.once('close', () => client.destroy());
  for (const end of [client, server]) end.on('error', () => {});
  return { client, server };
}
