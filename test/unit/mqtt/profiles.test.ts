import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../sidecar/config/schema.ts';
import { AppError } from '../../../sidecar/errors.ts';
import { profileOptions } from '../../../sidecar/mqtt/profiles.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

function noFiles(path: string): string {
  throw new Error(`ENOENT: no such file or directory, open '${path}'`);
}

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('a profile', () => {
  it('has all that it takes to connect', () => {
    const profile = profileSchema.parse({ url: 'mqtt://broker', clientId: 'me', username: 'u', password: 'p', sessionExpirySeconds: 60 });
    expect(profileOptions('factory', profile, noFiles)).toEqual({
      url: 'mqtt://broker',
      protocolVersion: 'auto',
      clientId: 'me',
      username: 'u',
      password: 'p',
      keepaliveSeconds: 60,
      cleanStart: true,
      sessionExpirySeconds: 60,
      connectTimeoutMs: 10_000,
      reconnect: { minMs: 1000, maxMs: 30_000, factor: 2, jitter: 0.2 },
    });
  });

  it('takes PEM text as it is and reads PEM files', () => {
    const profile = profileSchema.parse({ url: 'mqtts://broker', tls: { ca: pem, cert: '/certs/me.pem', key: '/certs/me.key' } });
    const read = (path: string) => `${path}\n${pem}`;
    expect(profileOptions('factory', profile, read).tls).toEqual({
      ca: pem,
      cert: `/certs/me.pem\n${pem}`,
      key: `/certs/me.key\n${pem}`,
      rejectUnauthorized: true,
    });
  });

  it('names the setting whose file cannot be read', () => {
    const profile = profileSchema.parse({ url: 'mqtts://broker', tls: { ca: '/gone.pem' } });
    const error = refusal(() => profileOptions('factory', profile, noFiles));
    expect(error.code).toBe('invalid-configuration');
    expect(error.message).toContain('profiles.factory.tls.ca');
    expect(error.message).toContain('/gone.pem');
  });

  it('does not take any file for PEM', () => {
    const profile = profileSchema.parse({ url: 'mqtts://broker', tls: { key: '/etc/hostname' } });
    const error = refusal(() => profileOptions('factory', profile, () => 'box'));
    expect(error.message).toContain('/etc/hostname');
    expect(error.message).toContain('holds no PEM');
  });
});
