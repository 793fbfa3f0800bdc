/**
 * The command line as a source of the configuration: `--` + the path of the setting, its short form, and the few flags that
 * are no settings. Built on `parseArgs` of Node: its tokens let every wrong flag be told at once, where a parser of the usual
 * kind stops at the first; and help and defaults come from the schema, so nothing more of such a parser would be used.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Given, SourceReading } from './given.ts';
import type { Problem } from './problems.ts';
import { isWholeReference } from './references.ts';
import { type Path, unwrap } from './schema-tree.ts';
import { suggest } from './suggest.ts';
import { isList, readText } from './text-values.ts';
import { listNamedSettings, type Setting } from './walk-schema.ts';

/** The flags that are no settings. */
export interface CommandFlags {
  readonly help: boolean;
  readonly version: boolean;
  /** MCP on stdin and stdout. */
  readonly stdio: boolean;
}

export interface FlagsReading extends SourceReading {
  readonly command: CommandFlags;
  /** The file that `--config` names, as written. */
  readonly configFile: string | undefined;
}

export const commandFlags = [
  { name: 'config', short: undefined, value: 'file', description: 'Configuration file (YAML or JSON).' },
  { name: 'stdio', short: undefined, value: undefined, description: 'Serves MCP on standard input and output; opens no port unless one is asked for.' },
  { name: 'help', short: 'h', value: undefined, description: 'Prints this and ends.' },
  { name: 'version', short: 'v', value: undefined, description: 'Prints the version and ends.' },
] as const;

export function isSwitch(setting: Setting): boolean {
  return unwrap(setting.schema) instanceof z.ZodBoolean;
}

/** A flag as it was found: a setting, and for `--no-x` the value that the name itself says. */
interface KnownFlag {
  readonly setting: Setting;
  readonly negated: boolean;
}

function knownFlags(): Map<string, KnownFlag> {
  const flags = new Map<string, KnownFlag>();
  for (const setting of listNamedSettings()) {
    for (const name of setting.names.flags) {
      flags.set(name, { setting, negated: false });
      if (isSwitch(setting)) flags.set(`no-${name}`, { setting, negated: true });
    }
  }
  return flags;
}

function tokenize(argv: readonly string[], known: ReadonlyMap<string, KnownFlag>) {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const [name, { setting }] of known) options[name] = { type: isSwitch(setting) ? 'boolean' : 'string' };
  for (const { name, short, value } of commandFlags) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) };
  }
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** In `--port --host x` the parser would take `--host` for the port; nobody means that. */
function hasNoValue({ value, inlineValue }: { value: string | undefined; inlineValue: boolean | undefined }): boolean {
  return value === undefined || (inlineValue === false && value.startsWith('-') && value !== '-');
}

export function readFlags(argv: readonly string[], folder: string): FlagsReading {
  const known = knownFlags();
  const problems: Problem[] = [];
  const unreadable: Path[] = [];
  const values = new Map<Setting, { value: unknown; flag: string }>();
  const command = { help: false, version: false, stdio: false };
  let configFile: string | undefined;

  function readSetting({ setting, negated }: KnownFlag, flag: string, text: string | undefined): void {
    const { path, schema } = setting;
    const read = text === undefined || isWholeReference(text) ? ({ ok: true, value: text ?? true } as const) : readText(schema, text);
    if (!read.ok) {
      problems.push({ path, origin: { kind: 'flag', flag }, text: read.text });
      unreadable.push(path);
      return;
    }
    const value = negated && typeof read.value === 'boolean' ? !read.value : read.value;
    const before = values.get(setting)?.value;
    // A flag of a list may be repeated; of any other setting the last one counts.
    const joined = isList(schema) && Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
    values.set(setting, { value: joined, flag });
  }

  let unknownAt: number | undefined;
  for (const token of tokenize(argv, known)) {
    // What follows an unknown flag was meant as its value.
    if (token.kind === 'positional' && token.index - 1 !== unknownAt) {
      problems.push({ text: `${JSON.stringify(token.value)} on the command line belongs to no flag. Remove it.` });
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const flag = known.get(name);
    const isBoolean = flag === undefined ? name !== 'config' : isSwitch(flag.setting);
    if (flag === undefined && !commandFlags.some((other) => other.name === name)) {
      const near = suggest(name, [...known.keys(), ...commandFlags.map((other) => other.name)]);
      const hint = near === undefined ? '--help lists all flags.' : `Did you mean --${near}?`;
      problems.push({ origin: { kind: 'flag', flag: rawName }, text: `there is no such flag. ${hint}` });
      unknownAt = token.index;
    } else if (!isBoolean && hasNoValue(token)) {
      problems.push({ path: flag?.setting.path ?? [], origin: { kind: 'flag', flag: rawName }, text: `needs a value: ${rawName} <value>, or ${rawName}=<value>.` });
      if (flag !== undefined) unreadable.push(flag.setting.path);
    } else if (flag !== undefined) {
      readSetting(flag, rawName, value);
    } else if (name === 'config') {
      configFile = value;
    } else if (value !== undefined) {
      problems.push({ origin: { kind: 'flag', flag: rawName }, text: 'takes no value. Remove what follows the =.' });
    } else if (name === 'help' || name === 'version' || name === 'stdio') {
      command[name] = true;
    }
  }

  const given = [...values].map(([{ path }, { value, flag }]): Given => ({ path, value, originOf: () => ({ kind: 'flag', flag }), folder }));
  return { given, problems, unreadable, command, configFile };
}
