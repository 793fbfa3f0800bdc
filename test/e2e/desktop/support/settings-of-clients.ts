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
