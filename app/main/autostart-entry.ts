/** Whether the program can be started at login, and the desktop file that does it on Linux (Desktop Entry Specification 1.5). Pure. */
interface Entry {
  readonly name: string;
  /** Absolute path. */
  readonly executable: string;
  readonly argument: string;
}

/** The portable program of Windows runs from a folder that is gone after it, and nothing would ever take its entry away again. */
export function canStartAtLogin({ isPackaged, env }: { readonly isPackaged: boolean; readonly env: NodeJS.ProcessEnv }): boolean {
  return isPackaged && env['PORTABLE_EXECUTABLE_FILE'] === undefined;
}

/** `TryExec`: once the program has been removed, the entry is ignored. */
export function desktopEntry({ name, executable, argument }: Entry): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    'Comment=Gives AI assistants and web pages access to MQTT',
    `Exec=${quoteForExec(executable)} ${argument}`,
    `TryExec=${escapeValue(executable)}`,
    'Icon=mqttx-sse-server',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ];
  return `${lines.join('\n')}\n`;
}

/** "The Exec key": quoted, with a backslash before the four special characters, %% for %; then escaped as every value is. */
function quoteForExec(path: string): string {
  return escapeValue(`"${path.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`);
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
