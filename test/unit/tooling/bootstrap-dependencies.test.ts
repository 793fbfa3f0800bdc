import { describe, expect, it } from 'vitest';
import { installArguments, parseLockfile, whyStale } from '../../../scripts/bootstrap/dependencies.mjs';

const zod = { version: '4.6.7', integrity: 'sha512-a' };
const locked = { packages: { '': { version: '0.1.0' }, 'node_modules/zod': zod } };

describe('whyStale', () => {
  it('is content when everything is installed as locked', () => {
    expect(whyStale(locked, { packages: { 'node_modules/zod': zod } })).toBeNull();
  });

  it('names node_modules when nothing was installed, or an installation was interrupted', () => {
    expect(whyStale(locked, null)).toBe('node_modules is missing or incomplete');
  });

  it('names the package that is missing', () => {
    const more = { packages: { ...locked.packages, 'node_modules/a/node_modules/@b/c': { version: '1.0.0' } } };
    expect(whyStale(more, { packages: { 'node_modules/zod': zod } })).toBe('@b/c is not installed');
  });

  it('names both versions of a package that has another one', () => {
    const found = { packages: { 'node_modules/zod': { ...zod, version: '4.0.0' } } };
    expect(whyStale(locked, found)).toBe('zod is 4.0.0, package-lock.json asks for 4.6.7');
  });

  it('notices the same version with other contents', () => {
    const found = { packages: { 'node_modules/zod': { ...zod, integrity: 'sha512-b' } } };
    expect(whyStale(locked, found)).toBe('zod differs from package-lock.json');
  });

  it('names a package that is installed but no longer locked', () => {
    const found = { packages: { 'node_modules/zod': zod, 'node_modules/old': { version: '1.0.0' } } };
    expect(whyStale(locked, found)).toBe('old is installed but not in package-lock.json');
  });

  it.each([{ optional: true }, { peer: true }])('does not miss what npm leaves out by itself: %o', (kind) => {
    const more = { packages: { ...locked.packages, 'node_modules/for-windows': { version: '1.0.0', ...kind } } };
    expect(whyStale(more, { packages: { 'node_modules/zod': zod } })).toBeNull();
  });
});

describe('parseLockfile', () => {
  it('reads the packages', () => {
    expect(parseLockfile(JSON.stringify(locked))).toEqual(locked);
  });

  it.each(['', '{"packages": {', '[]', '{}', '{"packages": null}', 'null'])('takes %j for none', (text) => {
    expect(parseLockfile(text)).toBeNull();
  });
});

describe('installArguments', () => {
  const modules = '/project/node_modules';

  it('installs exactly what is locked, development dependencies included whatever npm is configured to omit', () => {
    const args = installArguments({ platform: 'linux', execPath: `${modules}/node/bin/node`, modules });
    expect(args[0]).toBe('ci');
    expect(args).toContain('--include=dev');
  });

  it("installs in place on Windows when it runs on node_modules' own Node, which Windows could not delete", () => {
    const windows = 'C:\\project\\node_modules';
    const own = { platform: 'win32', execPath: 'c:\\Project\\node_modules\\node\\bin\\node.exe', modules: windows };
    expect(installArguments(own).slice(0, 2)).toEqual(['install', '--no-save']);
    expect(installArguments({ ...own, execPath: 'C:\\Program Files\\nodejs\\node.exe' })[0]).toBe('ci');
  });
});
