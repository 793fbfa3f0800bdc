/**
 * The names of the bridge's channels and nothing else, so that the preload script, which only checks names, carries no
 * schema library. `ipc-contract.ts` fails to compile when it lacks one of them, a unit test when it has one more.
 */
export const INVOKE_CHANNELS = [
  'admin.snapshot',
  'admin.watch',
  'admin.unwatch',
  'admin.disconnectSession',
  'admin.closeConnection',
  'admin.publish',
  'admin.openMessages',
  'admin.closeMessages',
  'admin.listActivity',
  'admin.exportActivity',
  'admin.listLogs',
  'sidecar.state',
  'sidecar.start',
  'sidecar.stop',
  'sidecar.restart',
  'sidecar.changePort',
  'sidecar.attach',
  'sidecar.replace',
  'clients.list',
  'clients.plan',
  'clients.apply',
  'clients.snippet',
  'clients.undo',
  'profiles.list',
  'profiles.save',
  'profiles.remove',
  'profiles.test',
  'profiles.secretStorage',
  'settings.read',
  'settings.change',
  'settings.renewToken',
  'updates.state',
  'updates.check',
  'updates.download',
  'updates.install',
  'system.about',
  'system.copyText',
  'system.openExternal',
  'system.openLogsFolder',
  'system.quit',
  'system.saveDiagnostics',
] as const;

export const EVENT_CHANNELS = [
  'admin.event',
  'admin.messages',
  'admin.exportProgress',
  'sidecar.stateChanged',
  'clients.changed',
  'settings.changed',
  'updates.stateChanged',
  'window.navigate',
] as const;

export type InvokeChannel = (typeof INVOKE_CHANNELS)[number];
export type EventChannel = (typeof EVENT_CHANNELS)[number];
