import { describe, expect, it } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { parseBrokerUrl } from '../../../sidecar/mqtt/broker-url.ts';

function refusal(url: string): AppError {
  try {
    parseBrokerUrl(url);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`${url} was accepted.`);
}

describe('the address of a broker', () => {
  it.each([
    ['mqtt://broker', 1883, false],
    ['mqtts://broker', 8883, true],
    ['ws://broker/mqtt', 80, false],
    ['wss://broker/mqtt', 443, true],
    ['wss://broker:8084/mqtt', 8084, true],
    ['mqtt://broker:1884/', 1884, false],
  ])('%s has port %i', (url, port, tls) => {
    expect(parseBrokerUrl(url)).toMatchObject({ host: 'broker', port, tls });
  });

  it('takes the credentials out of what is shown', () => {
    const address = parseBrokerUrl('mqtt://us%40er:p%3Aw%2F@broker:1884');
    expect(address).toMatchObject({ username: 'us@er', password: 'p:w/', display: 'mqtt://broker:1884' });
  });

  it('keeps path and query of a WebSocket, and shows the path only', () => {
    const address = parseBrokerUrl('ws://broker:8083/mqtt?key=secret');
    expect(address).toMatchObject({ path: '/mqtt?key=secret', display: 'ws://broker:8083/mqtt' });
  });

  it('knows IPv6 addresses', () => {
    expect(parseBrokerUrl('mqtt://[::1]:1884')).toMatchObject({ host: '::1', target: '[::1]:1884', display: 'mqtt://[::1]:1884' });
    expect(parseBrokerUrl('wss://[::1]/mqtt')).toMatchObject({ host: '::1', target: '[::1]:443' });
  });

  it('turns a host name outside ASCII into Punycode', () => {
    expect(parseBrokerUrl('mqtt://bröker.example').host).toBe('xn--brker-kua.example');
  });

  it.each([
    ['', 'no valid URL'],
    ['broker', 'no valid URL'],
    ['localhost:1883', 'scheme'],
    ['http://broker', 'scheme'],
    ['mqtt://', 'host'],
    ['mqtt://:1883', 'no valid URL'],
    ['mqtt://broker:0', 'port 0'],
    ['mqtt://broker:70000', 'no valid URL'],
    ['mqtt://broker/path', 'path'],
    ['mqtt://broker?x=1', 'query'],
    ['mqtt://%zz@broker', 'percent-encoded'],
  ])('%j is refused: %s', (url, words) => {
    const error = refusal(url);
    expect(error.code).toBe('invalid-arguments');
    expect(error.message).toContain(words);
    expect(error.hint).toContain('mqtt://host:1883');
  });

  it.each(['http://user:secret@broker', 'mqtt://user:se/cr@et@bro ker', 'mqtt://%zz:secret@broker', 'mqtt://user:secret@broker:0'])(
    'never prints the password of %s',
    (url) => {
      expect(refusal(url).message).not.toMatch(/secret|se\/cr|et@/);
    },
  );
});
