/**
 * The command line as a source of the configuration: `--` + the path of the setting, its short form, and the few flags that
 * are no settings. Built on `parseArgs` of Node: its tokens let every wrong flag be told at once, where a parser of the usual
 * kind stops at the first; and help and defaults come from the schema, so nothing more of such a parser would be used.
 */
import { parseArgs } from 'node:util';
import { type CommandFlags, commandFlags } from './command-flags.ts';
import type { Given, SourceReading } from './given.ts';
import type { Problem } from './problems.ts';
import { isWholeReference } from './references.ts';
import type { Path } from './schema-tree.ts';
import { suggest } from './suggest.ts';
import { isSwitch, readText, type TextValue } from './text-values.ts';
import { listNamedSettings, type Setting } from './walk-schema.ts';

export interface FlagsReading extends SourceReading {
  readonly command: CommandFlags;
  /** The file that `--config` names, as written. */
  readonly configFile: string | undefined;
}

/** A flag of a setting; `--no-x` is the flag of `x`, negated. */
interface SettingFlag {
  readonly setting: Setting;
  readonly negated: boolean;
}

type SettingFlags = ReadonlyMap<string, SettingFlag>;

function listSettingFlags(): SettingFlags {
  const flags = new Map<string, SettingFlag>();
  for (const setting of listNamedSettings()) {
    for (const name of setting.names.flags) {
      flags.set(name, { setting, negated: false });
      if (isSwitch(setting.schema)) flags.set(`no-${name}`, { setting, negated: true });
    }
  }
  return flags;
}

function tokenize(argv: readonly string[], settingFlags: SettingFlags) {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const [name, { setting }] of settingFlags) options[name] = { type: isSwitch(setting.schema) ? 'boolean' : 'string' };
  for (const { name, short, value } of commandFlags) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) };
  }
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

type Token = ReturnType<typeof tokenize>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/** In `--port --host x` the parser would take `--host` for the port; nobody means that. */
function lacksValue({ value, inlineValue }: OptionToken): boolean {
  return value === undefined || (!inlineValue && value.length > 1 && value.startsWith('-'));
}

function readValue({ setting, negated }: SettingFlag, text: string | undefined): TextValue {
  if (text === undefined) return { ok: true, value: !negated };
  const read: TextValue = isWholeReference(text) ? { ok: true, value: text } : readText(setting.schema, text);
  return read.ok && negated && typeof read.value === 'boolean' ? { ok: true, value: !read.value } : read;
}

/** A list may be given in several flags; of anything else the last one counts. */
function combine(before: unknown, value: unknown): unknown {
  if (!Array.isArray(before) || !Array.isArray(value)) return value;
  const lists: unknown[][] = [before, value];
  return lists.flat();
}

/** What is wrong with an argument that is no flag; nothing when it was told with the flag before it. */
function explainStray(argument: string, before: Token | undefined, settingFlags: SettingFlags): string | undefined {
  if (before?.kind === 'option') {
    const flag = settingFlags.get(before.name);
    const isCommand = commandFlags.some(({ name }) => name === before.name);
    if (flag === undefined && !isCommand) return undefined;
    if (flag?.setting.secret !== undefined)
      return `what follows the value of ${before.rawName} belongs to no flag. Put a value with spaces in quotes.`;
  }
  return `${JSON.stringify(argument)} on the command line belongs to no flag. Remove it.`;
}

function explainUnknown(name: string, settingFlags: SettingFlags): string {
  const near = suggest(name, [...settingFlags.keys(), ...commandFlags.map((flag) => flag.name)]);
  return `there is no such flag. ${near === undefined ? '--help lists all flags.' : `Did you mean --${near}?`}`;
}

export function readFlags(argv: readonly string[], folder: string): FlagsReading {
  const settingFlags = listSettingFlags();
  const problems: Problem[] = [];
  const unreadable: Path[] = [];
  const values = new Map<Setting, { value: unknown; flag: string }>();
  const command = { help: false, version: false, stdio: false };
  let configFile: string | undefined;

  function fail(token: OptionToken, text: string): void {
    const setting = settingFlags.get(token.name)?.setting;
    problems.push({ path: setting?.path ?? [], origin: { kind: 'flag', flag: token.rawName }, text });
    if (setting !== undefined) unreadable.push(setting.path);
  }

  function readSetting(token: OptionToken, flag: SettingFlag): void {
    const read = readValue(flag, token.value);
    if (!read.ok) return fail(token, read.text);
    const value = combine(values.get(flag.setting)?.value, read.value);
    values.set(flag.setting, { value, flag: token.rawName });
  }

  function readCommand(token: OptionToken): void {
    const { name, value } = token;
    if (name === 'config') configFile = value;
    else if (name !== 'help' && name !== 'version' && name !== 'stdio') fail(token, explainUnknown(name, settingFlags));
    else if (value === undefined) command[name] = true;
    else fail(token, 'takes no value. Remove what follows the =.');
  }

  const tokens = tokenize(argv, settingFlags);
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'positional') {
      const text = explainStray(token.value, tokens[index - 1], settingFlags);
      if (text !== undefined) problems.push({ text });
    } else if (token.kind === 'option') {
      const flag = settingFlags.get(token.name);
      const takesValue = flag === undefined ? token.name === 'config' : !isSwitch(flag.setting.schema);
      if (takesValue && lacksValue(token)) fail(token, `needs a value: ${token.rawName} <value>, or ${token.rawName}=<value>.`);
      else if (flag === undefined) readCommand(token);
      else readSetting(token, flag);
    }
  }

  const given = [...values].map(([{ path }, { value, flag }]): Given => ({
    path,
    value,
    originOf: () => ({ kind: 'flag', flag }),
    folder,
  }));
  return { given, problems, unreadable, command, configFile };
}
