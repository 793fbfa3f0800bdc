import { describe, expect, it } from 'vitest';
import { assetPath, mediaTypeOf } from '../../../../app/main/window/asset-path.ts';
import { dashboardUrl, isDashboardUrl, isOpenable } from '../../../../app/main/window/dashboard-url.ts';
import { fitBounds } from '../../../../app/main/window/fit-bounds.ts';

describe('the address of the dashboard', () => {
  it('names the page', () => {
    expect(dashboardUrl()).toBe('app://dashboard/index.html');
    expect(dashboardUrl('clients')).toBe('app://dashboard/index.html#/clients');
    expect(isDashboardUrl(dashboardUrl('clients'))).toBe(true);
  });

  it.each([
    'https://dashboard/index.html',
    'app://other/index.html',
    'app://dashboard.evil.example/index.html',
    'app://user@dashboard/index.html',
    'app://dashboard:81/index.html',
    'file:///index.html',
    'about:blank',
    '',
  ])('is not %s', (url) => {
    expect(isDashboardUrl(url)).toBe(false);
  });
});

describe('what the system may be asked to open', () => {
  it.each(['https://example.com/help', 'http://localhost:4000/', 'http://127.0.0.1:4000/', 'http://[::1]:4000/'])('%s', (url) => {
    expect(isOpenable(url)).toBe(true);
  });

  it.each([
    'http://example.com/',
    'http://localhost.evil.example/',
    'https://user:word@example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:',
    'smb://host/share',
    'app://dashboard/index.html',
    'not a url',
  ])('but not %s', (url) => {
    expect(isOpenable(url)).toBe(false);
  });
});

describe('the files of the dashboard', () => {
  const root = '/opt/app/dist/renderer';

  it.each([
    ['app://dashboard/index.html', '/index.html'],
    ['app://dashboard/', '/index.html'],
    ['app://dashboard/assets/a%20b.js?v=1#x', '/assets/a b.js'],
    ['app://dashboard/a/../index.html', '/index.html'],
    ['app://dashboard/%2e%2e/%2e%2e/main/index.js', '/main/index.js'],
  ])('%s', (url, file) => {
    expect(assetPath(root, url)).toBe(root + file);
  });

  it.each([
    'app://dashboard/..%2f..%2fmain/index.js',
    'app://dashboard/..%5cmain%5cindex.js',
    'app://dashboard/%00',
    'app://dashboard/%zz',
    'app://other/index.html',
    'https://dashboard/index.html',
  ])('do not stand at %s', (url) => {
    expect(assetPath(root, url)).toBeUndefined();
  });

  it('have the media types of a page, and no others', () => {
    expect(mediaTypeOf('/a/index.html')).toBe('text/html; charset=utf-8');
    expect(mediaTypeOf('/a/b.JS')).toBe('text/javascript; charset=utf-8');
    expect(mediaTypeOf('/a/key.pem')).toBeUndefined();
  });
});

describe('the place of the window', () => {
  const screen = { x: 0, y: 25, width: 1440, height: 875 };

  it('is the middle, the first time', () => {
    expect(fitBounds(null, screen)).toEqual({ width: 1120, height: 760 });
    expect(fitBounds(null, { ...screen, width: 800, height: 600 })).toEqual({ width: 800, height: 600 });
  });

  it('is where it was', () => {
    expect(fitBounds({ x: 100, y: 100, width: 900, height: 700 }, screen)).toEqual({ x: 100, y: 100, width: 900, height: 700 });
  });

  it.each([
    { x: 3000, y: 100, width: 900, height: 700 },
    { x: -890, y: 100, width: 900, height: 700 },
    { x: 100, y: -300, width: 900, height: 700 },
  ])('is the middle when it could not be reached at %o', (bounds) => {
    expect(fitBounds(bounds, screen)).toEqual({ width: 900, height: 700 });
  });
});
