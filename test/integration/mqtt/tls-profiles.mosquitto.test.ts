/** TLS to brokers as a profile asks for it: an encrypted key, ALPN, and WebSockets, against what the broker itself saw. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { makeCertificates, type Certificates } from '../../support/certificates.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { listenOnFreePort } from '../../support/ports.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const run = promisify(execFile);

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});
afterAll(() => certificates.dispose());

type ProfileTls = NonNullable<NonNullable<ConfigInput['profiles']>[string]['tls']>;

/** What the tools say of a connection by such a profile, and of a message that goes to the broker and back. */
async function roundTrip(url: string, tls: Partial<ProfileTls>): Promise<string> {
  await using sidecar = await startTestSidecar({
    profiles: { cloud: { url, tls: { ca: certificates.authority.certFile, ...tls } } },
  });
  const mcp = await RawMcpClient.open(sidecar.origin);
  try {
    const connected = await mcp.callTool('mqttConnect', { profile: 'cloud' });
    if (connected.isError) return connected.text;
    await mcp.callTool('mqttSubscribe', { topic: 'a', qos: 1 });
    await mcp.callTool('mqttPublish', { topic: 'a', payload: 'over TLS', qos: 1 });
    const { params } = await mcp.waitForMessage(({ method }) => method === 'notifications/message');
    return String(params?.['payload']);
  } finally {
    mcp.destroy();
  }
}

it('a client certificate with an encrypted key is shown to the broker', async () => {
  const { server, client, authority } = certificates;
  const folder = await mkdtemp(join(tmpdir(), 'tls-profiles-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const key = join(folder, 'encrypted.key');
  await run('openssl', ['pkcs8', '-topk8', '-in', client.keyFile, '-out', key, '-passout', 'pass:open sesame']);
  const tls = { certFile: server.certFile, keyFile: server.keyFile, clientCaFile: authority.certFile };
  await using mosquitto = await startMosquitto({ tls, config: ['use_identity_as_username true'] });
  const cert = client.certFile;
  expect(await roundTrip(mosquitto.url, { cert, key, passphrase: 'open sesame' })).toBe('over TLS');
  expect(mosquitto.log()).toMatch(/New client connected .* u'client'/);
  expect(await roundTrip(mosquitto.url, { cert, key, passphrase: 'open barley' })).toMatch(/certificates for .* cannot be used/);
});

it('the protocols of tls.alpn are offered, and a broker that takes none of them is told of', async () => {
  await using mosquitto = await startMosquitto();
  const { cert, key } = certificates.server;
  const chosen: (string | false | null)[] = [];
  // Mosquitto 2.0.11 chooses none of the protocols that are offered; what stands in front of a broker does.
  const front = (ALPNProtocols: string[]) => {
    const server = createServer({ cert, key, ALPNProtocols }, (socket) => {
      chosen.push(socket.alpnProtocol);
      const broker = connect(mosquitto.port, '127.0.0.1');
      socket.on('error', () => broker.destroy()).on('close', () => broker.destroy());
      broker.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.pipe(broker).pipe(socket);
    });
    onTestFinished(() => void server.close());
    return listenOnFreePort(server);
  };
  const url = `mqtts://127.0.0.1:${await front(['x-amzn-mqtt-ca', 'mqtt'])}`;
  expect(await roundTrip(url, { alpn: ['mqtt', 'x-amzn-mqtt-ca'] })).toBe('over TLS');
  expect(await roundTrip(url, {})).toBe('over TLS');
  expect(chosen).toEqual(['x-amzn-mqtt-ca', false]);
  const strict = `mqtts://127.0.0.1:${await front(['h2'])}`;
  expect(await roundTrip(strict, { alpn: ['mqtt'] })).toMatch(/ALPN|protocol/i);
});

it('a WebSocket with TLS reaches the listener that Mosquitto has for it', async () => {
  const { server } = certificates;
  await using mosquitto = await startMosquitto({ protocol: 'websockets', tls: { certFile: server.certFile, keyFile: server.keyFile } });
  expect(mosquitto.url).toMatch(/^wss:/);
  expect(await roundTrip(mosquitto.url, {})).toBe('over TLS');
  expect(await roundTrip(mosquitto.url, { ca: certificates.client.cert })).toContain('authority');
});
