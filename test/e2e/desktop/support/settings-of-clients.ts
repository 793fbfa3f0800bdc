/** Where clients keep their settings in a home folder of the specs, on each system. */
import { join } from 'node:path';

export function settingsOfMqttx(home: string): string {
  return join(settingsFolder(home), 'MQTTX', 'config.json');
}

export function settingsOfClaude(home: string): string {
  return join(settingsFolder(home), 'Claude', 'claude_desktop_config.json');
}

/** As the fixture `machine` sets `appData` on Windows and macOS. */
function settingsFolder(home: string): string {
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support');
  return process.platform === 'win32' ? home : join(home, '.config');
}

/** By XDG_CONFIG_HOME or its default; on macOS in the home folder as well, whatever the system's own folder is. */
export function settingsOfZed(home: string): string {
  return process.platform === 'win32' ? join(home, 'Zed', 'settings.json') : join(home, '.config', 'zed', 'settings.json');
}
