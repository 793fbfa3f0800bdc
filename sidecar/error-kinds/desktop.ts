/** Errors of configuring clients and of the desktop. Part of the registry in errors.ts. */
import { JSON_RPC, type ErrorKind } from './kind.ts';

const { internalError, invalidParams } = JSON_RPC;

export const desktopErrors = {
  'client-unknown': {
    status: 404,
    rpc: invalidParams,
    title: 'No such client',
    hint: 'See "configure --list" for the clients that can be configured.',
  },
  'client-not-installed': {
    status: 404,
    rpc: invalidParams,
    title: 'The client is not installed',
    hint: 'Install and start it once, or name its settings file with --file.',
  },
  'client-file-refused': {
    status: 409,
    rpc: invalidParams,
    title: 'The settings file was left untouched',
    hint: 'Correct the file and try again.',
  },
  'client-file-changed': {
    status: 409,
    rpc: invalidParams,
    title: 'The settings file changed since the preview',
    hint: 'Look at the preview again, then apply it.',
  },
  'client-file-busy': {
    status: 503,
    rpc: internalError,
    title: 'The settings file is being rewritten by another program',
    hint: 'Quit the client and try again.',
  },
  'client-name-taken': {
    status: 409,
    rpc: invalidParams,
    title: 'The name is taken by another server',
    hint: 'Choose another name with --name, or allow it to be replaced with --replace.',
  },
  'client-command-unknown': {
    status: 409,
    rpc: invalidParams,
    title: 'No command is known that starts the sidecar',
    hint: 'Configure this client from an installed version of this program.',
  },
  'client-nothing-to-undo': {
    status: 404,
    rpc: invalidParams,
    title: 'Nothing to undo',
    hint: 'Only what this program wrote into a settings file can be undone.',
  },
  'client-entry-changed': {
    status: 409,
    rpc: invalidParams,
    title: 'The entry was changed by someone else',
    hint: 'Remove it in the client, or in the settings file by hand.',
  },
  'client-journal-unreadable': {
    status: 500,
    rpc: internalError,
    title: 'The record of configured clients cannot be read',
    hint: 'Move the file away; what stands in the clients stays as it is.',
  },
  'sidecar-not-running': {
    status: 503,
    rpc: internalError,
    title: 'The server is not running',
    hint: 'Start it, then try again.',
  },
  'sidecar-not-ended': {
    status: 409,
    rpc: internalError,
    title: 'The other server did not end',
    hint: 'End it where it was started, or use another port.',
  },
  'sidecar-not-ours': {
    status: 403,
    rpc: internalError,
    title: 'The server was started elsewhere',
    hint: 'Open its dashboard at the address that was printed where it was started, or replace it.',
  },
  'profile-name-taken': {
    status: 409,
    rpc: invalidParams,
    title: 'A profile of that name exists',
    hint: 'Choose another name.',
  },
  'secret-storage-failed': {
    status: 500,
    rpc: internalError,
    title: 'The system did not keep the secret',
    hint: 'Unlock the keychain or keyring of the system, and try again.',
  },
  'link-refused': {
    status: 403,
    rpc: invalidParams,
    title: 'The link is not opened',
    hint: 'Only https addresses, and http addresses of this machine, are opened.',
  },
  'update-failed': {
    status: 502,
    rpc: internalError,
    title: 'The update failed',
    hint: 'Check the network and try again, or download the new version by hand.',
  },
  'autostart-failed': {
    status: 500,
    rpc: internalError,
    title: 'Starting at login could not be changed',
    hint: 'Change it in the settings of the system.',
  },
} as const satisfies Record<string, ErrorKind>;
