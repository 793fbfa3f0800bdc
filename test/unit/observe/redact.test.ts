import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { createRedactor } from '../../../sidecar/observe/redact.ts';
import { redactText } from '../../../sidecar/observe/redact-text.ts';
import { isSecretName } from '../../../sidecar/observe/secret-names.ts';

const charOf = (characters: string) => fc.constantFrom(...Array.from(characters));

/** Characters that passwords have, without those of the replacement and of plain words. */
const secretText = fc.string({
  unit: charOf('QXZJKVW0123456789!$%&/()=?+*#-_.:,;<>|@"\\\'^~{} €ß🔑'),
  minLength: 4,
  maxLength: 40,
});
/** Secrets as tokens look. */
const tokenText = fc.string({ unit: charOf('QXZJKVW0123456789-_.~+/'), minLength: 6, maxLength: 80 });
/** Text around them, which shares no character with them but the space. */
const proseText = fc.string({ unit: charOf('abcdefghi \n"{},'), maxLength: 60 });

describe('isSecretName', () => {
  it.each([
    'password',
    'Password2',
    'db_password',
    'passphrase',
    'Authorization',
    'access_token',
    'ticket',
    'tls.key',
    'tlsKey',
    'apiKey',
    'client-secret',
    'Set-Cookie',
    'x-api-key',
    'cert',
    'privateKeyPem',
  ])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true));

  it.each(['keepalive', 'topic', 'tokenExpiresAt', 'keyboard', 'publicKey', 'clientId', 'username', 'payload', 'certain', ''])(
    '%s names no secret',
    (name) => expect(isSecretName(name)).toBe(false),
  );
});

