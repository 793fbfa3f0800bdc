/**
 * Electron's command line: `electron [switches] [-r module]… [app] [arguments of the app]`. Values in, values out.
 */

export interface CommandLine {
  /** Modules that `-r` asks to load before the app. */
  readonly preloads: readonly string[];
  /** What starts with a dash before the app. */
  readonly switches: readonly string[];
  /** Path of the app; absent for a packaged one. */
  readonly app: string | undefined;
}

export function parseCommandLine(args: readonly string[]): CommandLine {
  const preloads: string[] = [];
  const switches: string[] = [];
  const rest = [...args];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const module = argument === '-r' || argument === '--require' ? rest.shift() : undefined;
    if (module !== undefined) preloads.push(module);
    else if (argument.startsWith('-')) switches.push(argument);
    else return { preloads, switches, app: argument };
  }
  return { preloads, switches, app: undefined };
}
