import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../sidecar/errors.ts';
import { createErrorMiddleware, notFound, onlyMethods } from '../../../sidecar/http/error-middleware.ts';
import { createLog, type LogBook } from '../../../sidecar/observe/log.ts';
import { send, startServer, type TestServer } from '../../support/http.ts';

describe('What goes wrong in a route', () => {
  let server: TestServer;
  let log: LogBook;

  async function start(): Promise<number> {
    const app = express();
    app.disable('x-powered-by');
    log = createLog({ level: 'debug', sink: () => {} });
    app.post('/body', express.json({ limit: 100 }), (_request, response) => void response.json({}));
    app.get('/params/:name', (_request, response) => void response.json({}));
    app.get('/refused', () => {
      throw new AppError('broker-unreachable', 'mqtt://nowhere does not answer.');
    });
    app.get('/limited', (_request, response) => {
      response.set('Retry-After', '30');
      throw new AppError('too-many-requests');
    });
    app.get('/limited-plainly', () => {
      throw new AppError('too-many-requests');
    });
    app.get('/closed', () => {
      throw new AppError('unauthorized');
    });
    app.get('/broken', () => Promise.reject(new TypeError('connect db.internal with hunter2-secret')));
    app.get('/odd', () => {
      // oxlint-disable-next-line only-throw-error -- libraries do
      throw 'a text';
    });
    app.get('/begun', (_request, response) => {
      response.write('half');
      throw new AppError('internal');
    });
    app
      .route('/one')
      .get((_request, response) => void response.json({}))
      .all(onlyMethods('GET', 'HEAD'));
    app.use(notFound, createErrorMiddleware(log));
    server = await startServer(app);
    return server.port;
  }

  afterEach(() => server.close());

  it.each([
    ['GET', '/nowhere?token=abcdef', [], '', 404, { code: 'not-found', detail: 'Nothing stands at GET /nowhere.' }],
    ['DELETE', '/one', [], '', 405, { code: 'method-not-allowed', hint: 'Use GET or HEAD.' }],
    ['GET', '/refused', [], '', 502, { code: 'broker-unreachable', detail: 'mqtt://nowhere does not answer.' }],
    ['GET', '/broken', [], '', 500, { code: 'internal', detail: 'Something went wrong inside the server.' }],
    ['GET', '/odd', [], '', 500, { code: 'internal' }],
    ['GET', '/params/%E0%A4%A', [], '', 400, { code: 'invalid-arguments' }],
    [
      'POST',
      '/body',
      ['Content-Type', 'application/json'],
      '{"secret":"abc',
      400,
      { code: 'invalid-json', detail: 'Body is not valid JSON' },
    ],
    ['POST', '/body', ['Content-Type', 'application/json'], `"${'x'.repeat(200)}"`, 413, { code: 'body-too-large' }],
    ['POST', '/body', ['Content-Type', 'application/json; charset=x'], '{}', 415, { code: 'unsupported-media-type' }],
    ['POST', '/body', ['Content-Type', 'application/json', 'Content-Encoding', 'x'], '{}', 415, { code: 'unsupported-media-type' }],
  ] as const)('%s %s is a problem that a program can read', async (method, path, headers, body, status, expected) => {
    const answer = await send({ port: await start(), method, path, headers: [...headers], body });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['cache-control']).toBe('no-store');
    const problem = z.record(z.string(), z.unknown()).parse(JSON.parse(answer.text));
    expect(problem).toMatchObject({ ...expected, status });
    expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'detail', 'code', 'hint']);
    expect(answer.text).not.toMatch(/\\n +at |node_modules|hunter2|db\.internal|abcdef/);
  });

  it('carries the headers that its status demands', async () => {
    const port = await start();
    expect((await send({ port, method: 'POST', path: '/one' })).headers.allow).toBe('GET, HEAD');
    expect((await send({ port, path: '/limited' })).headers['retry-after']).toBe('30');
    expect((await send({ port, path: '/limited-plainly' })).headers['retry-after']).toBe('5');
    expect((await send({ port, path: '/closed' })).headers['www-authenticate']).toBe('Bearer realm="mqttx-sse-server"');
  });

  it('answers HEAD without a body', async () => {
    const { status, text } = await send({ port: await start(), method: 'HEAD', path: '/nowhere' });
    expect(status).toBe(404);
    expect(text).toBe('');
  });

  it('cuts a response that has begun', async () => {
    await expect(send({ port: await start(), path: '/begun' })).rejects.toThrow(/aborted|hang up/);
  });

  it('is logged whole where it was not raised on purpose, without the query', async () => {
    const port = await start();
    log.redactor.add('hunter2-secret');
    await send({ port, path: '/broken?ticket=abcdef' });
    const [entry] = log.recent();
    expect(entry).toMatchObject({ level: 'error', context: { method: 'GET', path: '/broken', status: 500 } });
    expect(entry?.context?.['error']).toMatch(/^TypeError: connect db.internal with \[redacted\]\n +at /);
    expect(JSON.stringify(log.recent())).not.toMatch(/hunter2|abcdef/);
  });

  it('is logged for those who look for it where it was refused on purpose', async () => {
    await send({ port: await start(), path: '/nowhere' });
    expect(log.recent()).toMatchObject([{ level: 'debug', context: { code: 'not-found', status: 404 } }]);
  });
});
