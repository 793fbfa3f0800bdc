/**
 * `configure` on the command line: arguments in, readable lines out, an exit code back (0 done, 1 not done, 2 wrong arguments).
 * Does nothing that the configurator does not do; main.ts calls it.
 */
import { parseArgs } from 'node:util';
import { AppError, toAppError } from '../errors.ts';
import { createClientConfigurator } from './configurator.ts';
import type { ClientConfigurator, ConfiguratorOptions } from './configurator.ts';
import type { ApplyResult, ClientStatus } from './schemas.ts';
import type { ClientTarget } from './target.ts';

const configureUsage = `Usage: mqttx-sse-server configure <client> [options]
       mqttx-sse-server configure --list

Writes this sidecar into the settings of an MCP client, after a backup and without touching anything else.

  --list               show the clients, whether they are installed and configured
  --dry-run            show the change, write nothing
  --undo               take back what was written
  --file <path>        use this settings file instead of looking for the client
  --installation <id>  configure only this installation, where there are several
  --name <name>        name of the server in the client's settings (default: mqttx-server)
  --replace            replace a server of that name that is something else
  --port <number>      port of the sidecar
  --snippet            print the JSON to be pasted by hand
  --help               show this text`;

export interface CommandOutput {
  out(line: string): void;
  err(line: string): void;
}

interface Arguments {
  readonly client: string | undefined;
  readonly list: boolean;
  readonly dryRun: boolean;
  readonly undo: boolean;
  readonly replace: boolean;
  readonly snippet: boolean;
  readonly help: boolean;
  readonly file: string | undefined;
  readonly installation: string | undefined;
  readonly name: string | undefined;
  readonly port: number | undefined;
}

/** @param argv what follows `configure` */
export async function runConfigureCommand(argv: readonly string[], options: ConfiguratorOptions, output: CommandOutput): Promise<number> {
  let given: Arguments;
  try {
    given = parseCommand(argv);
  } catch (thrown) {
    output.err(thrown instanceof AppError ? thrown.advice : toAppError(thrown).message);
    output.err(configureUsage);
    return 2;
  }
  if (given.help) {
    output.out(configureUsage);
    return 0;
  }
  const address = given.port === undefined ? options.address : { ...options.address, port: given.port };
  const configurator = createClientConfigurator({ ...options, address });
  try {
    return await run(given, configurator, output);
  } catch (thrown) {
    output.err(toAppError(thrown).advice);
    return 1;
  }
}

function parseCommand(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      'list': { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'undo': { type: 'boolean', default: false },
      'replace': { type: 'boolean', default: false },
      'snippet': { type: 'boolean', default: false },
      'help': { type: 'boolean', default: false, short: 'h' },
      'file': { type: 'string' },
      'installation': { type: 'string' },
      'name': { type: 'string' },
      'port': { type: 'string' },
    },
  });
  const [client, ...rest] = positionals;
  if (rest.length > 0) throw new AppError('invalid-arguments', `One client at a time, not also ${rest.join(', ')}.`);
  if (client === undefined && !values.list && !values.help) {
    throw new AppError('invalid-arguments', 'No client was named.', { hint: 'Name one, or use --list to see them.' });
  }
  const { list, undo, replace, snippet, help, file, installation, name } = values;
  return { client, list, dryRun: values['dry-run'], undo, replace, snippet, help, file, installation, name, port: parsePort(values.port) };
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new AppError('invalid-arguments', `"${text}" is not a port.`, { hint: 'A port is a number from 1 to 65535.' });
}

async function run(given: Arguments, configurator: ClientConfigurator, output: CommandOutput): Promise<number> {
  if (given.list || given.client === undefined) {
    for (const line of table(await configurator.list())) output.out(line);
    return 0;
  }
  if (given.snippet) {
    output.out(configurator.snippet(given.client));
    return 0;
  }
  const targets = await findTargets(given.client, given, configurator);
  let exitCode = 0;
  for (const target of targets) {
    try {
      await (given.undo ? undoOne(target, given, configurator, output) : configureOne(target, given, configurator, output));
    } catch (thrown) {
      output.err(toAppError(thrown).advice);
      exitCode = 1;
    }
  }
  return exitCode;
}

/** A client that is installed in several ways is configured in all of them: which one the user starts cannot be known. */
async function findTargets(client: string, { file, installation }: Arguments, configurator: ClientConfigurator): Promise<ClientTarget[]> {
  if (file !== undefined) return [{ client, file }];
  if (installation !== undefined) return [{ client, installation }];
  const installed = (await configurator.list()).filter((status) => status.client === client && status.file !== null);
  // Without any, the error that says where was looked comes from the operation itself.
  return installed.length === 0 ? [{ client }] : installed.map((status) => ({ client, installation: status.installation }));
}

async function configureOne(
  target: ClientTarget,
  given: Arguments,
  configurator: ClientConfigurator,
  output: CommandOutput,
): Promise<void> {
  const options = { replace: given.replace, ...(given.name === undefined ? {} : { serverName: given.name }) };
  const plan = await configurator.plan(target, options);
  output.out(`${plan.name} (${plan.label}): ${plan.file}`);
  if (plan.edits.length === 0) {
    output.out(`Configured already, as "${plan.serverName}". Nothing to change.`);
    return;
  }
  output.out(plan.diff.trimEnd());
  if (given.dryRun) {
    output.out('Dry run: nothing was written.');
    return;
  }
  const result = await configurator.apply(plan);
  output.out(result.state === 'configured' ? 'Written and read back.' : `Written, but it reads back as ${result.state}.`);
  printAfter(result, output);
}

async function undoOne(target: ClientTarget, given: Arguments, configurator: ClientConfigurator, output: CommandOutput): Promise<void> {
  const preview = await configurator.previewUndo(target);
  output.out(`${preview.name}: ${preview.file}`);
  if (preview.diff !== '') output.out(preview.diff.trimEnd());
  if (given.dryRun) {
    output.out('Dry run: nothing was written.');
    return;
  }
  const result = await configurator.undo(target);
  if (!result.changed) output.out('Nothing of ours stands there any more.');
  else output.out(preview.kind === 'restore' ? 'Restored as it was.' : 'Our entry was removed; what others wrote since was kept.');
  printAfter(result, output);
}

function printAfter(result: ApplyResult, output: CommandOutput): void {
  if (result.backup !== null) output.out(`Backup: ${result.backup}`);
  if (result.changed) output.out(result.nextStep.text);
}

function table(statuses: readonly ClientStatus[]): string[] {
  const rows = statuses.map((status) => [status.client, describe(status), status.file ?? '']);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function describe({ state, serverName, refusal, running }: ClientStatus): string {
  const what = state === 'configured' ? `configured as ${serverName}` : state.replaceAll('-', ' ');
  return [what, ...(refusal === null ? [] : [refusal.reason]), ...(running === true ? ['running'] : [])].join(', ');
}
