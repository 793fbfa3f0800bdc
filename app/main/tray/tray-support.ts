/**
 * Whether the desktop shows tray icons at all. On Linux a program called StatusNotifierWatcher does, and GNOME has none without an
 * extension; Electron's tray is silent about it, so the session bus is asked. Where nothing can be asked, a tray is assumed.
 */
export type RunProgram = (program: string, parameters: readonly string[]) => Promise<string>;

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';

/** Each prints `true` or `false` among other words; not every system has each of them. */
const questions: readonly (readonly [string, readonly string[]])[] = [
  ['gdbus', ['call', '--session', '--dest', BUS, '--object-path', '/org/freedesktop/DBus', '--method', `${BUS}.NameHasOwner`, WATCHER]],
  ['dbus-send', ['--session', '--print-reply', `--dest=${BUS}`, '/org/freedesktop/DBus', `${BUS}.NameHasOwner`, `string:${WATCHER}`]],
  ['busctl', ['--user', 'call', BUS, '/org/freedesktop/DBus', BUS, 'NameHasOwner', 's', WATCHER]],
];

export async function hasTray(platform: NodeJS.Platform, run: RunProgram): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, parameters] of questions) {
    const answer = /\b(true|false)\b/.exec(await run(program, parameters).catch(() => ''))?.[1];
    if (answer !== undefined) return answer === 'true';
  }
  return true;
}
