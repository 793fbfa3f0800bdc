import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { createErrorMiddleware } from '../../../sidecar/http/error-middleware.ts';
import { createHealthRoutes } from '../../../sidecar/http/health-routes.ts';
import { createHealth } from '../../../sidecar/observe/health.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { createAuthenticator, type Authenticated } from '../../../sidecar/security/authenticate.ts';
import { createAuthenticationGate } from '../../../sidecar/security/authentication-gate.ts';
import { isLocalRequest } from '../../../sidecar/security/loopback.ts';
import { send, startServer, type TestServer } from '../../support/http.ts';

let server: TestServer;
afterEach(() => server.close());

describe('The health routes', () => {
  async function start(ok: boolean): Promise<number> {
    const health = createHealth({ version: '1.2.3', checks: [{ name: 'broker', check: () => ({ ok, detail: 'mqtt://host' }) }] });
    const app = express();
    app.use(createHealthRoutes({ health, maySeeDetails: isLocalRequest }));
    app.use(createErrorMiddleware(createLog({ level: 'silent' })));
    server = await startServer(app);
    return server.port;
  }

  it('tell that the process lives', async () => {
    const { status, headers, text } = await send({ port: await start(false), path: '/health/live' });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(text)).toMatchObject({ status: 'ok', name: 'mqttx-sse-server', version: '1.2.3', pid: process.pid });
  });

  it.each([
    [true, 200, 'ok'],
    [false, 503, 'unavailable'],
  ])('tell whether it can serve (%s), with details on this machine', async (ok, status, word) => {
    const answer = await send({ port: await start(ok), path: '/health/ready' });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({
      status: word,
      checks: [{ name: 'broker', status: ok ? 'ok' : 'failed', detail: 'mqtt://host' }],
    });
  });

  it.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP'])('keep the details from whoever asks through a proxy (%s)', async (name) => {
    const answer = await send({ port: await start(true), path: '/health/ready', headers: [name, '192.0.2.7'] });
    expect(JSON.parse(answer.text)).toEqual({ status: 'ok' });
  });

  it('answer HEAD, and other methods with 405', async () => {
    const port = await start(true);
    expect((await send({ port, method: 'HEAD', path: '/health/live' })).status).toBe(200);
    const { status, headers } = await send({ port, method: 'POST', path: '/health/ready' });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET');
  });
});

describe('The authentication gate', () => {
  async function start(session?: Authenticated): Promise<number> {
    const gate = createAuthenticationGate(createAuthenticator({ mode: 'token', token: 'QX-right' }, { queryTokenPath: '/mqttx/sse' }));
    const app = express();
    const router = express.Router();
    router.all('/*rest', (request, response, next) => {
      gate(request, response, session).then(({ principal, carrier }) => response.json({ id: principal.id, carrier }), next);
    });
    app.use('/mqttx', router, createErrorMiddleware(createLog({ level: 'silent' })));
    server = await startServer(app);
    return server.port;
  }

  it('lets the token pass, in the header anywhere and in the query of the SSE path, below a router too', async () => {
    const port = await start();
    const byHeader = await send({ port, path: '/mqttx/message', headers: ['Authorization', 'Bearer QX-right'] });
    expect(JSON.parse(byHeader.text)).toEqual({ id: 'token', carrier: 'header' });
    const byQuery = await send({ port, path: '/mqttx/sse?token=QX-right' });
    expect(JSON.parse(byQuery.text)).toEqual({ id: 'token', carrier: 'query' });
  });

  it('challenges a request without a token, and one with a wrong token, as RFC 6750 has it', async () => {
    const port = await start();
    const missing = await send({ port, path: '/mqttx/message?token=QX-right' });
    expect(missing.status).toBe(401);
    expect(missing.headers['www-authenticate']).toBe('Bearer realm="mqttx-sse-server"');
    expect(JSON.parse(missing.text)).toMatchObject({ code: 'unauthorized' });
    const wrong = await send({ port, path: '/mqttx/sse?token=QX-wrong' });
    expect(wrong.status).toBe(401);
    expect(wrong.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(JSON.parse(wrong.text)).toMatchObject({ code: 'invalid-token' });
    expect(wrong.text).not.toContain('QX-');
  });

  it('lets the messages of a session pass that was opened by a token in the query', async () => {
    const port = await start({ principal: { id: 'token', kind: 'token' }, carrier: 'query' });
    expect((await send({ port, method: 'POST', path: '/mqttx/message?sessionId=x' })).status).toBe(200);
  });
});
