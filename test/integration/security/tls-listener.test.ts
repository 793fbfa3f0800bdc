/** HTTPS: every edge over it, certificates renewed under load, and what is said when they cannot be used. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { identifySidecar } from '../../../sidecar/observe/identify-sidecar.ts';
import { makeCertificates, type Certificates } from '../../support/certificates.ts';
import { exchange } from '../../support/http.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { askOverTls, openTlsTunnel } from '../../support/tls-tunnel.ts';

const run = promisify(execFile);

let certificates: Certificates;
let brokerUrl: string;
beforeAll(async () => {
  certificates = await makeCertificates();
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  brokerUrl = `mqtt://127.0.0.1:${broker.port}`;
  return async () => broker.close();
});
afterAll(() => certificates.dispose());

type Tls = NonNullable<NonNullable<ConfigInput['server']>['tls']>;

function start(tls: Partial<Tls> = {}, more: ConfigInput = {}): Promise<TestSidecar> {
  const { cert, key } = certificates.server;
  return startTestSidecar({
    ...more,
    server: { ...more.server, tls: { cert, key, reloadSeconds: 0.05, ...tls } },
    profiles: { local: { url: brokerUrl } },
  });
}

/** As a whole: whoever reads meanwhile never finds a file that is empty or begun. */
async function place(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-listener-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('HTTPS', () => {
  it('serves MCP, streams, API, metrics, health and the dashboard, on both loopback addresses', async () => {
    await using sidecar = await start({}, { stream: { chunkBytes: 1024 } });
    expect(sidecar.urls).toMatchObject({
      mcp: `https://localhost:${sidecar.port}/mqttx/sse`,
      dashboard: `https://localhost:${sidecar.port}/`,
    });
    await using tunnel = await openTlsTunnel(sidecar.port, { ca: certificates.authority.cert });
    const stream = await StreamClient.open(tunnel.origin, 'topic=plant/%23');
    const mcp = await RawMcpClient.open(tunnel.origin);
    await mcp.callTool('mqttConnect', { profile: 'local' });
    await mcp.callTool('mqttSubscribe', { topic: 'plant/+' });
    const large = 'x'.repeat(300_000);
    for (const payload of ['21.5', large]) expect((await mcp.callTool('mqttPublish', { topic: 'plant/1', payload })).isError).toBe(false);
    // As many chunks as the socket of a stream that has left HTTP takes at once, and more.
    await stream.untilNamed('chunk', Math.ceil(large.length / 1024));
    expect(stream.payloads).toEqual(['21.5']);
    await mcp.waitForMessage(({ method, params }) => method === 'notifications/message' && params?.['payload'] === large);
    const answers = await Promise.all(
      ['/mqttx/api/v1/connections', '/metrics', '/health/ready', '/mqttx/client.js', '/mqttx/admin/v1/snapshot'].map(
        async (path) => (await fetch(tunnel.origin + path, { headers: { Authorization: `Bearer ${sidecar.adminToken}` } })).status,
      ),
    );
    expect(answers).toEqual([200, 200, 200, expect.any(Number), 200]);
    const metrics = await (await fetch(`${tunnel.origin}/metrics`)).text();
    expect(metrics).toMatch(/^mqttx_sse_tls_certificate_expiry_timestamp_seconds [12]\d{9}$/m);
    const overIpv6 = await askOverTls({ host: '::1', port: sidecar.port, path: '/health/live', ca: certificates.authority.cert });
    expect(overIpv6).toMatchObject({ answer: expect.stringContaining('200 OK'), shownTo: 'localhost' });
    mcp.destroy();
    stream.close();
  });

  it('holds back what a slow reader does not take, tells it of the gap, and ends in order', async () => {
    const sidecar = await start({}, { stream: { bufferBytes: 65_536, slowConsumer: 'drop-oldest' } });
    await using tunnel = await openTlsTunnel(sidecar.port, { ca: certificates.authority.cert });
    const stream = await StreamClient.open(tunnel.origin, 'topic=flood');
    await using other = await openTlsTunnel(sidecar.port, { ca: certificates.authority.cert });
    stream.response.pause();
    const payload = 'x'.repeat(200_000);
    for (let count = 0; count < 100; count += 1) await publish(other.origin, 'flood', payload);
    stream.response.resume();
    const [gap] = await stream.untilNamed('gap');
    expect(JSON.parse(gap?.data ?? '')).toMatchObject({ reason: 'slow-consumer' });
    await sidecar.stop();
    await stream.untilEnd();
    expect(stream.events.at(-1)?.retry).toMatch(/^\d+$/);
  });

  it('tells HTTP in clear that this is the wrong way in, and speaks nothing older than TLS 1.2', async () => {
    await using sidecar = await start();
    const answer = await exchange(sidecar.port, 'GET /mqttx/sse HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      code: 'https-required',
      hint: expect.stringContaining('https://'),
    });
    const asked = { port: sidecar.port, path: '/health/live', ca: certificates.authority.cert };
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(askOverTls({ ...asked, ...old })).rejects.toMatchObject({ message: expect.stringContaining('protocol version') });
    expect((await askOverTls({ ...asked, maxVersion: 'TLSv1.2' })).answer).toContain('200 OK');
  });

  it('tells browsers to stay with HTTPS, but not for a host that other programs share', async () => {
    await using sidecar = await start({ hstsSeconds: 600 }, { server: { allowedHosts: ['mqtt.example'] } });
    const asked = { port: sidecar.port, path: '/health/live', ca: certificates.authority.cert };
    const header = 'Strict-Transport-Security: max-age=600';
    expect((await askOverTls({ ...asked, headers: { Host: 'mqtt.example' } })).answer).toContain(header);
    expect((await askOverTls({ ...asked, headers: { Host: `localhost:${sidecar.port}` } })).answer).not.toContain('Strict-Transport');
  });

  it('is announced in the metadata of the protected resource and in its challenge', async () => {
    await using sidecar = await start({}, { auth: { mode: 'oauth2', oauth2: { issuer: 'http://127.0.0.1:9', audience: 'mqtt' } } });
    const asked = { port: sidecar.port, ca: certificates.authority.cert };
    const metadata = await askOverTls({ ...asked, path: '/.well-known/oauth-protected-resource/mqttx/mcp' });
    expect(metadata.answer).toContain('"resource":"https://localhost/mqttx/mcp"');
    const refused = await askOverTls({ ...asked, path: '/mqttx/sse' });
    expect(refused.answer).toContain('resource_metadata="https://localhost/.well-known/oauth-protected-resource/mqttx/sse"');
  });

  it('is recognised by a second one that finds the port taken', async () => {
    await using sidecar = await start();
    expect(await identifySidecar(sidecar.port)).toMatchObject({ pid: process.pid, scheme: 'https' });
    await expect(start({}, { server: { port: sidecar.port } })).rejects.toThrow(`answers at https://localhost:${sidecar.port}`);
  });

  it('takes an encrypted key with its passphrase', async () => {
    const folder = await scratchFolder();
    const key = join(folder, 'encrypted.key');
    await run('openssl', ['pkcs8', '-topk8', '-in', certificates.server.keyFile, '-out', key, '-passout', 'pass:open sesame']);
    await using sidecar = await start({ key, passphrase: 'open sesame' });
    expect((await askOverTls({ port: sidecar.port, path: '/health/live', ca: certificates.authority.cert })).answer).toContain('200 OK');
    await expect(start({ key })).rejects.toMatchObject({
      code: 'invalid-configuration',
      hint: expect.stringContaining('server.tls.passphrase'),
    });
  });

  it('does not start with files that cannot be used, and says which and why', async () => {
    const { server, client, expired } = certificates;
    const folder = await scratchFolder();
    const empty = join(folder, 'empty.pem');
    await writeFile(empty, '');
    const mistakes: [Partial<Tls>, RegExp][] = [
      [{ cert: join(folder, 'missing.pem') }, /server\.tls\.cert names a file that cannot be read: ENOENT.*missing\.pem/],
      [{ cert: empty }, /empty\.pem, which server\.tls\.cert names, holds no PEM/],
      [{ cert: server.key }, /server\.tls\.cert holds no certificate/],
      [{ cert: server.cert.slice(0, -60) }, /server\.tls\.cert holds no certificate/],
      [{ cert: server.cert.replace(/\n.{20}/, '\n') }, /holds a certificate that cannot be read/],
      [{ key: client.keyFile }, /The private key of server\.tls\.key does not belong to the certificate.*CN=localhost/],
      [{ key: server.certFile }, /The private key of server\.tls\.key \(.*server\.pem\) cannot be read/],
      [{ clientCa: empty }, /server\.tls\.clientCa/],
    ];
    for (const [tls, words] of mistakes) {
      await expect(start(tls), String(words)).rejects.toMatchObject({
        code: 'invalid-configuration',
        message: expect.stringMatching(words),
      });
    }
    // An expired one is the operator's to judge: it is used, and said.
    const { records, sidecar } = await startWithLog(expired.certFile, expired.keyFile);
    expect(records()).toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringContaining('has expired on') }));
    await sidecar.stop();
  });
});

