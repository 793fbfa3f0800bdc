/**
 * The stand-ins for tools that electron-builder would download.
 */
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { expect, test } from 'vitest';
import { controlFile } from '../../electron-host/packaging/fpm/deb.ts';
import { type FpmOptions, parseFpmOptions } from '../../electron-host/packaging/fpm/options.ts';
import { specFile } from '../../electron-host/packaging/fpm/rpm.ts';
import { defaultFuseWire, readFuses } from '../../electron-host/packaging/fuse-wire.ts';
import { packArguments } from '../../electron-host/packaging/pack.ts';
import { electronExe } from '../../electron-host/packaging/windows/electron-exe.ts';
import { stubLibrary } from '../../electron-host/packaging/windows/portable-executable.ts';

const options: FpmOptions = parseFpmOptions([
  '-s',
  'dir',
  '--force',
  '-t',
  'deb',
  '--architecture',
  'amd64',
  '--name',
  'probe',
  '--version',
  '1.2.3-beta.1',
  '--description',
  'First\n\n second 100%',
  '--url',
  'https://example.com',
  '--package',
  '/out/probe.deb',
  '-d',
  'libgtk-3-0',
  '--depends',
  'libnss3',
  '/in/=/opt/Probe',
  '/icon.png=/usr/icon.png',
]);

test("fpm's options are understood as electron-builder gives them", () => {
  expect(options).toMatchObject({
    target: 'deb',
    architecture: 'amd64',
    depends: ['libgtk-3-0', 'libnss3'],
    sources: [
      { from: '/in/', to: '/opt/Probe' },
      { from: '/icon.png', to: '/usr/icon.png' },
    ],
  });
});

test('an option that is new is refused by name', () => {
  expect(() => parseFpmOptions(['--deb-new-thing', 'x', '-t', 'deb'])).toThrow('--deb-new-thing');
});

test('a Debian control file folds its description', () => {
  const control = controlFile(options, 12);
  expect(control).toContain('Depends: libgtk-3-0, libnss3\n');
  expect(control).toContain('Description: First\n .\n second 100%\n');
});

test('an RPM spec has no hyphen in its version, no bare percent sign, and lists its files', () => {
  const spec = specFile(options, ['/opt/Probe/probe']);
  expect(spec).toContain('Version: 1.2.3_beta.1\n');
  expect(spec).toContain('second 100%%\n');
  expect(spec).toContain('"/opt/Probe/probe"');
});

test('a fuse wire is read back, wherever it stands', () => {
  const wire = Buffer.concat([Buffer.from('#!/bin/sh\n'), defaultFuseWire()]);
  expect(readFuses(wire)).toContain('runAsNode');
  expect(() => readFuses(Buffer.from('nothing'))).toThrow('no fuse wire');
});

test('the stand-in for electron.exe is an executable with a version and a fuse wire', () => {
  const exe = electronExe('45.4.1');
  const [info] = Resource.VersionInfo.fromEntries(NtExecutableResource.from(NtExecutable.from(exe)).entries);
  expect(info?.fixedInfo.fileVersionMS).toBe((45 << 16) | 4);
  expect(readFuses(exe)).toContain('enableNodeCliInspectArguments');
});

test('a stub library exports the functions that scripts call', () => {
  const library = NtExecutable.from(stubLibrary('UAC.dll', ['_', 'RunElevated']));
  const section = library.getAllSections()[0];
  expect(Buffer.from(section?.data ?? new ArrayBuffer(0)).toString('latin1')).toContain('UAC.dll\0RunElevated\0_\0');
});

test("what only makes sense offline is added to the app's own configuration", () => {
  const targets = [
    { system: 'win', target: 'nsis' },
    { system: 'linux', target: 'deb' },
  ] as const;
  const args = packArguments('win', '/dist', '45.4.1', { project: '/app', config: '/app/builder.yml', output: '/out', targets });
  expect(args).toEqual(
    expect.arrayContaining(['--win', 'nsis', '--config=/app/builder.yml', '-c.win.signAndEditExecutable=false', '--publish=never']),
  );
  expect(args).not.toContain('deb');
});
