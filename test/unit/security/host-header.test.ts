import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalHost, parseAuthority, parseOrigin } from '../../../sidecar/security/host-header.ts';

describe('parseAuthority', () => {
  it.each([
    ['localhost', { host: 'localhost', port: '' }],
    ['LocalHost:4000', { host: 'localhost', port: '4000' }],
    ['127.0.0.1:1', { host: '127.0.0.1', port: '1' }],
    ['[::1]', { host: '[::1]', port: '' }],
    ['[0:0:0:0:0:0:0:1]:4000', { host: '[::1]', port: '4000' }],
    ['[FE80::A]:80', { host: '[fe80::a]', port: '80' }],
    ['xn--bcher-kva.example:65535', { host: 'xn--bcher-kva.example', port: '65535' }],
  ])('reads %s', (text, expected) => expect(parseAuthority(text)).toEqual(expected));

  it.each([
    '',
    ' ',
    ' localhost',
    'localhost ',
    'localhost.',
    '.localhost',
    'a..b',
    'user@localhost',
    'localhost@evil.com',
    'localhost:4000@evil.com',
    'localhost/x',
    'localhost#x',
    'localhost?x',
    'localhost\\evil.com',
    'localhost,evil.com',
    'localhost%00',
    '%6cocalhost',
    'localhost:65536',
    'localhost:-1',
    'localhost:80:80',
    'localhost:a',
    '::1',
    '[::1',
    '::1]',
    '[::1]x',
    '[::1%25lo]',
    '[127.0.0.1]',
    '[localhost]',
    '[]',
    'bücher.example',
    'local host',
  ])('refuses %j', (text) => expect(parseAuthority(text)).toBeUndefined());
});

describe('parseOrigin', () => {
  it.each([
    ['http://localhost:5173', { scheme: 'http', host: 'localhost', port: '5173' }],
    ['HTTPS://Example.com:443', { scheme: 'https', host: 'example.com', port: '' }],
    ['http://example.com:443', { scheme: 'http', host: 'example.com', port: '443' }],
    ['app://dashboard', { scheme: 'app', host: 'dashboard', port: '' }],
  ])('reads %s', (text, expected) => expect(parseOrigin(text)).toEqual(expected));

  it.each([
    'null',
    '',
    'localhost',
    'http://',
    'http:/localhost',
    'http://localhost/',
    'http://u@localhost',
    'http://localhost http://evil.com',
    'http://localhost, http://evil.com',
    '//localhost',
    'javascript:alert(1)',
  ])('refuses %j', (text) => expect(parseOrigin(text)).toBeUndefined());

  it('agrees with the URL parser on every origin that it takes', () => {
    const label = fc.stringMatching(/^[a-z][a-z\d]{0,10}$/);
    const host = fc.oneof(
      fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    );
    fc.assert(
      fc.property(fc.constantFrom('http', 'https'), host, fc.option(fc.integer({ min: 1, max: 65_535 })), (scheme, name, port) => {
        const text = `${scheme}://${name}${port === null ? '' : `:${port}`}`;
        const expected = new URL(text);
        const parsed = parseOrigin(text);
        expect(parsed?.port).toBe(expected.port);
        // The URL parser writes IPv4 within IPv6 in hexadecimal.
        expect(new URL(`http://${parsed?.host}`).hostname).toBe(expected.hostname);
      }),
    );
  });
});

describe('normalHost', () => {
  it('puts brackets around IPv6 addresses and refuses what is no host', () => {
    expect(normalHost('::1')).toBe('[::1]');
    expect(normalHost('Example.COM')).toBe('example.com');
    expect(normalHost('a b')).toBeUndefined();
  });
});
