/** The flags that are no settings. Read by flags.ts; listed by help and reference. */

export interface CommandFlags {
  readonly help: boolean;
  readonly version: boolean;
  /** MCP on stdin and stdout. */
  readonly stdio: boolean;
}

export const commandFlags = [
  { name: 'config', short: undefined, value: 'file', description: 'Configuration file (YAML or JSON).' },
  {
    name: 'stdio',
    short: undefined,
    value: undefined,
    description: 'Serves MCP on standard input and output; opens no port unless one is asked for.',
  },
  { name: 'help', short: 'h', value: undefined, description: 'Prints this list and ends.' },
  { name: 'version', short: 'v', value: undefined, description: 'Prints the version and ends.' },
] as const;
