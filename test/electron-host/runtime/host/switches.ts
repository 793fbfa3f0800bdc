/**
 * Chromium-style switches (`--name`, `--name=value`) of the command line: `app.commandLine`.
 */

export class Switches {
  readonly #values = new Map<string, string>();

  /** @param given arguments as they stand on the command line; what is no switch is left out */
  constructor(given: readonly string[]) {
    for (const argument of given) {
      const [, name, value = ''] = /^--?([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
      if (name !== undefined) this.#values.set(name, value);
    }
  }

  appendSwitch(name: string, value = ''): void {
    this.#values.set(name, value);
  }

  /** The host hands no arguments on to Chromium. */
  appendArgument(_argument: string): void {}

  hasSwitch(name: string): boolean {
    return this.#values.has(name);
  }

  getSwitchValue(name: string): string {
    return this.#values.get(name) ?? '';
  }

  removeSwitch(name: string): void {
    this.#values.delete(name);
  }
}
