import { describe, expect, it } from 'vitest';
import { describeNetworkError, networkHint } from '../../../sidecar/mqtt/network-failure.ts';

function failure(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('errors of the network in words', () => {
  it.each([
    ['ECONNREFUSED', 'nothing listens'],
    ['ENOTFOUND', 'host name is not known'],
    ['CERT_HAS_EXPIRED', 'has expired'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'another host name'],
  ])('%s: %s', (code, words) => {
    expect(describeNetworkError(failure(code))).toContain(words);
    expect(describeNetworkError(failure(code))).toContain(`(${code})`);
  });

  it('falls back to what the system says', () => {
    expect(describeNetworkError(failure('EWEIRD', 'something odd'))).toBe('something odd (EWEIRD)');
    expect(describeNetworkError(new Error('no code'))).toBe('no code');
  });

  it('explains a refused WebSocket handshake', () => {
    const error = new Error('Unexpected server response: 404');
    expect(describeNetworkError(error)).toContain('status 404');
    expect(networkHint(error)).toContain('/mqtt');
  });

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls.ca'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls.servername'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'instead of mqtts'],
  ])('says what to do about %s', (code, words) => {
    expect(networkHint(failure(code))).toContain(words);
  });

  it('has no special advice where host and port are the matter', () => {
    expect(networkHint(failure('ECONNREFUSED'))).toBeUndefined();
  });
});
