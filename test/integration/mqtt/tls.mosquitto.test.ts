import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import type { BrokerTlsOptions } from '../../../sidecar/mqtt/types.ts';
import { makeCertificates } from '../../support/certificates.ts';
import type { Certificate, Certificates } from '../../support/certificates.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { eventually, openConnection, openReadyConnection, text } from '../../support/mqtt.ts';
import { startWebSocketBroker } from '../../support/websocket-broker.ts';

let certificates: Certificates;

beforeAll(async () => {
  certificates = await makeCertificates();
});

afterAll(() => certificates.dispose());

async function withMosquitto(server: Certificate, use: (url: string) => Promise<void>, clientCaFile?: string): Promise<void> {
  const tls = { certFile: server.certFile, keyFile: server.keyFile, ...(clientCaFile === undefined ? {} : { clientCaFile }) };
  await using mosquitto = await startMosquitto({ tls });
  await use(mosquitto.url);
}

async function refusalOf(url: string, tls: BrokerTlsOptions): Promise<unknown> {
  const { connection } = openConnection(url, { tls });
  return connection.ready().then(
    () => 'connected',
    (error: unknown) => error,
  );
}

describe('TLS', () => {
  it('connects where the authority of the broker is given', async () => {
    await withMosquitto(certificates.server, async (url) => {
      const { connection, texts } = await openReadyConnection(url, { tls: { ca: certificates.authority.cert } });
      expect(connection).toMatchObject({ tls: true, state: { protocolVersion: 5 } });
      await connection.subscribe('a', { qos: 1 });
      await connection.publish(text('a', 'x', { qos: 1 }));
      await eventually(() => expect(texts()).toEqual(['x']));
      await connection.close();
    });
  });

  it('says in words why a certificate is not accepted', async () => {
    const ca = certificates.authority.cert;
    await withMosquitto(certificates.server, async (url) => {
      expect(await refusalOf(url, {})).toMatchObject({
        code: 'broker-unreachable',
        message: expect.stringMatching(/authority that is not (known|trusted)/),
        hint: expect.stringContaining('tls.ca'),
      });
    });
    await withMosquitto(certificates.elsewhere, async (url) => {
      expect(await refusalOf(url, { ca })).toMatchObject({
        message: expect.stringContaining('for another host name'),
        hint: expect.stringContaining('tls.servername'),
      });
      const { connection } = await openReadyConnection(url, { tls: { ca, servername: 'elsewhere.example' } });
      await connection.close();
    });
    await withMosquitto(certificates.expired, async (url) => {
      expect(await refusalOf(url, { ca })).toMatchObject({ message: expect.stringContaining('has expired') });
      const { connection } = await openReadyConnection(url, { tls: { rejectUnauthorized: false } });
      await connection.close();
    });
  });

  it('with a client certificate is let in, and without one is told that it is missing', async () => {
    const { authority, client, server } = certificates;
    await withMosquitto(
      server,
      async (url) => {
        const { connection } = await openReadyConnection(url, { tls: { ca: authority.cert, cert: client.cert, key: client.key } });
        await connection.close();
        expect(await refusalOf(url, { ca: authority.cert })).toMatchObject({
          code: 'broker-unreachable',
          message: expect.stringMatching(/client certificate/),
        });
      },
      authority.certFile,
    );
  });

  it('spoken to a port without TLS is explained', async () => {
    const plain = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
    const { connection } = openConnection(`mqtts://127.0.0.1:${plain.port}`);
    await expect(connection.ready()).rejects.toMatchObject({
      code: 'broker-unreachable',
      message: expect.stringContaining(`${plain.port}`),
    });
    await plain.close();
  });

  it('that the broker expects and does not get is explained', async () => {
    await withMosquitto(certificates.server, async (url) => {
      const { connection } = openConnection(url.replace('mqtts:', 'mqtt:'));
      await expect(connection.ready()).rejects.toMatchObject({ code: 'broker-unreachable', hint: expect.stringContaining('TLS') });
    });
  });

  it.each(['127.0.0.1', '::1'])('under a WebSocket works the same, at %s', async (host) => {
    const broker = await startWebSocketBroker(certificates.server, host);
    const { connection } = await openReadyConnection(broker.url, { tls: { ca: certificates.authority.cert } });
    expect(connection).toMatchObject({ tls: true, url: broker.url });
    await connection.close();
    expect(await refusalOf(broker.url, {})).toMatchObject({ code: 'broker-unreachable', message: expect.stringContaining('certificate') });
    await broker.close();
  });

  it('certificates of the wrong kind are refused before anything is sent', () => {
    expect(() => openConnection('mqtts://127.0.0.1', { tls: { ca: certificates.server.key, cert: 'no PEM', key: 'no PEM' } })).toThrow(
      /cannot be used/,
    );
    const { server, client } = certificates;
    expect(() => openConnection('mqtts://127.0.0.1', { tls: { cert: server.cert, key: client.key } })).toThrow(/cannot be used.*mismatch/);
  });
});
