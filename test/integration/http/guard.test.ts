import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createErrorMiddleware } from '../../../sidecar/http/error-middleware.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import type { GuardSettings } from '../../../sidecar/security/guard-decision.ts';
import { createHostOriginGuard } from '../../../sidecar/security/host-origin-guard.ts';
import { createSecurityHeaders } from '../../../sidecar/security/security-headers.ts';
import { exchange, send, startServer, type TestServer } from '../../support/http.ts';

/** What a case expects: refused, served, served with the answer readable for the page. */
type Verdict = 'bad host' | 'bad origin' | 'served' | 'readable';
type Case = readonly [host: string, origin: string | undefined, verdict: Verdict];

function guarded(settings: Partial<GuardSettings>): Promise<TestServer> {
  const app = express();
  app.use(createSecurityHeaders({}));
  app.use(createHostOriginGuard({ host: 'localhost', allowedHosts: [], allowedOrigins: [], ...settings }));
  app.use((_request, response) => void response.json({ served: true }));
  app.use(createErrorMiddleware(createLog({ level: 'silent' })));
  return startServer(app);
}

function behaves(settings: Partial<GuardSettings>, cases: readonly Case[]): void {
  let server: TestServer;
  beforeAll(async () => void (server = await guarded(settings)));
  afterAll(() => server.close());

  const ask = (method: string, host: string, origin: string | undefined, further: readonly string[] = []) =>
    send({ port: server.port, method, headers: ['Host', host, ...(origin === undefined ? [] : ['Origin', origin]), ...further] });

  it.each(cases)('GET and POST to %s from %s: %s', async (host, origin, verdict) => {
    for (const method of ['GET', 'POST']) {
      const { status, headers, text } = await ask(method, host, origin);
      const code = { 'bad host': 'host-not-allowed', 'bad origin': 'origin-not-allowed', 'served': undefined, 'readable': undefined }[
        verdict
      ];
      expect(status).toBe(code === undefined ? 200 : 403);
      expect(JSON.parse(text)).toMatchObject(code === undefined ? { served: true } : { code, status: 403 });
      expect(headers['access-control-allow-origin']).toBe(verdict === 'readable' ? origin : undefined);
      expect(headers['access-control-expose-headers']).toBe(verdict === 'readable' ? 'MQTTX-Last-Event-ID, Mcp-Session-Id' : undefined);
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers.vary).toContain('Origin');
    }
  });

  it.each(cases.filter(([, origin]) => origin !== undefined))('preflight to %s from %s: %s', async (host, origin, verdict) => {
    const { status, headers } = await ask('OPTIONS', host, origin, ['Access-Control-Request-Method', 'POST']);
    expect(status).toBe(verdict.startsWith('bad') ? 403 : 204);
    expect(headers['access-control-allow-origin']).toBe(verdict === 'readable' ? origin : undefined);
    expect(headers['access-control-allow-methods']).toBe(verdict === 'readable' ? 'GET, POST, DELETE, OPTIONS' : undefined);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
}

describe('A server on loopback', () => {
  behaves({}, [
    ['localhost', undefined, 'served'],
    ['localhost:4000', undefined, 'served'],
    ['LOCALHOST:4000', undefined, 'served'],
    ['127.0.0.1', undefined, 'served'],
    ['127.0.0.1:65535', undefined, 'served'],
    ['[::1]', undefined, 'served'],
    ['[::1]:4000', undefined, 'served'],
    ['[0:0:0:0:0:0:0:1]:4000', undefined, 'served'],
    ['evil.com', undefined, 'bad host'],
    ['evil.com:4000', undefined, 'bad host'],
    ['localhost.evil.com', undefined, 'bad host'],
    ['evil-localhost', undefined, 'bad host'],
    ['app.localhost', undefined, 'bad host'],
    ['localhost.', undefined, 'bad host'],
    ['127.0.0.1.', undefined, 'bad host'],
    ['127.0.0.1.nip.io', undefined, 'bad host'],
    ['127.0.0.2', undefined, 'bad host'],
    ['127.1', undefined, 'bad host'],
    ['0x7f.0.0.1', undefined, 'bad host'],
    ['2130706433', undefined, 'bad host'],
    ['0.0.0.0:4000', undefined, 'bad host'],
    ['[::]', undefined, 'bad host'],
    ['[::ffff:127.0.0.1]', undefined, 'bad host'],
    ['[::1%25lo]', undefined, 'bad host'],
    ['::1', undefined, 'bad host'],
    ['localhost:4000@evil.com', undefined, 'bad host'],
    ['evil.com@localhost', undefined, 'bad host'],
    ['localhost:99999', undefined, 'bad host'],
    ['localhost:x', undefined, 'bad host'],
    ['localhost/evil.com', undefined, 'bad host'],
    ['localhost,evil.com', undefined, 'bad host'],
    ['localhost evil.com', undefined, 'bad host'],
    ['%6cocalhost', undefined, 'bad host'],
    ['', undefined, 'bad host'],
    ['evil.com', 'http://evil.com', 'bad host'],
    ['evil.com', 'http://localhost:4000', 'bad host'],
    ['localhost:4000', 'http://localhost:4000', 'readable'],
    ['localhost:4000', 'http://localhost:5173', 'readable'],
    ['localhost:4000', 'https://localhost', 'readable'],
    ['localhost:4000', 'http://127.0.0.1:8080', 'readable'],
    ['localhost:4000', 'https://127.0.0.1', 'readable'],
    ['127.0.0.1:4000', 'http://[::1]:3000', 'readable'],
    ['localhost:4000', 'http://evil.com', 'bad origin'],
    ['localhost:4000', 'https://evil.com', 'bad origin'],
    ['localhost:4000', 'null', 'bad origin'],
    ['localhost:4000', 'NULL', 'bad origin'],
    ['localhost:4000', '', 'bad origin'],
    ['localhost:4000', 'http://localhost.evil.com', 'bad origin'],
    ['localhost:4000', 'http://localhost@evil.com', 'bad origin'],
    ['localhost:4000', 'http://evil.com@localhost', 'bad origin'],
    ['localhost:4000', 'http://localhost.', 'bad origin'],
    ['localhost:4000', 'http://localhost:4000/', 'bad origin'],
    ['localhost:4000', 'http://localhost:4000 http://evil.com', 'bad origin'],
    ['localhost:4000', 'http://localhost:4000, http://evil.com', 'bad origin'],
    ['localhost:4000', 'http://127.0.0.1.nip.io', 'bad origin'],
    ['localhost:4000', 'http://127.0.0.2', 'bad origin'],
    ['localhost:4000', 'http://192.168.1.2:5173', 'bad origin'],
    ['localhost:4000', 'file://', 'bad origin'],
    ['localhost:4000', 'app://localhost', 'bad origin'],
    ['localhost:4000', 'chrome-extension://abcdefgh', 'bad origin'],
    ['localhost:4000', 'localhost:4000', 'bad origin'],
    ['localhost:4000', '//localhost:4000', 'bad origin'],
    ['localhost:4000', 'https://app.localhost', 'bad origin'],
  ]);
});

describe('A server on loopback with names and origins of its own', () => {
  behaves(
    {
      host: '127.0.0.9',
      publicUrl: 'https://mqtt.example.com/sidecar',
      allowedHosts: ['Sidecar.lan', '::2', '10.0.0.5'],
      allowedOrigins: ['https://app.example.com', 'http://shop.example.com:8080', 'app://.', 'https://default.example.com:443'],
    },
    [
      ['sidecar.lan:4000', undefined, 'served'],
      ['SIDECAR.LAN', undefined, 'served'],
      ['[::2]:4000', undefined, 'served'],
      ['10.0.0.5', undefined, 'served'],
      ['127.0.0.9:4000', undefined, 'served'],
      ['mqtt.example.com', undefined, 'served'],
      ['mqtt.example.com:8443', undefined, 'served'],
      ['localhost:4000', undefined, 'served'],
      ['app.example.com', undefined, 'bad host'],
      ['sub.sidecar.lan', undefined, 'bad host'],
      ['sidecar.lan.evil.com', undefined, 'bad host'],
      ['localhost:4000', 'https://app.example.com', 'readable'],
      ['mqtt.example.com', 'https://app.example.com', 'readable'],
      ['localhost:4000', 'http://shop.example.com:8080', 'readable'],
      ['localhost:4000', 'https://default.example.com', 'readable'],
      ['localhost:4000', 'app://.', 'readable'],
      ['localhost:4000', 'http://localhost:5173', 'readable'],
      ['localhost:4000', 'http://app.example.com', 'bad origin'],
      ['localhost:4000', 'https://app.example.com:8443', 'bad origin'],
      ['localhost:4000', 'http://shop.example.com', 'bad origin'],
      ['localhost:4000', 'https://evil.app.example.com', 'bad origin'],
      ['localhost:4000', 'https://app.example.com.evil.com', 'bad origin'],
      ['localhost:4000', 'null', 'bad origin'],
      // Its own pages: they need no CORS, and must not be refused.
      ['mqtt.example.com', 'https://mqtt.example.com', 'served'],
      ['sidecar.lan:4000', 'http://sidecar.lan:4000', 'served'],
      ['sidecar.lan', 'https://sidecar.lan', 'served'],
      ['sidecar.lan:4000', 'http://sidecar.lan:5000', 'bad origin'],
      ['sidecar.lan:4000', 'ftp://sidecar.lan:4000', 'bad origin'],
    ],
  );
});

describe('A server for every origin', () => {
  behaves({ allowedOrigins: ['*'] }, [
    ['localhost:4000', 'https://anywhere.example.com', 'readable'],
    ['localhost:4000', 'capacitor://localhost', 'readable'],
    ['localhost:4000', 'null', 'bad origin'],
    ['evil.com', 'https://anywhere.example.com', 'bad host'],
  ]);
});

describe('A server on the network', () => {
  behaves({ host: '0.0.0.0', allowedOrigins: ['https://app.example.com'] }, [
    ['whatever.example.com', undefined, 'served'],
    ['192.168.1.2:4000', undefined, 'served'],
    ['192.168.1.2:4000', 'https://app.example.com', 'readable'],
    ['192.168.1.2:4000', 'http://localhost:5173', 'readable'],
    ['192.168.1.2:4000', 'https://evil.com', 'served'],
    ['192.168.1.2:4000', 'http://192.168.1.2:4000', 'served'],
    ['192.168.1.2:4000', 'null', 'bad origin'],
  ]);
});

describe('A server on the network that knows its names', () => {
  behaves({ host: '::', allowedHosts: ['mqtt.example.com'] }, [
    ['mqtt.example.com', undefined, 'served'],
    ['localhost:4000', undefined, 'served'],
    ['192.168.1.2:4000', undefined, 'bad host'],
    ['mqtt.example.com', 'https://evil.com', 'served'],
  ]);
});

describe('The guard', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await guarded({})));
  afterAll(() => server.close());

  const preflight = (asked: string) =>
    send({
      port: server.port,
      method: 'OPTIONS',
      headers: [
        'Host',
        'localhost',
        'Origin',
        'http://localhost:5173',
        'Access-Control-Request-Method',
        'POST',
        'Access-Control-Request-Headers',
        asked,
      ],
    });

  it('refuses more than one Host', async () => {
    const { status, text } = await send({ port: server.port, headers: ['Host', 'localhost', 'Host', 'evil.com'] });
    expect(status).toBe(403);
    expect(text).toContain('more than one Host');
  });

  it('refuses more than one Origin', async () => {
    const headers = ['Host', 'localhost', 'Origin', 'http://localhost', 'Origin', 'http://evil.com'];
    expect((await send({ port: server.port, headers })).status).toBe(403);
  });

  it.each([
    ['HTTP/1.1 without Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 'HTTP/1.1 400'],
    ['HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n\r\n', 'HTTP/1.1 403'],
    [
      'a foreign host in the request target',
      'GET http://evil.com/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      'HTTP/1.1 403',
    ],
    [
      'a host of its own in the request target',
      'GET http://localhost:4000/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      'HTTP/1.1 200',
    ],
  ])('answers %s as it should', async (_what, bytes, start) => {
    expect(await exchange(server.port, bytes)).toMatch(new RegExp(`^${start}`));
  });

  it('allows the headers of the contract on a preflight', async () => {
    const { headers } = await preflight('content-type');
    expect(headers['access-control-allow-headers']).toBe(
      'Authorization, Content-Type, Last-Event-ID, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name',
    );
    expect(headers['access-control-max-age']).toBe('600');
    expect(headers.vary).toBe('Origin, Access-Control-Request-Headers');
  });

  it('allows every Mcp-* header that is asked for, and no other', async () => {
    const { headers } = await preflight('mcp-param-topic, X-Evil, mcp-session-id, cache-control, mcp-*, mcp-a\u00e4');
    expect(headers['access-control-allow-headers']).toMatch(/Mcp-Name, mcp-param-topic, cache-control$/);
  });

  it('passes an OPTIONS on that is no preflight', async () => {
    const { status, headers } = await send({
      port: server.port,
      method: 'OPTIONS',
      headers: ['Host', 'localhost', 'Origin', 'http://localhost:1'],
    });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBe('http://localhost:1');
  });

  it('keeps a foreign page from reading why it was refused', async () => {
    const { status, headers } = await send({ port: server.port, headers: ['Host', 'localhost', 'Origin', 'http://evil.com'] });
    expect(status).toBe(403);
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['content-type']).toBe('application/problem+json');
  });

  it('stands behind headers that every response carries', async () => {
    for (const headers of [
      ['Host', 'localhost'],
      ['Host', 'evil.com'],
    ]) {
      const answer = await send({ port: server.port, headers });
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
      });
      expect(answer.headers['x-powered-by']).toBeUndefined();
    }
  });

  it('does not start with an allowed host that is none', () => {
    expect(() => createHostOriginGuard({ host: 'localhost', allowedHosts: ['a b'], allowedOrigins: [] })).toThrow(
      '"a b" in server.allowedHosts',
    );
  });
});
