import { describe, expect, it } from 'vitest';
import { tokenOfFragment } from '../../../../app/renderer/api/admin-token.ts';

describe('tokenOfFragment', () => {
  it.each([
    ['#token=abc', 'abc'],
    ['#token=a%2Fb', 'a/b'],
    ['#/sessions?token=abc', 'abc'],
    ['#/sessions&token=abc&x=1', 'abc'],
  ])('finds the token of %s', (fragment, token) => {
    expect(tokenOfFragment(fragment)).toBe(token);
  });

  it.each(['', '#', '#/sessions', '#token=', '#/sessions/mytoken=1'])('finds none in %s', (fragment) => {
    expect(tokenOfFragment(fragment)).toBeUndefined();
  });
});
