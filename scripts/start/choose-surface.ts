/** Whether `npm start` opens the desktop or runs the sidecar alone, and why. Pure; what this machine has is handed in. */
export interface Facts {
  /** The arguments of `npm start --`. */
  readonly args: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Electron's executable is there. */
  readonly hasElectron: boolean;
  readonly isRoot: boolean;
  /** Name of the configuration file in the working folder, where there is one. */
  readonly configFile: string | undefined;
}

export interface Choice {
  readonly surface: 'desktop' | 'headless';
  /** For a person, where the answer is not the obvious one. */
  readonly why: string | undefined;
  /** What is left for the sidecar. */
  readonly args: readonly string[];
}

const DESKTOP = '--desktop';
const HEADLESS = '--headless';

export function chooseSurface({ args: given, platform, env, hasElectron, isRoot, configFile }: Facts): Choice {
  const args = given.filter((arg) => arg !== DESKTOP && arg !== HEADLESS);
  const headless = (why: string | undefined): Choice => ({ surface: 'headless', why, args });
  if (given.includes(HEADLESS)) return headless(undefined);
  if (given.includes(DESKTOP)) return { surface: 'desktop', why: undefined, args };
  if (args.length > 0) return headless('Flags are those of the server, so it is started alone; --desktop opens the desktop instead.');
  // The desktop has settings of its own, and would pass over these without a word.
  const setting = Object.keys(env).find((name) => name.startsWith('MQTTX_SSE_') && env[name] !== '') ?? configFile;
  if (setting !== undefined) {
    return headless(`${setting} is for the server, so it is started alone; --desktop opens the desktop, which has its own settings.`);
  }
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return headless('There is no display, so the server is started alone, with its dashboard in the browser.');
  }
  if (!hasElectron) {
    return headless(
      "Electron's program is not installed (npm start -- --desktop fetches it), so the server is started alone, with its dashboard in the browser.",
    );
  }
  if (platform === 'linux' && isRoot) {
    return headless('Electron does not run as root, so the server is started alone, with its dashboard in the browser.');
  }
  return { surface: 'desktop', why: undefined, args };
}
