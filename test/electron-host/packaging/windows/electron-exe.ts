/**
 * A stand-in for Windows' `electron.exe`: does nothing, but has the version resource that electron-builder rewrites and
 * the fuse wire that it sets.
 */
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { defaultFuseWire } from '../fuse-wire.ts';
import { stubExecutable } from './portable-executable.ts';

const ENGLISH = { lang: 1033, codepage: 1200 };

export function electronExe(version: string): Buffer {
  const executable = NtExecutable.from(stubExecutable());
  const resources = NtExecutableResource.from(executable);
  const info = Resource.VersionInfo.createEmpty();
  info.setFileVersion(version, ENGLISH.lang);
  info.setProductVersion(version, ENGLISH.lang);
  info.setStringValues(ENGLISH, { ProductName: 'Electron', FileDescription: 'Electron', OriginalFilename: 'electron.exe' });
  info.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  // What stands behind the last section belongs to no section and is left alone.
  return Buffer.concat([Buffer.from(executable.generate()), defaultFuseWire()]);
}