async function startWithLog(cert: string, key: string) {
  const sidecar = await start({ cert, key }, { log: { level: 'warn' } });
  return { sidecar, records: () => sidecar.log.recent() };
}

describe('a renewed certificate', () => {
  const shown = async (port: number) => (await askOverTls({ port, path: '/health/live', ca: certificates.authority.cert })).shownTo;

  it('is shown to new connections while streams and sessions go on without a break', async () => {
    const folder = await scratchFolder();
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    await place(cert, certificates.server.cert);
    await place(key, certificates.server.key);
    await using sidecar = await start({ cert, key });
    await using tunnel = await openTlsTunnel(sidecar.port, { ca: certificates.authority.cert });
    const stream = await StreamClient.open(tunnel.origin, 'topic=renewal&qos=1');
    const mcp = await RawMcpClient.open(tunnel.origin);
    await mcp.callTool('mqttConnect', { profile: 'local' });
    const payloads: string[] = [];
    const renewal = { isShown: false };
    const publishing = (async () => {
      for (let last = 0; last < 20; last += renewal.isShown ? 1 : 0) {
        payloads.push(String(payloads.length));
        await publish(tunnel.origin, 'renewal', String(payloads.length - 1));
      }
    })();

    const renewed = await certificates.issue('renewed', 'renewed');
    await place(cert, renewed.cert);
    await place(key, renewed.key);
    await until('the new certificate is shown', async () => (await shown(sidecar.port)) === 'renewed');
    renewal.isShown = true;
    await publishing;
    await stream.untilMessages(payloads.length);
    expect(stream.payloads).toEqual(payloads);
    expect((await mcp.callTool('mqttPublish', { topic: 'x', payload: 'y' })).isError).toBe(false);
    expect(stream.isEnded).toBe(false);
    mcp.destroy();
    stream.close();
  });

  it('is found behind the swapped link of a Kubernetes secret', async () => {
    const folder = await scratchFolder();
    const version = async (name: string, { cert, key }: { cert: string; key: string }) => {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'tls.crt'), cert);
      await writeFile(join(folder, name, 'tls.key'), key);
      await symlink(name, join(folder, '..data_tmp'));
      await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    await version('..1', certificates.server);
    for (const name of ['tls.crt', 'tls.key']) await symlink(join('..data', name), join(folder, name));
    await using sidecar = await start({ cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') });
    expect(await shown(sidecar.port)).toBe('localhost');
    await version('..2', await certificates.issue('swapped', 'swapped'));
    await until('the new certificate is shown', async () => (await shown(sidecar.port)) === 'swapped');
  });

  it('is not used while only half of it is written, and the reason is logged once', async () => {
    const folder = await scratchFolder();
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    await place(cert, certificates.server.cert);
    await place(key, certificates.server.key);
    const { sidecar, records } = await startWithLog(cert, key);
    onTestFinished(() => sidecar.stop());
    const renewed = await certificates.issue('halved', 'halved');
    await place(cert, renewed.cert);
    await until('the mismatch is logged', () => records().length > 0);
    expect(await shown(sidecar.port)).toBe('localhost');
    expect(records().map((record) => JSON.stringify(record))).toEqual([
      expect.stringMatching(/the certificate from before stays.*does not belong to the certificate/),
    ]);
    await rm(key);
    await until('the missing key is logged', () => records().length > 1);
    await place(key, renewed.key);
    await until('the new certificate is shown', async () => (await shown(sidecar.port)) === 'halved');
    expect(await readFile(key, 'utf8')).toBe(renewed.key);
  });
});
