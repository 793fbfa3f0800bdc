/** The text of docs/configuration.md: how configuration works, and every setting of the schema, a table for each section. */
import { commandFlags } from './command-flags.ts';
import { formatDefault } from './format-default.ts';
import { introduction } from './reference-introduction.ts';
import { isSwitch } from './text-values.ts';
import { listSections, type Section, type Setting } from './walk-schema.ts';

function escapeCell(text: string): string {
  return text.replace(/[|<>]/g, (character) => ({ '|': '\\|', '<': '&lt;', '>': '&gt;' })[character] ?? character);
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function defaultCell(setting: Setting): string {
  if (setting.required) return 'required';
  const text = formatDefault(setting);
  return text === undefined ? '' : code(text);
}

function formatFlags(setting: Setting): string {
  const flags = setting.names?.flags ?? [];
  return flags
    .flatMap((flag) => (isSwitch(setting.schema) ? [`--${flag}`, `--no-${flag}`] : [`--${flag}`]))
    .map(code)
    .join(', ');
}

/** Backticks in a description stay what they are in Markdown: code. */
function settingRow(setting: Setting): string {
  const { key, type, names, description, secret } = setting;
  const isHidden = secret === 'value' || secret === 'pem';
  return row([
    code(key),
    escapeCell(type),
    defaultCell(setting),
    names === undefined ? '' : code(names.variable),
    formatFlags(setting),
    escapeCell(description) + (isHidden ? ' Secret.' : ''),
  ]);
}

function sectionText({ name, description, settings }: Section): string {
  const isSingle = settings.length === 1 && settings[0]?.key === name;
  const head = [row(['key', 'allowed', 'default', 'environment', 'flag', 'meaning']), '|---|---|---|---|---|---|'];
  const table = [...head, ...settings.map(settingRow)].join('\n');
  return [`### ${name}`, ...(isSingle ? [] : [description]), table].join('\n\n');
}

function commandFlagTable(): string {
  const rows = commandFlags.map(({ name, short, value, description }) => {
    const names = short === undefined ? [name] : [name, short];
    return row([
      names.map((each) => code(`${each.length === 1 ? '-' : '--'}${each}${value === undefined ? '' : ` <${value}>`}`)).join(', '),
      description,
    ]);
  });
  return [row(['flag', 'meaning']), '|---|---|', ...rows].join('\n');
}

export function renderReference(): string {
  return [
    introduction.trimEnd(),
    '## Settings',
    'Units are what the names say: bytes, seconds, milliseconds. What is required in an optional group, such as `server.tls`, is ' +
      'so once anything of the group is given. Settings within a map or list have no variable or flag of their own.',
    ...listSections().map(sectionText),
    '## Flags that are no settings',
    commandFlagTable(),
  ]
    .join('\n\n')
    .concat('\n');
}
