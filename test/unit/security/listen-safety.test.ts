import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isLoopbackHost } from '../../../sidecar/security/loopback.ts';
import { listenerProblem } from '../../../sidecar/security/listen-safety.ts';

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])(
    '%s is this machine',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.2',
    '::ffff:10.0.0.1',
    'fe80::1',
    'example.com',
    'localhost.example.com',
    'my-laptop',
    '127.0.0.1.nip.io',
    '',
  ])('%j may be reached from elsewhere', (host) => expect(isLoopbackHost(host)).toBe(false));
});

describe('isLoopbackAddress', () => {
  it('knows no names', () => expect(isLoopbackAddress('localhost')).toBe(false));
});

describe('listenerProblem', () => {
  it.each([
    ['localhost', 'none', false],
    ['127.0.0.1', 'none', false],
    ['::1', 'none', false],
    ['0.0.0.0', 'token', false],
    ['0.0.0.0', 'none', true],
  ])('allows %s in mode %s with allowAnonymous %s', (host, mode, allowAnonymous) => {
    expect(listenerProblem({ host, auth: { mode, allowAnonymous } })).toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.com'])('refuses %s without authentication, and says what to do', (host) => {
    const problem = listenerProblem({ host, auth: { mode: 'none', allowAnonymous: false } });
    expect(problem?.code).toBe('unsafe-listener');
    expect(problem?.advice).toContain(host);
    expect(problem?.advice).toContain('auth.allowAnonymous');
  });
});