describe('redactText', () => {
  it.each([
    ['a query', 'GET /mqttx/sse?token=s3cr3t&x=1', 'GET /mqttx/sse?token=[redacted]&x=1'],
    ['a ticket in a query', '/mqttx/stream?topic=a%2Fb&ticket=abc', '/mqttx/stream?topic=a%2Fb&ticket=[redacted]'],
    ['the fragment of the dashboard', 'http://localhost:4000/#token=abc', 'http://localhost:4000/#token=[redacted]'],
    ['a Bearer token', 'Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [redacted]'],
    ['a Basic credential', 'authorization: Basic dXNlcjpwYXNz', 'authorization: Basic [redacted]'],
    ['an Authorization without a scheme', '"authorization":"abc"', '"authorization":"[redacted]"'],
    ['credentials in a URL', 'mqtt://user:pass@host:1883', 'mqtt://[redacted]@host:1883'],
    ['a password with @ and / in a URL', 'mqtts://user:p@ss/w@host', 'mqtts://[redacted]@host'],
    ['credentials in an http URL alone', 'http://u:p@host/a?mail=b@c', 'http://[redacted]@host/a?mail=b@c'],
    ['two URLs', 'from mqtt://a:b@one to ws://c:d@two', 'from mqtt://[redacted]@one to ws://[redacted]@two'],
    ['JSON', '{"user":"a","password":"b\\"c"}', '{"user":"a","password":"[redacted]"}'],
    ['JSON within JSON', '{"payload":"{\\"password\\":\\"b\\\\\\"c\\"}"}', '{"payload":"{\\"password\\":\\"[redacted]\\"}"}'],
    ['JSON that was cut off', '{"password":"abc', '{"password":"[redacted]'],
    ['what inspect prints', "{ password: 'abc', port: 1 }", "{ password: '[redacted]', port: 1 }"],
    ['a command line', 'node x --password abc --token=def --port 1', 'node x --password [redacted] --token=[redacted] --port 1'],
    ['YAML', 'broker:\n  password: abc\n  port: 1', 'broker:\n  password: [redacted]\n  port: 1'],
    ['a JSON Web Token', 'got eyJhbGciOi.eyJzdWIiOi.c2ln here', 'got [redacted] here'],
    ['a private key', 'x -----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY----- y', 'x [redacted] y'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\\nMIIB', '[redacted]'],
  ])('hides the secret in %s', (_where, input, output) => expect(redactText(input)).toBe(output));

  it.each([
    'Connected to mqtt://localhost:1883 as mqttx-sse-1 (MQTT 5).',
    'WWW-Authenticate: Bearer realm="mqttx-sse-server"',
    'Send Authorization: Bearer <token>.',
    'https://example.com/a?b=c#d',
    'auth.token: at least 16 characters',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  ])('leaves %j as it is', (text) => expect(redactText(text)).toBe(text));

  it('takes hostile texts in time that grows with their length alone', () => {
    const hostile = ['a://', 'eyJ-', '\\', 'password="', 'bearer ', '-----BEGIN PRIVATE KEY-----', 'a.', ' --key', '://@', '"'];
    for (const piece of hostile) expect(redactText(piece.repeat(40_000)).length).toBeGreaterThan(0);
  });
});

describe('a redactor', () => {
  it('lets no registered secret through, wherever it stands in a text', () => {
    fc.assert(
      fc.property(secretText, proseText, proseText, (secret, before, after) => {
        const { text } = createRedactor([secret]);
        expect(text(before + secret + after + secret)).not.toContain(secret);
      }),
    );
  });

  it('lets no registered secret through in the forms of URLs, forms, JSON and base64', () => {
    fc.assert(
      fc.property(secretText, (secret) => {
        const { text } = createRedactor([secret]);
        const base64 = Buffer.from(secret).toString('base64');
        const written = [encodeURIComponent(secret), new URLSearchParams({ a: secret }).toString(), JSON.stringify(secret), base64];
        const encoded = [
          encodeURIComponent(secret),
          new URLSearchParams({ a: secret }).toString().slice(2),
          JSON.stringify(secret).slice(1, -1),
          base64,
        ];
        const shown = written.map((form) => text(`x ${form} y`));
        encoded.forEach((form, index) => expect(shown[index]).not.toContain(form));
      }),
    );
  });

  it('lets no secret through under a telling name, at any depth', () => {
    fc.assert(
      fc.property(tokenText, fc.constantFrom('password', 'token', 'Authorization', 'clientKey', 'ticket'), (secret, name) => {
        const { value } = createRedactor();
        const shown = JSON.stringify(value({ a: [{ b: new Map([[name, secret]]) }], [name]: { inner: secret } }));
        expect(shown).not.toContain(secret);
      }),
    );
  });

  it('hides unregistered tokens in headers, queries and JSON texts', () => {
    fc.assert(
      fc.property(tokenText, (secret) => {
        const { text } = createRedactor();
        const texts = [
          `Authorization: Bearer ${secret}`,
          `/sse?token=${encodeURIComponent(secret)}`,
          JSON.stringify({ password: secret }),
          JSON.stringify(JSON.stringify({ token: secret })),
        ];
        for (const shown of texts.map(text)) {
          expect(shown).not.toContain(secret);
          expect(shown).not.toContain(encodeURIComponent(secret));
        }
      }),
    );
  });

  it('hides each line of a registered key, since texts get cut', () => {
    const { text } = createRedactor([
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nAQEFAASCBKcwggSjAgEAAoI\n-----END PRIVATE KEY-----',
    ]);
    expect(text('part: AQEFAASCBKcwggSjAgEAAoI')).toBe('part: [redacted]');
  });

  it('forgets a secret only when everybody who registered it has taken it back', () => {
    const redactor = createRedactor();
    const first = redactor.add('QX-1234');
    const second = redactor.add('QX-1234');
    first();
    first();
    expect(redactor.text('QX-1234')).toBe('[redacted]');
    second();
    expect(redactor.text('QX-1234')).toBe('QX-1234');
  });

  it('hides the longer of two secrets whole where one begins with the other', () => {
    expect(createRedactor(['abcd', 'abcdefgh']).text('abcdefgh')).toBe('[redacted]');
  });

  it('does not tear texts apart for a secret of three letters', () => {
    expect(createRedactor(['abc']).text('abcdef')).toBe('abcdef');
  });

  it('copies what JSON cannot hold into what it can', () => {
    const circle: Record<string, unknown> = { a: 1 };
    circle['self'] = circle;
    const failing = {
      get x(): number {
        throw new Error('no');
      },
    };
    expect(
      createRedactor().value({
        circle,
        failing,
        big: 10n,
        not: Number.NaN,
        bytes: Buffer.from('abc'),
        at: new Date(0),
        gone: undefined,
        url: new URL('http://a:b@c/'),
      }),
    ).toEqual({
      circle: { a: 1, self: '[circular]' },
      failing: '[unreadable]',
      big: '10',
      not: 'NaN',
      bytes: '[3 bytes]',
      at: '1970-01-01T00:00:00.000Z',
      url: 'http://[redacted]@c/',
    });
  });

  it('bounds depth, breadth and length, and says what is missing', () => {
    const { value } = createRedactor();
    expect(value({ a: { b: { c: 1 } }, list: [1, 2, 3], text: 'abcdef' }, { maxDepth: 2, maxEntries: 2, maxText: 4 })).toEqual({
      'a': { b: '[deeper]' },
      'list': [1, 2, '… (1 more)'],
      '…': '1 more',
    });
    expect(value('abcdef', { maxText: 4 })).toBe('abcd… (2 more characters)');
  });

  it('cuts a text after it was cleaned, so that no half of a secret remains', () => {
    expect(createRedactor(['QX-12345678']).value('abc QX-12345678', { maxText: 8 })).not.toContain('QX');
  });

  it('never cuts a character in half', () => {
    expect(createRedactor().value('ab🔑cd', { maxText: 3 })).toBe('ab… (4 more characters)');
  });

  it('shows that a secret is set or missing, but not a number in its place', () => {
    expect(createRedactor().value({ password: true, token: null, key: 1234, secret: '' })).toEqual({
      password: true,
      token: null,
      key: '[redacted]',
      secret: '',
    });
  });

  it('describes errors by code, or by stack, with their cause', () => {
    const { value } = createRedactor(['QX-1234']);
    expect(value(new AppError('not-found', 'No QX-1234 here.', { cause: new Error('deep') }))).toBe(
      'not-found: No [redacted] here. (cause: Error: deep)',
    );
    expect(value(new TypeError('odd'))).toMatch(/^TypeError: odd\n +at /);
  });
});
