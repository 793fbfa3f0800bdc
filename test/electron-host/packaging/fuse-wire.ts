/**
 * The fuses of an Electron executable: a marker, a version, a length, and one byte a fuse. The stand-ins carry a wire
 * so that electron-builder can set its fuses, and what it set can be read back. Layout as in Electron's documentation
 * of fuses ("How do I flip the fuses?", the byte-level part).
 */

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const VERSION = 1;

/** In the order of the wire, version 1. */
const NAMES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const;

export type FuseName = (typeof NAMES)[number];

const DEFAULT_ON: readonly FuseName[] = [
  'runAsNode',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
];

/** A wire with Electron's defaults. */
export function defaultFuseWire(): Buffer {
  const states = NAMES.map((name) => (DEFAULT_ON.includes(name) ? '1' : '0')).join('');
  return Buffer.concat([Buffer.from(SENTINEL), Buffer.from([VERSION, NAMES.length]), Buffer.from(states)]);
}

/** The fuses that are on. @throws Error when the file carries no wire */
export function readFuses(executable: Buffer): FuseName[] {
  const at = executable.indexOf(SENTINEL);
  if (at < 0) throw new Error('The executable carries no fuse wire.');
  const start = at + SENTINEL.length + 2;
  return NAMES.filter((_name, index) => executable[start + index] === '1'.charCodeAt(0));
}
