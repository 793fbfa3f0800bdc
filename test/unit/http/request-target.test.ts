import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { requestTarget } from '../../../sidecar/http/request-target.ts';

function asked(url: string, originalUrl?: string): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { url }, originalUrl === undefined ? {} : { originalUrl });
}

describe('requestTarget', () => {
  it('separates path and query', () => {
    const { path, query } = requestTarget(asked('/mqttx/stream?topic=a%2Fb&topic=c?d'));
    expect(path).toBe('/mqttx/stream');
    expect(query.getAll('topic')).toEqual(['a/b', 'c?d']);
  });

  it('takes the whole address where a router of Express has shortened it', () => {
    const { path, query } = requestTarget(asked('/sse', '/mqttx/sse?token=x'));
    expect(path).toBe('/mqttx/sse');
    expect(query.get('token')).toBe('x');
  });

  it.each(['a=%', 'a=%zz', 'a=%FF', 'a=%C3'])('tells what is no percent-encoded UTF-8: ?%s', (query) => {
    expect(requestTarget(asked(`/x?${query}`)).isWellEncoded).toBe(false);
    expect(requestTarget(asked('/x?a=%C3%BC+b')).isWellEncoded).toBe(true);
  });

  it('takes a request without a query', () => {
    const { path, query } = requestTarget(asked('/mqttx/sse'));
    expect(path).toBe('/mqttx/sse');
    expect(query.size).toBe(0);
  });
});
