import { describe, expect, it } from 'vitest';
import { createAdminAuthenticator } from '../../../sidecar/security/admin-authenticator.ts';

describe('the admin token', () => {
  it('is made of 32 random bytes when none is configured', () => {
    const tokens = [1, 2, 3].map(() => createAdminAuthenticator({}).token);
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('opens the door as a Bearer token and in no other way', () => {
    const admin = createAdminAuthenticator({ token: 'adm-QX12' });
    expect(admin.authenticate({ authorization: 'Bearer adm-QX12' })).toEqual({
      ok: true,
      principal: { id: 'admin', kind: 'admin' },
      carrier: 'header',
    });
    expect(admin.authenticate({})).toMatchObject({
      ok: false,
      error: { code: 'unauthorized' },
      challenge: 'Bearer realm="mqttx-sse-server"',
    });
    expect(admin.authenticate({ authorization: 'Basic adm-QX12' })).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(admin.authenticate({ authorization: 'Bearer adm-QX13' })).toMatchObject({ ok: false, error: { code: 'invalid-token' } });
    expect(admin.authenticate({ authorization: 'Bearer adm-QX12 x' })).toMatchObject({ ok: false, error: { code: 'invalid-token' } });
  });
});
